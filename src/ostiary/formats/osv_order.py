"""Which of two versions of an ecosystem comes first, for advisories."""

import re
from typing import Any

from packaging.version import InvalidVersion, Version

from ostiary.core.errors import ParseError

MAX_VERSION = 256
"""Characters of a version that is compared; longer ones count as unreadable."""
MAX_NUMBER = 18
"""Digits of one number in a version: a sum that no real release needs."""

_NAME = re.compile(r"[-_.]+")
_LONG_NUMBER = re.compile(rf"\d{{{MAX_NUMBER + 1},}}")
_SHORT_NPM = re.compile(r"^[v=\s]*(\d+)(?:\.(\d+))?$")

Key = Any
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
    Sources: PEP 440; Semantic Versioning 2.0.0, section 11.
    """
    if len(version) > MAX_VERSION or _LONG_NUMBER.search(version):
        raise UncomparableError(f"a version too long to compare: {version[:40]}…")
    kind = ecosystem_type(ecosystem)
    if kind == "pypi":
        return _pypi_key(version)
    if kind == "npm":
        return _npm_key(version)
    raise UncomparableError(f"nobody here orders versions of {ecosystem[:40]}")


def public_key(ecosystem: str, version: str) -> Key:
    """The key without a local part (`1.0+cu118` as `1.0`). Raises `UncomparableError`."""
    public = version.partition("+")[0] if ecosystem_type(ecosystem) == "pypi" else version
    return order_key(ecosystem, public)


def _pypi_key(version: str) -> Version:
    try:
        return Version(version)
    except InvalidVersion:
        raise UncomparableError(f"not a PEP 440 version: {version[:60]}") from None


def _npm_key(version: str) -> tuple[object, ...]:
    import nodesemver

    short = _SHORT_NPM.match(version)
    full = f"{short[1]}.{short[2] or 0}.0" if short else version.strip()
    try:
        parsed = nodesemver.make_semver(full, True)
    except (ValueError, TypeError):
        raise UncomparableError(f"not a semantic version: {version[:60]}") from None
    marks = tuple(
        (0, part, "") if isinstance(part, int) else (1, 0, part) for part in parsed.prerelease
    )
    numbers = (parsed.major, parsed.minor, parsed.patch, *parsed.micro_versions)
    return (numbers, not marks, marks)
