"""What does one requirement ask for, and does it pin an exact version?"""

import re
from urllib.parse import unquote

from msgspec import Struct

from ostiary.core.inventory import Origin
from ostiary.core.regex import regex
from ostiary.formats.inventory.python.names import canonical, wheel_release

MAX_LENGTH = 10_000

_PINNED = regex(r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)[ \t]*===?[ \t]*([A-Za-z0-9.!+_-]+)")
_HEAD = regex(r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)[ \t]*(\[[^\]]*\])?[ \t]*")
_CLAUSE = regex(r"(===|==|~=|!=|<=|>=|<|>)[ \t]*([A-Za-z0-9.*!+_-]+)")
_EXTRA = regex(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_VCS = regex(r"(?:git|hg|svn|bzr)\+|git@|git://", re.IGNORECASE)
_SCHEME = regex(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_EGG = regex(r"[#&]egg=([A-Za-z0-9._-]+)")
_ARCHIVES = (".whl", ".tar.gz", ".zip", ".tgz", ".tar.bz2")
_MARKER = regex(r"[ \t]+;|;[ \t]+")


class Asked(Struct, frozen=True):
    """One requirement. `version` is exact or empty; `requirement` is the range as written."""

    name: str
    version: str = ""
    requirement: str = ""
    extras: tuple[str, ...] = ()
    marker: str = ""
    origin: Origin = Origin.REGISTRY
    source: str = ""


def read_asked(text: str) -> Asked | None:
    """A requirement of PEP 508, in its old forms too (`name (>=1)`); None for what is none.

    `name` is empty for a URL or path that names no package.
    """
    text = text.strip()
    if len(text) > MAX_LENGTH:
        return None
    head = _HEAD.match(text)
    if head is None or _VCS.match(text):
        return read_link(text)
    rest = text[head.end() :]
    extras = _extras(head[2] or "")
    if extras is None:
        return None
    if rest.startswith("@"):
        url, marker = _split_url(rest[1:].strip())
        return _linked(url, canonical(head[1]), extras, marker) if url else None
    clauses, _, marker = rest.partition(";")
    if rest[:1] in {":", "/", "\\"} or text.partition(";")[0].rstrip().endswith(_ARCHIVES):
        return read_link(text)
    version, requirement = _pin(clauses.strip())
    if requirement is None:
        return None
    return Asked(canonical(head[1]), version, requirement, extras, marker.strip())


def read_link(text: str) -> Asked | None:
    """A URL, a VCS reference or a path as installers take it instead of a name; None if it is none."""
    url, marker = _split_url(text)
    if not _SCHEME.match(url) and not _VCS.match(url) and not _is_path(url):
        return None
    egg = _EGG.search(url)
    extras: tuple[str, ...] = ()
    bracket = re.search(r"\[([^\]]*)\]$", url)
    if bracket and not egg:
        extras = _extras(bracket[0]) or ()
        url = url[: bracket.start()]
    return _linked(url, canonical(egg[1]) if egg else "", extras, marker)


def _is_path(text: str) -> bool:
    return text.endswith(_ARCHIVES) or text.startswith((".", "/", "~", "\\")) or "/" in text


def _linked(url: str, name: str, extras: tuple[str, ...], marker: str) -> Asked:
    if _VCS.match(url):
        return Asked(name, "", "", extras, marker, Origin.GIT, url)
    release = wheel_release(unquote(url))
    version = ""
    if release and name in {"", release[0]}:
        name, version = release
    local = (
        url.startswith("file:") or not _SCHEME.match(url) or bool(re.match(r"[A-Za-z]:[\\/]", url))
    )
    return Asked(name, version, "", extras, marker, Origin.PATH if local else Origin.URL, url)


def _split_url(text: str) -> tuple[str, str]:
    """A URL and its marker: PEP 508 wants a blank before the semicolon."""
    cut = _MARKER.search(text)
    return (text[: cut.start()].strip(), text[cut.end() :].strip()) if cut else (text.strip(), "")


def _extras(text: str) -> tuple[str, ...] | None:
    names = [one.strip() for one in text.strip("[]").split(",") if one.strip()]
    if not all(_EXTRA.fullmatch(one) for one in names):
        return None
    return tuple(sorted({canonical(one) for one in names}))


def _pin(text: str) -> tuple[str, str | None]:
    """(exact version, range as written); the range is None for what is no version specifier."""
    inner = text[1:-1].strip() if text.startswith("(") and text.endswith(")") else text
    if inner in {"", "*"}:
        return "", inner
    clauses = [one.strip() for one in inner.rstrip(",").split(",")]
    matches = [_CLAUSE.fullmatch(one) for one in clauses]
    if not all(matches):
        return "", None
    for match in matches:
        if match and match[1] == "===":
            return match[2], ""
        if match and match[1] == "==" and "*" not in match[2]:
            return match[2], "" if len(matches) == 1 else inner
    return "", inner


def read_pinned(text: str) -> Asked | None:
    """Fast way for `name==version`, the form of nearly all lines; None for every other form."""
    match = _PINNED.fullmatch(text)
    return Asked(canonical(match[1]), match[2]) if match else None
