"""Free texts that a model brings along as keys and values."""

import json

from ostiary.core.regex import regex
from ostiary.formats.model.beside.strays import strays
from ostiary.formats.model.record import Topic
from ostiary.formats.model.sheet import Sheet

MAX_SHOWN = 20

_CALL = regex(r"__\w+__|\b(?:eval|exec|compile|open|getattr|system|popen|import_module)\(")


def properties(sheet: Sheet, found: dict[str, str], name: str) -> None:
    """Show the first of them, hand all of them on, and tell of those that are calls.

    Most loaders show such texts; some evaluate them as Python.
    """
    for key, value in found.items():
        if call := _CALL.search(value):
            message = f"`{key}` in the metadata has `{call[0]}`, as a program would"
            sheet.odd(Topic.CODE, "metadata-call", message)
    strays(sheet, found)
    for key, value in list(found.items())[:MAX_SHOWN]:
        sheet.detail(key, value)
    if found:
        sheet.passed(f"{name}.json", json.dumps(found, ensure_ascii=True).encode())
