"""Which lines of a `.pth` or `.start` file run at every start of Python?"""

import re

from msgspec import Struct

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex

MAX_BYTES = 4 << 20
MAX_LINES = 50_000
MAX_TEXT = 1 << 20
"""Characters of one line, all of which the interpreter runs: a longer one is not cut but refused."""

_STARTS = ("import ", "import\t")
_ENTRY = regex(r"[\w.]+:[\w.]+")


class PthLine(Struct, frozen=True, order=True):
    """One line that is neither empty nor a comment; `executes` if the interpreter runs it as code."""

    path: str
    line: int
    text: str
    executes: bool


class StartHooks(Struct, frozen=True):
    """All of one artifact that the interpreter runs or reads at its start.

    `lines` are those of `.pth` and `.start` files; `modules` the paths of `sitecustomize` and
    `usercustomize` modules where they would be found.
    """

    filename: str
    lines: tuple[PthLine, ...]
    modules: tuple[str, ...]


def parse_pth(path: str, data: bytes) -> tuple[PthLine, ...]:
    """The lines of one file, as any supported version of Python would see them.

    Versions differ in what ends a line and in whether a byte order mark counts; a line that runs
    under one of them runs here. Raises `LimitError`. Sources: `Lib/site.py` of CPython 3.9 to 3.15; PEP 829.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(f"{path} has {len(data)} bytes, and only {MAX_BYTES} are read")
    text = data.decode("utf-8-sig", "surrogateescape").encode("utf-8", "surrogateescape")
    lines = re.split("\r\n|\r|\n", text.decode("utf-8", "replace"))
    if len(lines) > MAX_LINES:
        raise LimitError(f"{path} has more than {MAX_LINES} lines")
    start = path.endswith(".start")
    found: list[PthLine] = []
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_TEXT:
            raise LimitError(f"line {number} of {path} has more than {MAX_TEXT} characters")
        found.extend(_entry(path, number, line) if start else _line(path, number, line))
    return tuple(found)


def _line(path: str, number: int, line: str) -> list[PthLine]:
    if line.startswith(_STARTS):
        return [PthLine(path, number, line, executes=True)]
    # Since 3.13 more characters than line feeds end a line, so more lines can begin with `import`.
    pieces = [piece for piece in line.splitlines()[1:] if piece.startswith(_STARTS)]
    runs = [PthLine(path, number, piece, executes=True) for piece in pieces]
    if runs or not line.strip() or line.startswith("#"):
        return runs
    return [PthLine(path, number, line.strip(), executes=False)]


def _entry(path: str, number: int, line: str) -> list[PthLine]:
    text = line.strip()
    if not text or text.startswith("#"):
        return []
    return [PthLine(path, number, text, executes=bool(_ENTRY.fullmatch(text)))]
