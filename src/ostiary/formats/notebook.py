"""The cells of a Jupyter notebook."""

from typing import Any

import msgspec
from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.regex import regex

MAX_BYTES = 64 << 20
MAX_CELLS = 20_000
MAX_OUTPUT = 1 << 20
"""Characters of one cell's outputs that are looked at; pictures are left out."""


class Cell(Struct, frozen=True):
    """One cell, counted from 1; `outputs` are its texts."""

    number: int
    code: bool
    source: str
    outputs: tuple[str, ...] = ()

    @property
    def magic(self) -> str:
        """The word after `%%` that says what becomes of the whole cell; empty if there is none."""
        found = _CELL_MAGIC.match(self.source)
        return found[1] if found else ""

    @property
    def body(self) -> str:
        """The source without the line of its magic."""
        found = _CELL_MAGIC.match(self.source)
        return self.source[found.end() :] if found else self.source

    @property
    def python(self) -> str:
        """The source as Python: shell commands and other magics become lines that do nothing."""
        if self.magic and self.magic not in PYTHON:
            return ""
        return "\n".join(map(_plain, self.body.split("\n")))

    @property
    def shell(self) -> list[str]:
        """The commands that a shell gets."""
        if self.magic in SHELLS or (self.magic == "script" and _SCRIPT_SHELL.match(self.source)):
            return self.body.split("\n")
        if self.magic and self.magic not in PYTHON:
            return []
        found = (_COMMAND.match(line) for line in self.body.split("\n"))
        return [_INSTALLS.get(one["by"], "") + _filled(one["words"]) for one in found if one]


def _filled(words: str) -> str:
    """A command as its shell gets it: what stands in braces is worked out by Python before."""
    return _VALUE.sub("${PYTHON_VALUE}", words.replace("{sys.executable}", "python"))


_PYTHON = (
    "python python2 python3 pypy time timeit capture prun memit mprun lprun heat snakeviz scalene"
)
PYTHON = frozenset(_PYTHON.split())
"""Magics of cells whose body is Python."""
SHELLS = frozenset(("bash", "sh", "!", "system", "sx"))
WORDS = frozenset(("html", "HTML", "latex", "markdown", "svg", "SVG"))
"""Magics of cells whose body is shown, and no program."""

_CELL_MAGIC = regex(r"\s*%%(!|\w+)[^\n]*(?:\n|\Z)")
_SCRIPT_SHELL = regex(r"\s*%%script\s+[^\n]*\b(?:ba|z|da)?sh\b")
_COMMAND = regex(
    r"\s*(?:[\w.,\[\] ]+=\s*)?(?P<by>!!?|%(?:sx|sc|system|pip|conda)\s)\s*(?P<words>.*)"
)
_VALUE = regex(r"(?<![$\w{}])\{[A-Za-z_][\w.]*(?:\[[\w'\"]*\])?\}(?!\})")
_INSTALLS = {"%pip ": "pip ", "%conda ": "conda "}
_TIMED = regex(r"(\s*)%(?:time|timeit|prun|memit)\s+(?:-\w+\s*(?:\d+\s+)?)*(.*)")
"""Magics whose argument is Python."""


def _plain(line: str) -> str:
    """A line of Python, or one that does nothing in place of what is none."""
    bare = line.lstrip()
    if timed := _TIMED.match(line):
        return timed[1] + (timed[2] or "pass")
    if bare.startswith(("%", "!", "?")):
        return line[: len(line) - len(bare)] + "pass"
    if "=" in bare and _COMMAND.match(line):
        return f"{line[: line.index('=')]}= None"
    return line


class _Cell(msgspec.Struct):
    cell_type: str = ""
    source: Any = ""
    input: Any = ""  # what version 3 calls it
    outputs: list[dict[str, Any]] = []


class _Sheet(msgspec.Struct):
    cells: list[_Cell] = []


class _Notebook(msgspec.Struct):
    cells: list[_Cell] | None = None
    worksheets: list[_Sheet] = []


_DECODER = msgspec.json.Decoder(_Notebook)


def parse_notebook(data: bytes) -> tuple[Cell, ...]:
    """Read a notebook. Raises `ParseError`. Source: nbformat 4.5."""
    if len(data) > MAX_BYTES:
        raise LimitError(f"a notebook longer than {MAX_BYTES} bytes")
    try:
        wire = _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ParseError(f"not a notebook: {error}") from None
    cells = [*(wire.cells or ()), *(cell for sheet in wire.worksheets for cell in sheet.cells)]
    if len(cells) > MAX_CELLS:
        raise LimitError(f"a notebook of more than {MAX_CELLS} cells")
    return tuple(
        Cell(number, one.cell_type == "code", _text(one.source or one.input), _outputs(one))
        for number, one in enumerate(cells, 1)
    )


def _outputs(cell: _Cell) -> tuple[str, ...]:
    found: list[str] = []
    for output in cell.outputs:
        data = output.get("data")
        plain = data.get("text/plain") if isinstance(data, dict) else None
        for part in (output.get("text"), plain, output.get("traceback"), output.get("evalue")):
            text = _text(part)[:MAX_OUTPUT]
            if text:
                found.append(text)
    return tuple(found)


def _text(part: object) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, list):
        return "".join(one for one in part if isinstance(one, str))
    return ""
