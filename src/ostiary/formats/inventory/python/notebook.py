"""Which packages do the cells of a Jupyter notebook install?"""

import json
import re
from collections.abc import Iterator
from typing import Any

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Listing, ListingKind
from ostiary.core.regex import regex
from ostiary.formats.inventory.draft import Draft
from ostiary.formats.inventory.python.asked import For
from ostiary.formats.inventory.python.install_command import take
from ostiary.formats.inventory.python.tables import lists_in
from ostiary.formats.inventory.recipes.pip_command import pip_words
from ostiary.formats.inventory.recipes.shell_line import shell_commands
from ostiary.formats.plain import plain_text
from ostiary.formats.toml_document import Places

MAX_BYTES = 64 << 20
MAX_CELLS = 100_000
MAX_LINES = 1_000_000

_MAGIC = regex(r"\s*(?:[\w.]+\s*=\s*)?(?:!{1,2}|%)\s*(?=[\w{$./(])(.*)", re.DOTALL)
_SHELL_CELL = regex(r"\s*%%(?:bash|sh|script\s+(?:bash|sh)|!)\b|\s*!!")
_CALL = regex(
    r"""get_ipython\(\)\.(?:system|getoutput|run_line_magic)\(\s*(?:["'](pip|conda|mamba|uv|system|sx)["']\s*,\s*)?(["'])(.{0,2000}?)\2\s*\)"""
)
_TOOL = regex(r"\b(?:pip|conda|mamba|uvx?|pipx|poetry|pdm)\b")


def parse(path: str, data: bytes) -> Listing:
    """Read one notebook of format 3 or 4. Raises `ParseError`."""
    text = plain_text(data, MAX_BYTES, path)
    try:
        document = json.loads(text)
    except RecursionError as error:
        raise LimitError(f"{path} is nested too deeply") from error
    except ValueError as error:
        raise ParseError(f"{path} is no JSON: {error}") from error
    if not isinstance(document, dict) or not ("cells" in document or "worksheets" in document):
        raise ParseError(f"{path} has no cells, so it is no notebook")
    draft = Draft("notebook", path, ListingKind.RECIPE)
    places = Places(text)
    for raw, command in _commands(document, path):
        if not _TOOL.search(command):
            continue
        line = places.line(*_spelled(raw))
        commands = shell_commands(command)
        if commands is None:
            draft.miss(command[:200], line, "a command whose quotes are not closed")
            continue
        for argv in commands:
            found = pip_words(argv)
            if found:
                take(draft, found, line, For())
    return draft.listing()


def _spelled(raw: str) -> tuple[str, ...]:
    """How a line may be written in JSON."""
    return tuple(json.dumps(raw, ensure_ascii=one)[1:-1] for one in (False, True))


def _commands(document: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    """(first line as written, command) of every line that goes to a shell or an installer."""
    lines = 0
    for cell in _cells(document, path):
        source = _source(cell)
        shell = _SHELL_CELL.match(source) is not None
        for raw, joined in _joined(source.split("\n")):
            lines += 1
            if lines > MAX_LINES:
                raise LimitError(f"{path} has more than {MAX_LINES} lines in its cells")
            match = _MAGIC.match(joined)
            call = _CALL.search(joined)
            if match:
                yield raw, match[1].replace("{sys.executable}", "python")
            elif call:
                yield raw, f"{call[1] or ''} {call[3]}".removeprefix("system ").removeprefix("sx ")
            elif shell:
                yield raw, joined


def _cells(document: dict[str, Any], path: str) -> Iterator[dict[str, Any]]:
    sheets = [document, *lists_in(document, "worksheets")]
    count = 0
    for sheet in sheets:
        for cell in lists_in(sheet, "cells") if isinstance(sheet, dict) else ():
            count += 1
            if count > MAX_CELLS:
                raise LimitError(f"{path} has more than {MAX_CELLS} cells")
            if isinstance(cell, dict) and cell.get("cell_type") == "code":
                yield cell


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        return "".join(one for one in source if isinstance(one, str))
    return source if isinstance(source, str) else ""


def _joined(lines: list[str]) -> Iterator[tuple[str, str]]:
    """(line as written, the same with its continuations)."""
    first, parts = "", list[str]()
    for line in lines:
        if not parts:
            first = line
        if line.rstrip().endswith("\\"):
            parts.append(line.rstrip()[:-1])
            continue
        yield first, " ".join((*parts, line))
        parts = []
    if parts:
        yield first, " ".join(parts)
