"""The user's client configuration as one record: indexes, credentials, proxies, certificates."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct, field

from ostiary.core.world import World
from ostiary.evidence.clients.builtin import npm_default, npm_program, pip_default
from ostiary.evidence.clients.netrc import netrc_credentials
from ostiary.evidence.clients.network import network
from ostiary.evidence.clients.npmrc import npm_credentials, npm_options
from ostiary.evidence.clients.options import Option, Options, part, place
from ostiary.evidence.clients.pip import pip_options
from ostiary.evidence.clients.settings import ClientSettings, Credential, IndexPlace, NpmSettings
from ostiary.evidence.clients.uv import UvIndexes, uv_indexes

_YES = {"1", "true", "yes", "on"}


def read_clients(
    world: World, index_url: str | None = None, *, npm_registry: str | None = None
) -> ClientSettings:
    """Read what pip, uv and npm would use for this user, here and now.

    `index_url` stands in for all configured Python indexes, `npm_registry` for npm's. Configuration
    that cannot be read is left out; where no index remains, the record says why and what to do.
    """
    pip, uv = pip_options(world), uv_indexes(world)
    npm_path = npm_program(world)
    npm_rows = npm_options(world, npm_path)
    places = _Places(Path(world.cwd))
    if index_url:
        places.add(Option(index_url, "--index-url"))
    else:
        _python_places(world, pip, uv, places)
    npm, npm_secrets = _npm(world, npm_rows, npm_registry)
    registries = (npm.registry, *(url for _, url in npm.scopes))
    secrets = (
        *places.secrets,
        *uv.credentials,
        *npm_secrets,
        *npm_credentials(npm_rows, registries),
    )
    indexes = tuple(places.found)
    named = {urlsplit(one.prefix).netloc for one in secrets}
    from_netrc = (
        one for one in netrc_credentials(world, indexes) if urlsplit(one.prefix).netloc not in named
    )
    credentials = (*secrets, *from_netrc)
    return network(
        ClientSettings(
            pypi=indexes,
            npm=npm,
            pypi_fault="" if indexes else "no Python package index is known",
            pypi_hint=""
            if indexes
            else "install pip or uv, configure an index, or give --index-url",
            credentials=credentials,
            notes=(
                *_notes(indexes, npm, places.faults),
                *(("credentials", one.prefix, one.origin) for one in credentials),
            ),
        ),
        world,
        pip,
        npm_rows,
    )


class _Places(Struct):
    """Indexes as they are found, each once."""

    cwd: Path
    found: list[IndexPlace] = field(default_factory=list)
    secrets: list[Credential] = field(default_factory=list)
    faults: list[Option] = field(default_factory=list)

    def add(self, option: Option, *, links: bool = False, trusted: str | None = None) -> None:
        """Take the URLs of an option. With `trusted` (pip's hosts), other plain http ones are left out."""
        for url in option.value.split():
            try:
                one, secret = place(url, option, self.cwd, links=links)
                fine = urlsplit(one.url).scheme in {"http", "https", "file"}
            except (ValueError, RuntimeError):
                fine = False
            if not fine:
                self.faults.append(Option("an index URL that cannot be read", option.origin))
                continue
            if trusted is not None and not _is_safe(one.url, trusted):
                fault = (
                    f"{one.url} is plain http, so pip leaves it out unless `trusted-host` names it"
                )
                self.faults.append(Option(fault, option.origin))
                continue
            if all(one.url.rstrip("/") != known.url.rstrip("/") for known in self.found):
                self.found.append(one)
            if secret:
                self.secrets.append(secret)


def _python_places(world: World, pip: Options, uv: UvIndexes, places: _Places) -> None:
    no_index = uv.no_index or ("no-index" in pip and pip["no-index"].value.lower() in _YES)
    if not no_index:
        trusted = pip["trusted-host"].value if "trusted-host" in pip else ""
        if "index-url" in pip:
            places.add(pip["index-url"], trusted=trusted)
        default = uv.default or (None if "index-url" in pip else pip_default(world))
        if default:
            places.add(default)
        if "extra-index-url" in pip:
            places.add(pip["extra-index-url"], trusted=trusted)
        for option in uv.extra:
            places.add(option)
    links = [pip["find-links"]] if "find-links" in pip else []
    for option in (*links, *uv.links):
        places.add(option, links=True)


def _is_safe(url: str, trusted: str) -> bool:
    """Whether pip would talk to it: encrypted, on this machine, or of a host that the user trusts."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "http" or host in {"localhost", "::1"} or host.startswith("127."):
        return True
    return any(one in {host, f"{host}:{parts.port}"} for one in trusted.split())


def _npm(
    world: World, rows: Options, override: str | None
) -> tuple[NpmSettings, tuple[Credential, ...]]:
    scopes = tuple(
        (key.partition(":")[0], one)
        for key, one in sorted(rows.items())
        if key.startswith("@") and key.endswith(":registry")
    )
    chosen = Option(override, "--npm-registry") if override else rows.get("registry")
    chosen = chosen or npm_default(world)
    secrets: list[Credential] = []
    named: list[tuple[str, str]] = []
    registry = ""
    with contextlib.suppress(ValueError):
        for scope, option in () if override else scopes:
            url, secret = part(option.value, option.origin)
            named.append((scope, url))
            secrets += [secret] if secret else []
        if chosen:
            registry, secret = part(chosen.value, chosen.origin)
            secrets += [secret] if secret else []
    if urlsplit(registry).scheme not in {"http", "https"}:
        fault = "no npm registry is known: npm is not on the PATH and no .npmrc names one"
        hint = "install npm, or set `registry` in ~/.npmrc"
        return NpmSettings("", "", tuple(named), fault, hint), tuple(secrets)
    origin = chosen.origin if chosen else ""
    return NpmSettings(registry, origin, tuple(named)), tuple(secrets)


def _notes(
    places: tuple[IndexPlace, ...], npm: NpmSettings, faults: list[Option]
) -> Iterator[tuple[str, str, str]]:
    for one in places:
        yield ("find-links" if one.links else "PyPI index", one.url, one.origin)
    if npm.registry:
        yield "npm registry", npm.registry, npm.origin
    for scope, url in npm.scopes:
        yield f"npm registry of {scope}", url, ".npmrc"
    for fault in faults:
        yield "configuration fault", fault.value, fault.origin
