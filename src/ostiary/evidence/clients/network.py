"""The way out: proxies, certificates and time-outs that the user's clients are told to use."""

from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace

from ostiary.core.world import World
from ostiary.evidence.clients.options import Option, Options
from ostiary.evidence.clients.settings import ClientSettings

_CA_VARIABLES = (
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
)
_NO = {"false", "0", "no"}
_SCHEMES = {"http", "https"}


def network(settings: ClientSettings, world: World, pip: Options, npm: Options) -> ClientSettings:
    """`settings` with the network part filled in.

    Certificates add up: what pip, npm or the environment trust is trusted for all, because a company
    proxy that stands between is the same for every source.
    """
    files, missing = _ca_files(world, pip, npm)
    cert = pip["client-cert"].value if "client-cert" in pip else ""
    notes = [("certificates", path, origin) for path, origin in files]
    notes += [
        ("configuration fault", f"no such certificate file: {path}", origin)
        for path, origin in missing
    ]
    proxies = _proxies(world, pip, npm)
    notes += [
        ("proxy", f"{scheme}: {_shown(one.value)}", one.origin) for scheme, one in proxies.items()
    ]
    insecure = _insecure(settings, pip, npm)
    notes += [("unverified TLS", host, "trusted-host or strict-ssl=false") for host in insecure]
    return replace(
        settings,
        proxies=tuple((scheme, one.value) for scheme, one in proxies.items()),
        no_proxy=_no_proxy(world, npm),
        ca_files=tuple(path for path, _ in files),
        ca_texts=(npm["ca"].value,) if "ca" in npm and "BEGIN CERT" in npm["ca"].value else (),
        client_cert=cert if cert and Path(cert).expanduser().is_file() else "",
        insecure_hosts=insecure,
        index_timeout=_seconds(pip),
        notes=(*settings.notes, *notes),
    )


def _ca_files(
    world: World, pip: Options, npm: Options
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    named = [
        Option(world.environ[one], f"${one}") for one in _CA_VARIABLES if world.environ.get(one)
    ]
    named += [pip["cert"]] if "cert" in pip else []
    named += [npm["cafile"]] if "cafile" in npm else []
    found: dict[str, str] = {}
    missing: dict[str, str] = {}
    for option in named:
        path = Path(world.cwd) / Path(option.value).expanduser()
        (found if path.is_file() else missing).setdefault(str(path), option.origin)
    return list(found.items()), list(missing.items())


def _proxies(world: World, pip: Options, npm: Options) -> dict[str, Option]:
    """The proxy of each scheme: pip's own over the environment's over npm's."""
    found: dict[str, Option] = {}
    for scheme in ("http", "https"):
        named = [pip.get("proxy")]
        for name in (f"{scheme}_proxy", f"{scheme.upper()}_PROXY", "all_proxy", "ALL_PROXY"):
            if name == "HTTP_PROXY" and "REQUEST_METHOD" in world.environ:
                continue  # a request header in CGI, not a setting (CVE-2016-5385)
            value = world.environ.get(name, "")
            named.append(Option(value, f"${name}") if value else None)
        named += [npm.get("https-proxy") if scheme == "https" else None, npm.get("proxy")]
        chosen = next((one for one in named if one and one.value not in {"null", "false"}), None)
        if chosen:
            url = chosen.value if "://" in chosen.value else f"http://{chosen.value}"
            if urlsplit(url).scheme in _SCHEMES:
                found[scheme] = Option(url, chosen.origin)
    return found


def _no_proxy(world: World, npm: Options) -> tuple[str, ...]:
    texts = [world.environ.get("no_proxy") or world.environ.get("NO_PROXY") or ""]
    texts += [npm["noproxy"].value] if "noproxy" in npm else []
    return tuple(
        dict.fromkeys(one.strip() for text in texts for one in text.split(",") if one.strip())
    )


def _insecure(settings: ClientSettings, pip: Options, npm: Options) -> tuple[str, ...]:
    trusted = pip["trusted-host"].value.split() if "trusted-host" in pip else []
    hosts = {urlsplit(f"//{one}").hostname or "" for one in trusted}
    if "strict-ssl" in npm and npm["strict-ssl"].value.lower() in _NO:
        urls = (settings.npm.registry, *(url for _, url in settings.npm.scopes))
        hosts |= {urlsplit(url).hostname or "" for url in urls}
    return tuple(sorted(hosts - {""}))


def _seconds(pip: Options) -> float:
    for name in ("timeout", "default-timeout"):
        if name in pip:
            try:
                return max(0.0, float(pip[name].value))
            except ValueError:
                continue
    return 0.0


def _shown(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
