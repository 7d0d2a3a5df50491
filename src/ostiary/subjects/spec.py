"""What the user asks about: a package URL, a short form, or a path."""

import re
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct

from ostiary.core.errors import UsageError
from ostiary.core.regex import regex

ECOSYSTEMS = ("pypi", "npm")
HUB = "huggingface"
"""The type of package URLs of models on a hub. Source: the package URL specification, `huggingface`."""
MAX_SPEC = 1024

_SUFFIXES = [
    ".whl",
    ".egg",
    ".zip",
    ".tar",
    ".tgz",
    ".tar.gz",
    ".tar.bz2",
    ".tbz2",
    ".tar.xz",
    ".txz",
    ".tar.zst",
    ".conda",
    ".jar",
    ".gz",
    ".py",
    ".js",
]
_PYPI = regex(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[(?P<extras>[A-Za-z0-9._, -]*)\])?\s*(?P<rest>.*)",
    re.DOTALL,
)
_PYPI_NAME = regex(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_NPM = regex(r"(?P<name>(@[^/@\s]+/)?[^/@\s]+)(@(?P<rest>.*))?", re.DOTALL)
_MODEL = regex(r"(?P<name>(?:[\w.-]+/)?[\w.-]+)(?:@(?P<revision>[\w./+-]{1,256}))?", re.ASCII)
_COMMIT = regex(r"[0-9a-f]{40}")
_EXACT = regex(r"===?\s*(?P<version>[^\s,*]+)")
_HINT = (
    "write `requests`, `pypi:requests==2.32.3`, `npm:express@4`, `pkg:npm/%40scope/name@1.0.0` "
    "`hf:org/model@revision` or a path such as ./dist/thing-1.0.tar.gz"
)


class Spec(Struct, frozen=True):
    """A request: a package (`type`, `name`) with an exact `version` or a `constraint`, or a `path`.

    `constraint` is a PEP 440 specifier set for PyPI, a range or a tag for npm, and a branch or a tag for a
    model of a hub.
    """

    text: str
    type: str = ""
    name: str = ""
    version: str = ""
    constraint: str = ""
    extras: tuple[str, ...] = ()
    path: Path | None = None


def parse_spec(text: str, cwd: Path) -> Spec:
    """Read one SPEC of the command line. Raises `UsageError` with what may stand there."""
    if not text.strip() or len(text) > MAX_SPEC or "\0" in text:
        raise UsageError(f"`{text[:60]}` names no package", _HINT)
    if text.startswith("pkg:"):
        return _purl(text)
    prefix, colon, rest = text.partition(":")
    if colon and prefix.lower() in ECOSYSTEMS:
        return _short(text, prefix.lower(), rest)
    if colon and prefix.lower() == "hf":
        return _model(text, rest)
    path = _path(text, cwd)
    if path is not None:
        return Spec(text, path=path)
    if text.startswith("@"):
        return _short(text, "npm", text)
    if colon and re.fullmatch(r"[a-z]+", prefix) and not rest.startswith(("/", "\\")):
        raise UsageError(f"`{prefix}:` is no kind of package that Ostiary reads", _HINT)
    return _short(text, "pypi", text)


def _path(text: str, cwd: Path) -> Path | None:
    """The path, if the text can only be meant as one.

    A bare word is always a package, even if a folder of that name stands here: `./word` is the folder.
    """
    looks = text.startswith((".", "/", "~")) or "\\" in text
    looks = looks or ("/" in text and not text.startswith("@"))
    named = text.lower().endswith(tuple(_SUFFIXES))
    if not looks and not named:
        return None
    try:
        path = (cwd / Path(text).expanduser()).resolve()
    except RuntimeError as error:  # a home that nobody has, or links that go round
        raise UsageError(f"`{text}` is no path: {error}", "check the path") from None
    if path.exists():
        return path
    if looks or named:
        raise UsageError(f"there is no file or folder `{text}`", "a package? " + _HINT)
    return None


def _short(text: str, ecosystem: str, rest: str) -> Spec:
    return _npm(text, rest) if ecosystem == "npm" else _pypi(text, rest)


def _pypi(text: str, rest: str) -> Spec:
    match = _PYPI.fullmatch(rest.strip())
    if not match or not _PYPI_NAME.fullmatch(match["name"]):
        raise UsageError(f"`{text}` is no name of a Python package", _HINT)
    extras = tuple(one.strip() for one in (match["extras"] or "").split(",") if one.strip())
    tail = match["rest"].strip()
    if tail.startswith("@"):
        tail = "==" + tail[1:].strip()
    exact = _EXACT.fullmatch(tail)
    if exact:
        return Spec(text, "pypi", match["name"], version=exact["version"], extras=extras)
    if tail:
        _check_specifier(text, tail)
    return Spec(text, "pypi", match["name"], constraint=tail, extras=extras)


def _check_specifier(text: str, tail: str) -> None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        SpecifierSet(tail)
    except InvalidSpecifier as error:
        raise UsageError(f"`{text}`: `{tail}` is no version specifier (PEP 440)", _HINT) from error


def _npm(text: str, rest: str) -> Spec:
    match = _NPM.fullmatch(rest.strip())
    if not match or len(match["name"]) > 214 or match["name"].startswith((".", "_")):
        raise UsageError(f"`{text}` is no name of an npm package", _HINT)
    tail = (match["rest"] or "").strip()
    if re.fullmatch(r"=?v?\d+\.\d+\.\d+([-+].*)?", tail):
        return Spec(text, "npm", match["name"], version=tail.lstrip("=v"))
    return Spec(text, "npm", match["name"], constraint=tail)


def _model(text: str, rest: str) -> Spec:
    match = _MODEL.fullmatch(rest.strip())
    if not match or ".." in rest or not all(one[:1].isalnum() for one in match["name"].split("/")):
        hint = "write `hf:org/model` or `hf:org/model@revision`: a branch, a tag or a commit"
        raise UsageError(f"`{text}` is no name of a model on a hub", hint)
    revision = match["revision"] or ""
    if _COMMIT.fullmatch(revision.lower()):
        return Spec(text, HUB, match["name"], version=revision.lower())
    return Spec(text, HUB, match["name"], constraint=revision)


def _purl(text: str) -> Spec:
    """A package URL, read by the field's own library."""
    from packageurl import PackageURL

    try:
        purl = PackageURL.from_string(text)
    except ValueError as error:
        raise UsageError(f"`{text}` is no package URL: {error}", _HINT) from error
    if purl.type not in {*ECOSYSTEMS, HUB}:
        known = " and ".join(f"pkg:{one}" for one in (*ECOSYSTEMS, HUB))
        raise UsageError(f"`pkg:{purl.type}` is not read here, only {known}", _HINT)
    name = f"{unquote(purl.namespace)}/{purl.name}" if purl.namespace else purl.name
    if purl.type == HUB:
        return _model(text, f"{name}@{purl.version}" if purl.version else name)
    if purl.type == "npm":
        return Spec(text, "npm", name, version=purl.version or "")
    if purl.namespace:
        raise UsageError(f"`{text}`: packages of PyPI have no namespace", _HINT)
    return Spec(text, "pypi", name, version=purl.version or "")
