"""An option of a client with the place that set it, and URLs parted from their credentials."""

import base64
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from ostiary.evidence.clients.settings import Credential, IndexPlace, Private

MAX_CONFIG_BYTES = 4 << 20


class Option(Private, frozen=True):
    """One value and who set it, for example `/etc/pip.conf [global]`."""

    SECRET = frozenset({"value"})

    value: str
    origin: str


Options = Mapping[str, Option]


def read_text(path: Path) -> str | None:
    """A configuration file; None if it is not there, cannot be read or is absurdly large."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_CONFIG_BYTES:
            return None
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def basic(user: str, password: str) -> str:
    """A `Basic` authorization header. Source: RFC 7617."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


def part(url: str, origin: str) -> tuple[str, Credential | None]:
    """A URL without user and password, and these as a credential for the whole host."""
    parts = urlsplit(url)
    account, at, host = parts.netloc.rpartition("@")
    clean = urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
    if not at:
        return clean, None
    user, _, password = account.partition(":")
    header = basic(unquote(user), unquote(password))
    return clean, Credential(f"{parts.scheme}://{host}/", header, origin)


def place(
    url: str, option: Option, cwd: Path, *, links: bool = False
) -> tuple[IndexPlace, Credential | None]:
    """An index as a client would take it: a URL, or a path on disk. Raises `ValueError`."""
    if "://" not in url and not url.startswith("file:"):
        path = cwd / Path(url).expanduser()
        return IndexPlace("file://" + quote(str(path)), option.origin, links), None
    clean, credential = part(url, option.origin)
    return IndexPlace(clean, option.origin, links), credential
