"""Notebooks beside weights: cells run by whoever tries the model, with outputs that were published."""

import re

from ostiary.core.regex import regex
from ostiary.formats.model.beside.commands import fetches
from ostiary.formats.model.beside.secret import note_secrets
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.notebook import MAX_BYTES, PYTHON, SHELLS, WORDS, parse_notebook

_SCRIPT = regex(r"<script\b|\bon(?:load|error)\s*=|javascript:", re.IGNORECASE)


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
    shell = "\n".join(line for one in cells if one.code for line in one.shell)
    if python:
        sheet.passed("cells.py", python.encode("utf-8", "replace"))
    if fetched := next(filter(fetches, shell.split("\n")), ""):
        said = f"a cell fetches and runs in one command: `{fetched.strip()[:200]}`"
        sheet.odd(Topic.CODE, "notebook-fetches", said)
    if shell:
        sheet.passed("magics.sh", shell.encode("utf-8", "replace"))
    for one in cells:
        if one.code and one.magic not in {"", *PYTHON, *SHELLS, *WORDS} and not one.shell:
            said = f"cell {one.number} is in `{one.magic}`, which nobody here reads"
            sheet.odd(Topic.CODE, "other-language", said, at=one.number, gravity=Gravity.NOTE)
        if any(_SCRIPT.search(text) for text in one.outputs):
            said = f"the output of cell {one.number} has a script"
            sheet.odd(Topic.CODE, "output-script", said, at=one.number, gravity=Gravity.NOTE)
    note_secrets(sheet, data)
