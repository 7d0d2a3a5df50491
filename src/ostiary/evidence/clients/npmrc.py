"""What npm would use: `npm_config_*` variables and the `.npmrc` of project, user and machine."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from ostiary.core.regex import regex
from ostiary.core.world import World
from ostiary.evidence.clients.options import Option, Options, basic, read_text
from ostiary.evidence.clients.settings import Credential

_VARIABLE = regex(r"(?<!\\)\$\{([^${}]{1,200}?)(\?)?\}")
_LINE = regex(r"^\s*([^=\s][^=]*?)\s*(?:=\s*(.*?)\s*)?$")
_SECRETS = (":_authToken", ":_auth", ":username", ":_password")


def npm_options(world: World, npm: str = "") -> Options:
    """Every option in force by its name; keys of hosts (`//host/:_authToken`) keep their case.

    `npm` is the path of the npm program, beside whose prefix the machine's own file lies.
    Source: npm's documentation, pages "npmrc" and "config".
    """
    options: dict[str, Option] = {}
    for path in config_files(world, npm):
        for name, value in _rows(read_text(path) or "", world.environ):
            options[name] = Option(value, str(path))
    for name, value in sorted(world.environ.items()):
        if name.lower().startswith("npm_config_") and value:
            key = name[len("npm_config_") :]
            if not key.startswith(("//", "@")):
                key = key.lower().replace("_", "-")
            options[key] = Option(value, f"${name}")
    return options


def config_files(world: World, npm: str = "") -> tuple[Path, ...]:
    """The files that npm would read, the weakest first."""
    lowered = {name.lower(): value for name, value in world.environ.items()}
    files = []
    if own := lowered.get("npm_config_globalconfig"):
        files.append(Path(own))
    elif prefix := lowered.get("npm_config_prefix") or (npm and str(Path(npm).parent.parent)):
        files.append(Path(prefix) / "etc" / "npmrc")
    user = lowered.get("npm_config_userconfig")
    mine = Path(user) if user else Path(world.home) / ".npmrc"
    files.append(mine)
    project = _project(Path(world.cwd)) / ".npmrc"
    if project != mine:
        files.append(project)
    return tuple(files)


def npm_credentials(options: Options, registries: tuple[str, ...]) -> tuple[Credential, ...]:
    """Credentials of each `//host/path/` prefix, for https or the scheme of the user's own registry."""
    prefixes = {key[: -len(end)] for key in options for end in _SECRETS if key.endswith(end)}
    found = []
    for prefix in sorted(one for one in prefixes if one.startswith("//")):
        header, origin = _header(options, prefix)
        if not header:
            continue
        host = urlsplit("https:" + prefix).netloc
        schemes = {urlsplit(url).scheme for url in registries if urlsplit(url).netloc == host}
        found += [
            Credential(f"{one}:{prefix}", header, origin) for one in sorted(schemes or {"https"})
        ]
    return tuple(found)


def _header(options: Options, prefix: str) -> tuple[str, str]:
    token = options.get(f"{prefix}:_authToken")
    if token:
        return f"Bearer {token.value}", token.origin
    auth = options.get(f"{prefix}:_auth")
    if auth:
        return f"Basic {auth.value}", auth.origin
    user, password = options.get(f"{prefix}:username"), options.get(f"{prefix}:_password")
    if user and password:
        try:
            plain = base64.b64decode(password.value).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return basic(user.value, plain), password.origin
    return "", ""


def _rows(text: str, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Key and value of each line; sections do not matter to npm, lists become space-separated."""
    lists: dict[str, list[str]] = {}
    for line in text.splitlines():
        match = _LINE.match(line)
        if not match or line.lstrip().startswith((";", "#", "[")):
            continue
        key = _expand(_unquote(match[1]), environ)
        value = _expand(_unquote("true" if match[2] is None else match[2]), environ)
        if key.endswith("[]"):
            lists.setdefault(key[:-2], []).append(value)
        else:
            yield key, value
    for key, values in lists.items():
        yield key, "\n".join(values)


def _expand(text: str, environ: Mapping[str, str]) -> str:
    """`${NAME}` from the environment; an unset name stays as it is, with `?` it becomes empty."""
    return _VARIABLE.sub(lambda m: environ.get(m[1], "" if m[2] else m[0]), text)


def _unquote(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1].replace("\\n", "\n")
    return re.split(r"(?<!\\)[;#]", text, maxsplit=1)[0].strip() if " " in text else text


def _project(cwd: Path) -> Path:
    """The folder that npm takes for the project: the nearest that has a manifest or modules."""
    for folder in (cwd, *cwd.parents):
        if (folder / "package.json").exists() or (folder / "node_modules").exists():
            return folder
    return cwd
