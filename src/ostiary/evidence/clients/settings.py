"""The settings of the user's own package clients, as far as asking an index needs them."""

from typing import ClassVar
from urllib.parse import urlsplit

from msgspec import Struct


class IndexPlace(Struct, frozen=True):
    """One place to look for Python packages. `url` bears no credentials; `origin` says who named it.

    `links` marks a flat page or folder of files (`--find-links`) instead of a PEP 503 index.
    """

    url: str
    origin: str = ""
    links: bool = False


class Private(Struct, frozen=True):
    """A record of which some parts are secrets: they stand in no text that is shown or logged."""

    SECRET: ClassVar[frozenset[str]]

    def __repr__(self) -> str:
        names = (name for name in self.__struct_fields__ if name not in self.SECRET)
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__name__}({shown})"


class Credential(Private, frozen=True):
    """An `Authorization` header for all URLs that start with `prefix` (scheme, host and path)."""

    SECRET = frozenset({"header"})

    prefix: str
    header: str
    origin: str = ""

    def fits(self, url: str) -> bool:
        """Whether it may be sent to `url`: same scheme, same host and port, at or below the path."""
        mine, theirs = urlsplit(self.prefix), urlsplit(url)
        if (mine.scheme, _host(self.prefix)) != (theirs.scheme, _host(url)):
            return False
        below = mine.path.rstrip("/")
        return theirs.path == below or theirs.path.startswith(below + "/")


class NpmSettings(Struct, frozen=True):
    """The npm registry, those of single scopes (`@scope`, URL), and why there is none if so."""

    registry: str = ""
    origin: str = ""
    scopes: tuple[tuple[str, str], ...] = ()
    fault: str = ""
    hint: str = ""

    def registry_for(self, name: str) -> str:
        """The base URL that serves `name`, with a slash at its end; empty if none is known."""
        scope = name.partition("/")[0] if name.startswith("@") else ""
        url = dict(self.scopes).get(scope, self.registry)
        return url.rstrip("/") + "/" if url else ""


class Timeouts(Struct, frozen=True):
    """Seconds. `window` and `floor` end a slow drip: fewer than `floor` bytes a second over a window."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 60.0
    artifact_total: float = 1800.0
    window: float = 20.0
    floor: int = 2048
    backoff: float = 0.5
    longest_wait: float = 20.0


class ClientSettings(Private, frozen=True):
    """What to ask and how. `notes` are (topic, value, origin) for `ostiary doctor`, free of secrets.

    `proxies` are (scheme, URL); `insecure_hosts` are those for which the user switched off the
    verification of certificates; `index_timeout` is the user's own for index hosts, 0 if not set.
    """

    SECRET = frozenset({"proxies"})

    pypi: tuple[IndexPlace, ...] = ()
    npm: NpmSettings = NpmSettings()
    pypi_fault: str = ""
    pypi_hint: str = ""
    credentials: tuple[Credential, ...] = ()
    proxies: tuple[tuple[str, str], ...] = ()
    no_proxy: tuple[str, ...] = ()
    ca_files: tuple[str, ...] = ()
    ca_texts: tuple[str, ...] = ()
    client_cert: str = ""
    client_key: str = ""
    insecure_hosts: tuple[str, ...] = ()
    timeouts: Timeouts = Timeouts()
    index_timeout: float = 0.0
    notes: tuple[tuple[str, str, str], ...] = ()

    def authorization(self, url: str) -> str:
        """The `Authorization` header for exactly this URL: the longest prefix wins; empty if none."""
        fitting = [one for one in self.credentials if one.fits(url)]
        return max(fitting, key=lambda one: len(one.prefix)).header if fitting else ""


def _host(url: str) -> str:
    parts = urlsplit(url)
    default = {"https": 443, "http": 80}.get(parts.scheme, 0)
    return f"{(parts.hostname or '').lower()}:{parts.port or default}"
