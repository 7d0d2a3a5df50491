"""What the name of a Python distribution file says: its form, its version, where it fits."""

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from ostiary.core.facts.release import FileForm

if TYPE_CHECKING:
    from packaging.version import Version

_SDISTS = (".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz", ".tar.zst", ".tbz", ".tar")
_OTHERS = (".exe", ".msi", ".rpm", ".deb", ".dmg")


class Target(Struct, frozen=True):
    """The Python that would install: its full version, and its wheel tags, best first."""

    python: str
    tags: tuple[str, ...]

    def rank(self, filename: str) -> int:
        """How well a wheel fits, 0 for best; -1 if it does not fit."""
        best = -1
        places = _places(self.tags)
        for tag in wheel_tags(filename):
            place = places.get(tag, -1)
            if place >= 0 and (best < 0 or place < best):
                best = place
        return best


@lru_cache(maxsize=1)
def current_target() -> Target:
    """The interpreter that runs us."""
    import platform

    from packaging.tags import sys_tags

    return Target(platform.python_version(), tuple(str(tag) for tag in sys_tags()))


@lru_cache(maxsize=8)
def _places(tags: tuple[str, ...]) -> dict[str, int]:
    return {tag: place for place, tag in reversed(list(enumerate(tags)))}


def form_of(filename: str) -> FileForm:
    """The form that a file name announces."""
    lowered = filename.lower()
    if lowered.endswith(".whl"):
        return FileForm.WHEEL
    if lowered.endswith(".egg"):
        return FileForm.EGG
    if lowered.endswith(_SDISTS):
        return FileForm.SDIST
    return FileForm.OTHER


def version_of(filename: str, name: str) -> "Version | None":
    """The version in a file name of the project `name` (normalised); None if there is none.

    Sources: the binary distribution format for wheels; PEP 625 for sdists, and the older looser names
    that installers still accept.
    """
    form = form_of(filename)
    if form is FileForm.WHEEL:
        parts = filename[: -len(".whl")].split("-")
        if len(parts) not in {5, 6} or _normal(parts[0]) != name:
            return None
        return _version(parts[1].replace("_", "-"))
    stem = _stem(filename, form)
    for place, letter in enumerate(stem):
        if letter in "-_." and _normal(stem[:place]) == name:
            text = stem[place + 1 :]
            if (
                form is not FileForm.SDIST
            ):  # eggs and installers carry a Python version or a platform
                text = text.partition("-")[0].partition(".win")[0]
            found = _version(text)
            if found:
                return found
    return None


def wheel_tags(filename: str) -> frozenset[str]:
    """The compatibility tags of a wheel's name, expanded; empty if it is none."""
    parts = filename[: -len(".whl")].split("-")
    if not filename.endswith(".whl") or len(parts) not in {5, 6}:
        return frozenset()
    pythons, abis, platforms = (one.lower().split(".") for one in parts[-3:])
    if len(pythons) * len(abis) * len(platforms) > 1000:
        return frozenset()
    return frozenset(f"{a}-{b}-{c}" for a in pythons for b in abis for c in platforms)


def fits_python(requires: str, python: str) -> bool:
    """Whether `Requires-Python` admits this Python; one that cannot be read is ignored, as pip does."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    if not requires:
        return True
    try:
        return SpecifierSet(requires).contains(python, prereleases=True)
    except InvalidSpecifier:
        return True


def _stem(filename: str, form: FileForm) -> str:
    ends = _SDISTS if form is FileForm.SDIST else (".egg", *_OTHERS)
    end = next((one for one in ends if filename.lower().endswith(one)), "")
    return filename[: len(filename) - len(end)][:300]


@lru_cache(maxsize=4096)
def _version(text: str) -> "Version | None":
    from packaging.version import InvalidVersion, Version

    try:
        return Version(text)
    except InvalidVersion:
        return None


def _normal(name: str) -> str:
    from packaging.utils import canonicalize_name

    return str(canonicalize_name(name))
