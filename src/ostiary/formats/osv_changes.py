"""Which records of an OSV export changed since a moment: its `modified_id.csv`."""

import re

from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.regex import regex

NAME = "modified_id.csv"
MAX_BODY = 256 * 1024 * 1024
MAX_ROWS = 10_000_000

_ROW = regex(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?Z,"
    r"(?:[A-Za-z][\w. :()-]{0,60}/)?([A-Za-z0-9][\w.:-]{0,100})",
    re.ASCII,
)


class Changes(Struct, frozen=True):
    """`newest` is the time of the last change, as text that sorts; `ids` changed since, newest first."""

    newest: str
    ids: tuple[str, ...]


def parse_changes(data: bytes, since: str = "") -> Changes:
    """The rows that are not older than `since` (a `newest` of before; empty for all). Raises `ParseError`.

    Rows come newest first; a row at the very time of `since` counts, since it may have been added after.
    Source: OSV, "Data sources", delta downloads.
    """
    if len(data) > MAX_BODY:
        raise LimitError(f"{len(data)} bytes of changes; {MAX_BODY} are read at most")
    newest, last = "", "9999"
    ids: dict[str, None] = {}
    for number, line in enumerate(data.decode("ascii", "replace").splitlines(), 1):
        if number > MAX_ROWS:
            raise LimitError(f"more than {MAX_ROWS} rows of changes")
        if not line.strip():
            continue
        found = _ROW.fullmatch(line.strip())
        if found is None:
            raise ParseError(f"not a row of {NAME}: {line[:60]!r}")
        moment = found[1] + (found[2] or ".").ljust(10, "0")
        if moment > last:
            raise ParseError(f"{NAME} is not in order: row {number} is newer than the one before")
        last = moment
        newest = newest or moment
        if moment < since:
            break
        ids[found[3]] = None
    if not newest:
        raise ParseError(f"{NAME} is empty")
    return Changes(newest, tuple(ids))
