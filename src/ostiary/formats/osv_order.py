"""Which of two versions of an ecosystem comes first, for advisories."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex

MAX_VERSION = 256
"""Characters of a version that is compared; longer ones count as unreadable."""
MAX_NUMBER = 40
"""Digits of one number in a version: dates with times fit, sums that only cost time do not."""

_NAME = regex(r"[-_.]+")
_LONG_NUMBER = regex(rf"\d{{{MAX_NUMBER + 1},}}")
_BLANK = regex(r"\s")

Key = tuple[Any, ...]
"""Something that orders: versions of one ecosystem compare with each other, and with nothing else."""


class UncomparableError(ParseError):
    """A version cannot be placed among others: nobody can say that it is not affected."""


def ecosystem_type(ecosystem: str) -> str:
    """The purl type of an OSV ecosystem, without its suffix (`PyPI` and `pypi` are one)."""
    return ecosystem.partition(":")[0].lower()


def canonical_name(ecosystem: str, name: str) -> str:
    """A name as its ecosystem compares it: PEP 503 for PyPI, as it stands for npm."""
    if ecosystem_type(ecosystem) == "pypi":
        return _NAME.sub("-", name).lower()
    return name


def order_key(ecosystem: str, version: str) -> Key:
    """A key that sorts versions of one ecosystem. Raises `UncomparableError`.

    Plain precedence, not an installer's choice: a pre-release of a fixed version is not fixed yet.
    No library of versions is loaded for it, which is what makes look-ups quick.
    Sources: PEP 440; Semantic Versioning 2.0.0, section 11.
    """
    if len(version) > MAX_NUMBER and too_long(version):
        raise UncomparableError(f"a version too long to compare: {version[:40]}…")
    kind = ecosystem_type(ecosystem)
    if kind == "pypi":
        return _pypi_key(version)
    if kind == "npm":
        return _npm_key(version)
    raise UncomparableError(f"nobody here orders versions of {ecosystem[:40]}")


def too_long(version: str) -> bool:
    """Whether a version is longer, or has a longer number in it, than is compared here."""
    return len(version) > MAX_VERSION or bool(_LONG_NUMBER.search(version))


def public_key(ecosystem: str, version: str) -> Key:
    """The key without a local part (`1.0+cu118` as `1.0`). Raises `UncomparableError`."""
    public = version.partition("+")[0] if ecosystem_type(ecosystem) == "pypi" else version
    return order_key(ecosystem, public)


def legacy_key(ecosystem: str, version: str) -> Key:
    """A key for a Python version from before PEP 440, which sorts before all that PEP 440 knows.

    Between two of them the order is that of the installers of their time: words below numbers, words
    for what comes before a release below it. Raises `UncomparableError` for other ecosystems, and for
    texts that nobody would take for a version: with blanks, or too long.
    """
    if ecosystem_type(ecosystem) != "pypi" or not version or _BLANK.search(version):
        raise UncomparableError(f"not a version of {ecosystem[:40]}: {version[:60]}")
    if too_long(version):
        raise UncomparableError(f"a version too long to compare: {version[:40]}…")
    return (-1, _legacy_parts(version.lower()))


def any_key(ecosystem: str, version: str) -> Key:
    """The key, or that of a legacy version where there is none. Raises `UncomparableError`."""
    try:
        return order_key(ecosystem, version)
    except UncomparableError:
        return legacy_key(ecosystem, version)


_LEGACY = regex(r"\d+|[a-z]+|-")
_EARLIER = {"pre": "c", "preview": "c", "rc": "c", "dev": "@", "-": "final-"}
_NOUGHT = "0" * 8


def _legacy_parts(text: str) -> tuple[str, ...]:
    parts: list[str] = []
    for found in (*_LEGACY.findall(text), "final"):
        word = _EARLIER.get(found, found)
        if word.isdigit():
            parts.append(word.zfill(8))
            continue
        while word < "final" and parts and parts[-1] == "*final-":
            parts.pop()
        while parts and parts[-1] == _NOUGHT:
            parts.pop()
        parts.append("*" + word)
    return tuple(parts)


@cache
def _pattern(kind: str) -> Callable[[str], re.Match[str] | None]:
    """Compiled when first needed: plain numbers, which is most versions, need no pattern at all."""
    text = {
        "pypi": r"\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)"
        r"(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?"
        r"(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?"
        r"(?:[-_.]?(dev)[-_.]?(\d*))?"
        r"(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*",
        "npm": r"[v=\s]*(\d+)(?:\.(\d+)(?:\.(\d+)(?:-([\w-]+(?:\.[\w-]+)*))?(?:\+[\w.-]+)?)?)?\s*",
    }[kind]
    return re.compile(text, re.ASCII).fullmatch


_PHASES = {"a": 0, "alpha": 0, "b": 1, "beta": 1}  # all others are release candidates
_FINAL: Key = ((3, 0), -1, (1, 0), ())


def _pypi_key(version: str) -> Key:
    numbers = version.split(".")
    if all(map(_plain, numbers)):
        return (0, _release(numbers), *_FINAL)
    found = _pattern("pypi")(version.lower()) if version.isascii() else None
    if found is None:
        raise UncomparableError(f"not a PEP 440 version: {version[:60]}")
    epoch, release, phase, number, short, post, after, dev, built, local = found.groups()
    posted = int(short or after or 0) if short or post else -1
    lone = (-1, 0) if dev and posted < 0 else (3, 0)
    before = (_PHASES.get(phase, 2), int(number or 0)) if phase else lone
    ending = (0, int(built or 0)) if dev else (1, 0)
    parts = tuple(map(_local, re.split("[-_.]", local))) if local else ()
    return (int(epoch or 0), _release(release.split(".")), before, posted, ending, parts)


def _plain(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _release(numbers: list[str]) -> tuple[int, ...]:
    """The numbers of a release without trailing zeros, which mean nothing."""
    found = [int(one) for one in numbers]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _local(part: str) -> tuple[int, int, str]:
    return (1, int(part), "") if part.isdigit() else (0, 0, part)


def _npm_key(version: str) -> Key:
    found = _pattern("npm")(version)
    if found is None or "_" in (found[4] or ""):
        return _loose_npm_key(version)
    numbers = (int(found[1]), int(found[2] or 0), int(found[3] or 0))
    marks = tuple(map(_mark, found[4].split("."))) if found[4] else ()
    return (numbers, not marks, marks)


def _mark(part: str) -> tuple[int, int, str]:
    return (0, int(part), "") if part.isdigit() else (1, 0, part)


def _loose_npm_key(version: str) -> Key:
    """Spellings that only npm's lenient reading takes, like `1.2.3beta`."""
    import nodesemver

    try:
        parsed = nodesemver.make_semver(version.strip(), True)
    except (ValueError, TypeError):
        raise UncomparableError(f"not a semantic version: {version[:60]}") from None
    marks = tuple(
        (0, part, "") if isinstance(part, int) else (1, 0, part) for part in parsed.prerelease
    )
    numbers = (parsed.major, parsed.minor, parsed.patch, *parsed.micro_versions)
    return (numbers, not marks, marks)
