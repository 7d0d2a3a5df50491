"""What was read of a file of machine code, and what does that mean for the account?"""

from collections.abc import Iterable

from ostiary.core.errors import ParseError
from ostiary.evidence.accounting import Remark, Remarks
from ostiary.formats.contents import Contents, Kind
from ostiary.formats.native.found import NativeCode
from ostiary.formats.native.record import NativeFile
from ostiary.formats.npm.manifest import NpmManifest
from ostiary.formats.python.wheel import WheelLayout

MAX_FILES = 5_000
"""Records kept of one artifact; what comes after is unread."""

MAX_UNSEEN = 20
"""Files that are named as unknown evidence; all of them stand in the account."""

Unseen = tuple[type[object], str, str]
KINDS = frozenset({Kind.NATIVE, Kind.WASM})
_COMMANDS = ("console_scripts", "gui_scripts")
_READ = "its tables and strings were read, its instructions were not"


def read_machine(path: str, data: bytes, kept: list[NativeFile]) -> Remark:
    """Read one file, keep its record, and say what is understood of it."""
    if len(kept) >= MAX_FILES:
        return Remark("native", f"only {MAX_FILES} files of machine code are read")
    from ostiary.formats.native.read import read_native  # not before: most packages hold none

    try:
        file = read_native(path, data)
    except ParseError as error:
        return Remark("native", f"native code: {error.message}")
    kept.append(file)
    if hidden := _hidden(file):
        return Remark("native", f"native code: {hidden}", reader=file.format)
    return Remark("machine", _READ, reader=file.format)


def _hidden(file: NativeFile) -> str:
    """What of the file nobody could see into; empty if nothing."""
    if file.missing:
        return f"it is not whole, or lies about itself: {', '.join(file.missing)}"
    if file.packer:
        return f"it is packed ({file.packer})"
    return f"behind its end stands more: {file.overlay}" if file.overlay else ""


def native_code(
    contents: Contents, facts: Iterable[object], kept: list[NativeFile]
) -> tuple[NativeCode, ...]:
    """The fact about all machine code of an artifact, none where there is none."""
    if not kept:
        return ()
    commands = any(path.rpartition(".data/")[2].startswith("scripts/") for path in _paths(contents))
    for fact in facts:
        if isinstance(fact, WheelLayout):
            commands = commands or any(one.group in _COMMANDS for one in fact.entry_points)
        elif isinstance(fact, NpmManifest):
            commands = commands or bool(fact.bins)
    return (NativeCode(contents, tuple(sorted(kept, key=lambda one: one.path)), commands),)


def unseen(remarks: Remarks) -> tuple[Unseen, ...]:
    """The files that no check of machine code can speak of, so that none passes in silence."""
    hidden = [
        (NativeCode, path, remark.reason)
        for (path, _), remark in sorted(remarks.items(), key=lambda one: one[0])
        if remark.opaque == "native"
    ]
    return tuple(hidden[:MAX_UNSEEN])


def _paths(contents: Contents) -> Iterable[str]:
    return (row.path for row in contents.files if ".data/" in row.path)
