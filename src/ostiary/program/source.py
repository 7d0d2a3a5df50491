"""What does one source file say, before we know what runs it?"""

from ostiary.formats.contents import Kind
from ostiary.program.reader import read
from ostiary.program.record import Source

__all__ = ["MAX_SOURCE", "Source", "read_source"]

MAX_SOURCE = 32 << 20
"""Bytes of one source file; a larger one is not read, and says so."""

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
    return read(path, language, data)
