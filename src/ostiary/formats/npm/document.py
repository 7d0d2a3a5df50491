"""What JSON does a package.json hold, and which of its keys stand there twice?"""

import json
import re
from collections import Counter
from typing import TypeAlias

from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.plain import plain_text

MAX_BYTES = 8 << 20
MAX_REPEATED = 100

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"


class Document(Struct, frozen=True):
    """A JSON object as npm reads it: of keys that stand twice, the last one counts."""

    text: str
    top: dict[str, Value]
    repeated: tuple[str, ...]

    def lines_of(self, field: str, keys: list[str]) -> tuple[tuple[str, int], ...]:
        """(key, line) of keys inside the object `field`, found by their text; unfound ones are left out."""
        start = re.search(rf'"{re.escape(field)}"\s*:\s*\{{', self.text)
        if start is None:
            return ()
        found: list[tuple[str, int]] = []
        for key in keys[:200]:
            at = self.text.find(json.dumps(key, ensure_ascii=False), start.end())
            if at >= 0:
                found.append((key, self.text.count("\n", 0, at) + 1))
        return tuple(found)


def load(data: bytes) -> Document:
    """Read a JSON object. Raises `ParseError` or `LimitError`."""
    text = plain_text(data, MAX_BYTES, "package.json")
    repeated: list[str] = []

    def collect(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
        table = dict(pairs)
        if len(table) != len(pairs) and len(repeated) < MAX_REPEATED:
            counts = Counter(key for key, _ in pairs)
            repeated.extend(key for key, count in counts.items() if count > 1)
        return table

    try:
        top = json.loads(text, object_pairs_hook=collect)
    except RecursionError as error:
        raise LimitError("package.json is nested too deeply") from error
    except ValueError as error:
        raise ParseError(f"package.json is no JSON: {error}") from error
    if not isinstance(top, dict):
        raise ParseError("package.json is no JSON object")
    return Document(text, top, tuple(dict.fromkeys(repeated))[:MAX_REPEATED])
