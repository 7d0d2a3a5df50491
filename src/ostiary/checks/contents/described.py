"""How is a file called in a sentence: what it is, and what its bytes show?"""

from ostiary.checks.wording import quote
from ostiary.formats.contents import FileRow, Kind

_WORDS = {
    Kind.NATIVE: "native code",
    Kind.WASM: "WebAssembly",
    Kind.BYTECODE: "Python bytecode",
    Kind.ARCHIVE: "an archive",
    Kind.PICKLE: "a pickle",
}


def described(row: FileRow) -> str:
    """For example "native code (`ELF 64-bit`)"."""
    words = _WORDS.get(row.kind, f"a program in {row.kind}")
    return f"{words} ({quote(row.detail)})" if row.detail else words
