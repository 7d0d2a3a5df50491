"""What an artifact holds: its files, and what is wrong with the container itself."""

from enum import StrEnum

from msgspec import Struct

from ostiary.core.facts.release import FileForm
from ostiary.core.location import Location


class Kind(StrEnum):
    """What a file is, by its bytes first and its name second."""

    PYTHON = "python"
    JAVASCRIPT = "javascript"
    TYPESCRIPT = "typescript"
    SHELL = "shell"
    BATCH = "batch"  # Windows batch and PowerShell
    BYTECODE = "bytecode"  # CPython .pyc
    NATIVE = "native"  # ELF, PE, Mach-O, ar, object files
    WASM = "wasm"
    ARCHIVE = "archive"
    PICKLE = "pickle"
    JSON = "json"
    TEXT = "text"
    IMAGE = "image"
    FONT = "font"
    MEDIA = "media"
    DATA = "data"  # a recognised binary data format that holds no code
    EMPTY = "empty"
    UNKNOWN = "unknown"  # bytes that nobody here recognises


class FaultKind(StrEnum):
    """What can be wrong with an archive. The first group could trick an extractor."""

    TRAVERSAL = "traversal"  # a member that would land outside
    ABSOLUTE = "absolute"
    LINK = "link"  # a link whose target leaves the archive, or that shadows a file
    DEVICE = "device"
    DUPLICATE = "duplicate"  # two members of one name
    CASE_CLASH = "case-clash"  # equal on a file system that folds case or Unicode form
    DISAGREE = "disagree"  # central directory and local header, size fields, CRC
    HIDDEN = "hidden"  # bytes before, between or after the members that no index lists
    BAD_NAME = "bad-name"  # control characters, NUL, not UTF-8, reserved names
    # The second group means that something was not read.
    ENCRYPTED = "encrypted"
    TRUNCATED = "truncated"
    CORRUPT = "corrupt"
    UNSUPPORTED = "unsupported"
    LIMIT = "limit"


UNREAD = frozenset(
    {
        FaultKind.ENCRYPTED,
        FaultKind.TRUNCATED,
        FaultKind.CORRUPT,
        FaultKind.UNSUPPORTED,
        FaultKind.LIMIT,
    }
)
"""Faults that leave bytes unread: each has a row in the coverage account too."""


class Fault(Struct, frozen=True, order=True):
    """One thing wrong with a container, at a member (empty path: the archive as a whole).

    `nested` says that the container is one inside another, also where the path is that of all of it.
    """

    kind: FaultKind
    path: str
    message: str
    nested: bool = False


class FileRow(Struct, frozen=True, order=True):
    """One regular file. `path` is as in the archive with `!/` between nested archives.

    `executable` is the mode bit; `depth` 0 at top level, 1 inside a nested archive and so on.
    """

    path: str
    sha256: str
    size: int
    kind: Kind
    executable: bool = False
    depth: int = 0
    detail: str = ""  # e.g. "ELF x86-64 shared object", "PNG"


class Contents(Struct, frozen=True):
    """One artifact's listing. `root` is the single top folder of an sdist or npm tarball, else empty."""

    filename: str
    form: FileForm
    sha256: str
    size: int
    files: tuple[FileRow, ...]
    faults: tuple[Fault, ...] = ()
    root: str = ""

    def at(self, path: str, line: int = 0) -> Location:
        """A location in this artifact."""
        return Location(self.filename, path, line)

    def inner(self, path: str) -> str:
        """A member's path without the top folder."""
        return path.removeprefix(self.root + "/") if self.root else path


class ReleaseContents(Struct, frozen=True):
    """All artifacts of one release that were read, so that they can be compared."""

    name: str
    version: str
    artifacts: tuple[Contents, ...]
