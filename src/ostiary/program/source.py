"""What does one source file say, before we know what runs it?"""

from msgspec.structs import replace

from ostiary.formats.contents import Kind
from ostiary.program.blobs import runs
from ostiary.program.hidden import oddities
from ostiary.program.python.tables import data_alone
from ostiary.program.reader import read
from ostiary.program.record import RawBlob, Source
from ostiary.program.weight import heavier

__all__ = ["MAX_SOURCE", "Source", "read_source"]

MAX_SOURCE = 32 << 20
"""Bytes of one source file; a larger one is not read, and says so."""

MAX_SIGNS = 350_000
"""Signs of one source file: those of the largest honest ones are a third of it."""

LANGUAGES = {
    Kind.PYTHON: "python",
    Kind.JAVASCRIPT: "javascript",
    Kind.TYPESCRIPT: "typescript",
    Kind.SHELL: "shell",
    Kind.BATCH: "batch",
}


def read_source(path: str, kind: Kind, data: bytes) -> Source:
    """Read one file of code. Whatever the bytes are, a record comes back, and nothing is run."""
    language = LANGUAGES.get(kind, kind.value)
    if len(data) > MAX_SOURCE:
        return Source(path, language, 0, False, reason=f"larger than {MAX_SOURCE} bytes")
    if heavier(data, MAX_SIGNS):
        if (tables := _tables(path, language, data)) is not None:
            return tables
        reason = f"its tree would take too much memory: it has more than {MAX_SIGNS} signs"
        return Source(path, language, data.count(b"\n") + 1, False, reason=reason)
    return read(path, language, data)


def _tables(path: str, language: str, data: bytes) -> Source | None:
    """A module of literals alone: what it imports, and what is odd or encoded in all of its text."""
    bare = data_alone(data) if language == "python" else b""
    if not bare or heavier(bare, MAX_SIGNS):
        return None
    source = read(path, language, bare)
    lines, blobs = 0, []
    last = 0
    for encoding, start, end in runs(data):
        lines += data.count(b"\n", last, start)
        last = start
        blobs.append(RawBlob(encoding, end - start, lines + 1, ""))
    return replace(source, blobs=tuple(blobs), oddities=oddities(data))
