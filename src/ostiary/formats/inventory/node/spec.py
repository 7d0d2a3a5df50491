"""What does a dependency of a JavaScript project ask for: a range of the registry, or a place?"""

import re
from collections.abc import Callable
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.inventory import Origin
from ostiary.core.regex import regex

MAX_NAME = 300
ASKED_AS = "asked-as"
"""The property with the descriptors (`name@range`, in order, a space between) that came to one package."""
EXACT = regex(r"\d{1,16}\.\d{1,16}\.\d{1,16}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
"""A version in full, as semver writes it."""

_NAME = regex(r"(?:@[^\s/@:]+/)?[^\s/@:\\.][^\s/@:\\]*")
_GIT = regex(
    r"git(?:\+[a-z]+)?:|github:|gitlab:|bitbucket:|gist:|ssh://|(?:[\w.-]+@)[\w.-]+:(?!//)"
    r"|https?://[^#?]*\.git(?:[#?]|$)|https?://[^#?]*#commit=|https?://[^#?]*\.git#",
    re.IGNORECASE,
)
_SHORT = regex(r"[A-Za-z0-9_][\w.-]*/[\w.-]+(?:#.*)?")
_PATH = regex(r"(?:file|link|portal|root|exec):|\.{1,2}(?:[/\\]|$)|[/\\]|~[/\\]|[A-Za-z]:[\\/]")
_URL = regex(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_ALIAS = regex(r"((?:@[^/@]+/)?[^/@]+)(?:@(.*))?", re.DOTALL)


class Asked(Struct, frozen=True):
    """What is asked for. `type` is the purl type; `version` is set for an exact version, else `requirement`.

    `source` is the place, for what does not come from a registry; `alias` is the name under which it is
    installed, where that is another one than `name`.
    """

    type: str
    name: str
    version: str = ""
    requirement: str = ""
    origin: Origin = Origin.REGISTRY
    source: str = ""
    alias: str = ""


def is_name(name: str) -> bool:
    """Whether a text can name a package of the registry."""
    return 0 < len(name) <= MAX_NAME and _NAME.fullmatch(name) is not None


def read_spec(name: str, spec: str) -> Asked:
    """Read one entry of a table of dependencies. Source: npm-package-arg, yarn's and pnpm's protocols."""
    spec = spec.strip()
    protocol, _, rest = spec.partition(":")
    reader = _PROTOCOLS.get(protocol)
    if reader is not None:
        return reader(name, rest)
    if protocol == "catalog":
        return Asked("npm", name, requirement=spec)
    if _PATH.match(spec):
        return Asked("npm", name, origin=Origin.PATH, source=spec)
    if _GIT.match(spec) or _SHORT.fullmatch(spec):
        return Asked("npm", name, origin=Origin.GIT, source=spec)
    if _URL.match(spec):
        return Asked("npm", name, origin=Origin.URL, source=spec)
    return _ranged(Asked("npm", name), spec)


def _ranged(asked: Asked, spec: str) -> Asked:
    if EXACT.fullmatch(spec):
        return replace(asked, version=spec)
    return replace(asked, requirement=spec)


def _alias(name: str, rest: str) -> Asked:
    """`npm:real@range`; yarn writes `npm:range` where the name is the same."""
    match = _ALIAS.fullmatch(rest)
    if match is None or not is_name(match[1]) or not _is_named(rest, match[2]):
        return _ranged(Asked("npm", name), rest)
    real = match[1]
    return _ranged(Asked("npm", real, alias="" if real == name else name), match[2] or "")


def _is_named(rest: str, wanted: str | None) -> bool:
    """Whether the text after `npm:` holds a name: it may be a range alone, or a tag."""
    return wanted is not None or ((rest[0] == "@" or rest[0].isalpha()) and rest != "latest")


def _jsr(name: str, rest: str) -> Asked:
    match = _ALIAS.fullmatch(rest)
    if match is None or not match[1].startswith("@"):
        return _ranged(Asked("jsr", name), rest)
    real = match[1]
    return _ranged(Asked("jsr", real, alias="" if real == name else name), match[2] or "")


def _member(name: str, rest: str) -> Asked:
    match = _ALIAS.fullmatch(rest)
    real = match[1] if match and match[2] is not None and is_name(match[1]) else name
    return Asked(
        "npm",
        real,
        origin=Origin.OWN,
        source=f"workspace:{rest}",
        alias=name if real != name else "",
    )


def _patch(name: str, rest: str) -> Asked:
    """`patch:name@npm%3A1.0.0#path`: what is patched is still the package of the registry."""
    inner = unquote(rest.partition("#")[0])
    match = _ALIAS.fullmatch(inner)
    asked = (
        read_spec(match[1], match[2]) if match and match[2] and "patch:" not in match[2] else None
    )
    if asked is None:
        return Asked("npm", name, requirement=f"patch:{rest}")
    return replace(asked, source=f"patch:{rest}")


_PROTOCOLS: dict[str, Callable[[str, str], Asked]] = {
    "npm": _alias,
    "jsr": _jsr,
    "workspace": _member,
    "patch": _patch,
}
