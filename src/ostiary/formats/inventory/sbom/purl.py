"""From a package URL, as an SBOM writes it, to a component's words."""

from typing import Any
from urllib.parse import unquote

from msgspec import Struct

from ostiary.core.errors import ParseError
from ostiary.formats.osv_order import canonical_name

MAX_PURL = 4_000


class Purl(Struct, frozen=True):
    """Type, canonical name with its namespace, and version; `source` is a download or VCS URL."""

    type: str
    name: str
    version: str
    source: str = ""


def parse_purl(text: str) -> Purl:
    """Read a purl. Raises `ParseError`. Source: ECMA-427."""
    from packageurl import PackageURL

    if len(text) > MAX_PURL:
        raise ParseError(f"a purl of more than {MAX_PURL} characters")
    try:
        parsed = PackageURL.from_string(text)
    except ValueError as error:
        raise ParseError(f"no purl: {text[:80]}: {error}") from None
    name = f"{parsed.namespace}/{parsed.name}" if parsed.namespace else parsed.name
    if parsed.type == "npm":
        name = _as_written(text, name)
    given: Any = parsed.qualifiers
    source = str(given.get("vcs_url") or given.get("download_url") or "")
    return Purl(parsed.type, canonical_name(parsed.type, name), parsed.version or "", source)


def _as_written(text: str, name: str) -> str:
    """The name with its capitals: old npm packages have some, and are others than those without."""
    path = text.partition("#")[0].partition("?")[0].partition("npm/")[2].strip("/")
    cut = path.rfind("@")
    written = unquote(path[:cut] if cut > 0 and "/" not in path[cut:] else path)
    return written if written.lower() == name else name
