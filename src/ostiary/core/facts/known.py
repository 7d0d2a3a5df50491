"""Files that a list of known malware names, and files that resemble its families."""

from msgspec import Struct


class FileMatch(Struct, frozen=True, order=True):
    """One file of which the list holds the digest: `path` is empty where it is the archive itself.

    `family` is how the list calls what it is, `source` who says so, `note` what they say.
    """

    path: str
    sha256: str
    family: str
    source: str = ""
    note: str = ""


class KnownFileMatches(Struct, frozen=True):
    """Which files of one artifact stand on the list, `listed` digests long."""

    filename: str
    listed: int
    matches: tuple[FileMatch, ...] = ()


class LookAlike(Struct, frozen=True, order=True):
    """One file of code that shares `likeness` (0 to 1) of its text, names left out, with a known sample."""

    path: str
    family: str
    likeness: float
    source: str = ""
    note: str = ""


class LookAlikes(Struct, frozen=True):
    """Which files of one artifact resemble a known family; `large` could not be compared."""

    filename: str
    listed: int
    matches: tuple[LookAlike, ...] = ()
    large: tuple[str, ...] = ()
