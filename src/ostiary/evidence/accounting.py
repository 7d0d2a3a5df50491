"""The coverage account of an artifact: which file was read by whom, and what nobody could read."""

from collections.abc import Iterable

from ostiary.core.coverage import Coverage, Reach
from ostiary.core.facts.release import FileForm
from ostiary.formats.contents import UNREAD, Contents, Fault, FaultKind, FileRow, Kind
from ostiary.program.link import reach_of
from ostiary.program.roots import Roots
from ostiary.program.source import Source

_OPAQUE = {
    Kind.NATIVE: ("native", "native code: nobody here reads machine code"),
    Kind.WASM: ("native", "WebAssembly: nobody here reads it"),
    Kind.BYTECODE: ("bytecode", "Python bytecode: nobody here reads it"),
    Kind.PICKLE: ("data", "a pickle: what loading it would do was not read"),
    Kind.UNKNOWN: ("data", "bytes of no known type"),
}
_FAULTS = {
    FaultKind.ENCRYPTED: "encrypted",
    FaultKind.LIMIT: "limit",
}
NATIVE_SOURCES = (
    *(".c", ".cc", ".cpp", ".cxx", ".cu", ".m", ".mm", ".f", ".f77", ".f90", ".rs", ".go", ".zig"),
    *(".s", ".asm", ".pyx", ".pxi"),
)


def account(contents: Contents, sources: Iterable[Source], roots: Roots) -> tuple[Coverage, ...]:
    """One row for each file, and one for each thing in the container that could not be read."""
    by_path: dict[str, list[Source]] = {}
    for source in sources:
        by_path.setdefault(source.path, []).append(source)
    rows = [_row(row, by_path.get(row.path, []), contents, roots) for row in contents.files]
    rows += [_unread(fault, contents, roots) for fault in contents.faults if fault.kind in UNREAD]
    return tuple(sorted(rows))


def _row(row: FileRow, sources: list[Source], contents: Contents, roots: Roots) -> Coverage:
    opaque, reason = _OPAQUE.get(row.kind, ("", ""))
    readers: tuple[str, ...] = ("sha256", "content")
    reach = reach_of(row.path, contents, roots)
    for source in sources:
        readers = ("sha256", "content", source.language)
        if not source.parsed:
            opaque, reason = "code", source.reason or "it does not parse"
    if not opaque and _built(row, contents, reach):
        opaque, reason = (
            "native",
            "source of native code, built at installation: nobody here reads it",
        )
        reach = Reach.CALL
    if row.kind in {Kind.NATIVE, Kind.WASM, Kind.BYTECODE} and reach is Reach.DATA:
        reach = Reach.CALL
    return Coverage(
        contents.filename,
        row.path,
        row.sha256,
        row.size,
        readers,
        understood=not opaque,
        reach=reach,
        opaque=opaque,
        reason=reason,
    )


def _built(row: FileRow, contents: Contents, reach: Reach) -> bool:
    """Whether installing this artifact would compile the file."""
    if reach is Reach.TEST or row.depth or not row.path.lower().endswith(NATIVE_SOURCES):
        return False
    if contents.form is FileForm.NPM:
        return any(contents.inner(one.path) == "binding.gyp" for one in contents.files)
    return contents.form is FileForm.SDIST


def _unread(fault: Fault, contents: Contents, roots: Roots) -> Coverage:
    """What was not read could be anything, so it counts as code unless it lies among the tests."""
    reach = reach_of(fault.path, contents, roots) if fault.path else Reach.IMPORT
    return Coverage(
        contents.filename,
        fault.path,
        "",
        0,
        (),
        understood=False,
        reach=Reach.CALL if reach is Reach.DATA else reach,
        opaque=_FAULTS.get(fault.kind, "archive"),
        reason=fault.message,
    )
