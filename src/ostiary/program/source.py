"""What does one source file say, before we know what runs it?"""

from ostiary.formats.contents import Kind
from ostiary.program.reader import read
from ostiary.program.record import Source
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
        reason = f"its tree would take too much memory: it has more than {MAX_SIGNS} signs"
        return Source(path, language, data.count(b"\n") + 1, False, reason=reason)
    return read(path, language, data)
