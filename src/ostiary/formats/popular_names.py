"""Which names do people mean to type: a list of packages, most used first."""

import json
import re

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.facts.names import PopularName
from ostiary.core.regex import regex

MAX_BODY = 64 * 1024 * 1024
MAX_NAMES = 500_000
MAX_NAME = 214

_NAME = regex(r"^(?:@[\w.~-]+/)?[\w.~-]+$", re.ASCII)
_NAMES = ("project", "name", "package")
_COUNTS = ("download_count", "downloads", "count")


def parse_popular(data: bytes) -> tuple[PopularName, ...]:
    """Read a list of popular names: plain lines, or JSON, most used first.

    Lines may carry a count after the name (separated by blanks, a comma or a tab); `#` begins a
    comment. JSON is an array of names, of (name, count) pairs or of objects, or an object with such an
    array in `rows` or `packages` (the form of top-pypi-packages). Names that no package can have are
    left out; a name counts once, where it stands first. Raises `ParseError`.
    """
    if len(data) > MAX_BODY:
        raise LimitError(f"{len(data)} bytes of popular names; {MAX_BODY} are read at most")
    try:
        text = data.decode("utf-8-sig")
        rows = _json_rows(text) if text.lstrip()[:1] in {"[", "{"} else _line_rows(text)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"not a list of popular names: {error}") from None
    found: dict[str, int] = {}
    for name, count in rows:
        if len(name) <= MAX_NAME and _NAME.match(name):
            found.setdefault(name, count)
    if not found:
        raise ParseError("a list of popular names without any name")
    if len(found) > MAX_NAMES:
        raise LimitError(f"{len(found)} popular names; {MAX_NAMES} are read at most")
    return tuple(
        PopularName(name, rank, count) for rank, (name, count) in enumerate(found.items(), start=1)
    )


def _line_rows(text: str) -> list[tuple[str, int]]:
    rows = []
    for line in text.splitlines():
        parts = re.split(r"[\s,;]+", line.partition("#")[0].strip().strip('"'))
        if parts[0]:
            rows.append((parts[0].strip('"'), _count(parts[1]) if len(parts) > 1 else 0))
    return rows


def _json_rows(text: str) -> list[tuple[str, int]]:
    wire = json.loads(text)
    if isinstance(wire, dict):
        wire = wire.get("rows", wire.get("packages"))
    if not isinstance(wire, list):
        raise ParseError("JSON without an array of names")
    return [row for one in wire if (row := _json_row(one))]


def _json_row(one: object) -> tuple[str, int] | None:
    if isinstance(one, str):
        return one, 0
    if isinstance(one, list) and one and isinstance(one[0], str):
        return one[0], _count(one[1]) if len(one) > 1 else 0
    if not isinstance(one, dict):
        return None
    name = next((one[key] for key in _NAMES if isinstance(one.get(key), str)), "")
    return name, next((_count(one[key]) for key in _COUNTS if key in one), 0)


def _count(value: object) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
