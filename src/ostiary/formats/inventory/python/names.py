"""How are Python packages named, pinned and hashed?"""

import re

from ostiary.core.digest import Digest
from ostiary.core.regex import regex

MAX_NAME = 300

_RUNS = regex(r"[-_.]+")
_NAME = regex(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_HASH = regex(r"([A-Za-z0-9_]{2,16})[:=]([0-9A-Fa-f]{32,128})")
_LENGTHS = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
_VERSION = regex(
    r"v?(?:\d+!)?\d+(?:\.\d+)*[-_.]?(?:(?:alpha|beta|preview|pre|a|b|c|rc)[-_.]?\d*)?"
    r"(?:-\d+|[-_.]?(?:post|rev|r)[-_.]?\d*)?(?:[-_.]?dev[-_.]?\d*)?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?",
    re.IGNORECASE,
)


def canonical(name: str) -> str:
    """The name as indexes compare it. Source: PyPA "Names and normalization" (PEP 503)."""
    return _RUNS.sub("-", name).lower()


def is_name(name: object) -> bool:
    """Whether this may be the name of a package."""
    return isinstance(name, str) and len(name) <= MAX_NAME and _NAME.fullmatch(name) is not None


def is_version(text: str) -> bool:
    """Whether this is a version of PEP 440, without a wildcard."""
    return len(text) <= MAX_NAME and _VERSION.fullmatch(text) is not None


def read_digest(text: object) -> Digest | None:
    """`sha256:<hexadecimal>` (or `sha256=`); None if it is no such thing, or of the wrong length."""
    match = _HASH.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    algorithm = match[1].lower()
    if len(match[2]) != _LENGTHS.get(algorithm, len(match[2])):
        return None
    return Digest(algorithm, match[2].lower())


def archive_version(source: str, name: str) -> str:
    """The version by the name of a package's archive; empty if that is not the package, or tells none."""
    release = wheel_release(source)
    return release[1] if release and release[0] == canonical(name) else ""


def wheel_release(filename: str) -> tuple[str, str] | None:
    """Name and version by the file name of a wheel or source archive, canonical; None if it tells none."""
    stem = filename.rpartition("/")[2].partition("#")[0].partition("?")[0]
    if stem.endswith(".whl"):
        parts = stem[:-4].split("-")
        fits = len(parts) in {5, 6} and is_name(parts[0]) and is_version(parts[1].replace("_", "-"))
        return (canonical(parts[0]), parts[1]) if fits else None
    for ending in (".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip"):
        if stem.endswith(ending):
            name, _, version = stem.removesuffix(ending).rpartition("-")
            return (canonical(name), version) if is_name(name) and is_version(version) else None
    return None
