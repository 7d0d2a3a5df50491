"""Notebooks beside weights: cells run by whoever tries the model, with outputs that were published."""

import re

from ostiary.formats.model.beside.secret import note_secrets
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.notebook import MAX_BYTES, parse_notebook

_HEAD = re.compile(rb'"(?:cells|nbformat|worksheets)"\s*:')
_SCRIPT = re.compile(r"<script\b|\bon(?:load|error)\s*=|javascript:", re.IGNORECASE)


def sniff(head: bytes, extent: Extent, name: str) -> bool:  # noqa: ARG001 - one shape for all
    """By its name and the keys that each notebook begins with."""
    return name.endswith(".ipynb") and _HEAD.search(head) is not None


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """Hand on its code: Python to those who read Python, lines of the shell to those who read shells."""
    sheet.carries = Carries.CODE
    sheet.readers.append("notebook")
    size = sheet.extent.size
    if size > MAX_BYTES:
        sheet.stop(f"a notebook of more than {MAX_BYTES} bytes")
        return
    data = sheet.extent.at(0, size)
    cells = parse_notebook(data)
    sheet.own(0, size)
    python = "\n\n".join(one.python for one in cells if one.code and one.python.strip())
    shell = "\n".join(line for one in cells if one.code for line in _shell(one.source))
    if python:
        sheet.passed("cells.py", python.encode("utf-8", "replace"))
    if shell:
        sheet.passed("magics.sh", shell.encode("utf-8", "replace"))
    for one in cells:
        if any(_SCRIPT.search(text) for text in one.outputs):
            said = f"the output of cell {one.number} has a script"
            sheet.odd(Topic.CODE, "output-script", said, at=one.number, gravity=Gravity.NOTE)
    note_secrets(sheet, data)


def _shell(source: str) -> list[str]:
    """The lines of a cell that a shell runs."""
    lines = source.split("\n")
    first = lines[0].strip()
    if re.match(r"%%(?:bash|sh|script\s+(?:ba)?sh|!)", first):
        return lines[1:]
    found = [line.strip() for line in lines if line.lstrip().startswith("!")]
    found += [line.strip()[4:] for line in lines if line.strip().startswith(("%sx ", "%sc "))]
    return [one.lstrip("!").strip() for one in found]
