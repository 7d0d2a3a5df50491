"""The cells of a Jupyter notebook."""

from dataclasses import dataclass
from typing import Any

import msgspec

from ostiary.core.errors import LimitError, ParseError

MAX_BYTES = 64 << 20
MAX_CELLS = 20_000
MAX_OUTPUT = 1 << 20
"""Characters of one cell's outputs that are looked at; pictures are left out."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, counted from 1; `outputs` are its texts."""

    number: int
    code: bool
    source: str
    outputs: tuple[str, ...] = ()

    @property
    def python(self) -> str:
        """The source as Python: lines of magics and shell commands become blank lines."""
        if self.source.lstrip().startswith("%%") and not self.source.lstrip().startswith(
            ("%%time", "%%capture", "%%prun")
        ):
            return ""
        return "\n".join(map(_plain, self.source.split("\n")))


def _plain(line: str) -> str:
    bare = line.lstrip()
    if not bare.startswith(("%", "!", "?")):
        return line
    return line[: len(line) - len(bare)] + "pass"


class _Cell(msgspec.Struct):
    cell_type: str = ""
    source: Any = ""
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
    cells = wire.cells
    if cells is None:
        cells = [cell for sheet in wire.worksheets for cell in sheet.cells]
    if len(cells) > MAX_CELLS:
        raise LimitError(f"a notebook of more than {MAX_CELLS} cells")
    return tuple(
        Cell(number, one.cell_type == "code", _text(one.source), _outputs(one))
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
