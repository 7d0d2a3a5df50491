"""Which entry points does a Python distribution declare?"""

from msgspec import Struct

from ostiary.core.errors import LimitError
from ostiary.formats.plain import plain_text

MAX_BYTES = 4 << 20
MAX_POINTS = 20_000


class EntryPoint(Struct, frozen=True, order=True):
    """One entry point: `target` is `module:object`, extras left out."""

    group: str
    name: str
    target: str


def parse_entry_points(data: bytes) -> tuple[EntryPoint, ...]:
    """Read entry_points.txt. Lines that are none are passed over. Raises `ParseError` or `LimitError`.

    Source: PyPA entry points specification, section on the file format.
    """
    group = ""
    found: list[EntryPoint] = []
    for line in plain_text(data, MAX_BYTES, "entry_points.txt").splitlines():
        text = line.strip()
        if not text or text.startswith(("#", ";")):
            continue
        if text.startswith("[") and text.endswith("]"):
            group = text[1:-1].strip()
            continue
        name, equals, target = text.partition("=")
        if equals and group:
            found.append(point(group, name, target))
        if len(found) > MAX_POINTS:
            raise LimitError(f"entry_points.txt has more than {MAX_POINTS} lines")
    return tuple(found)


def point(group: str, name: str, target: str) -> EntryPoint:
    """One entry point as it is meant: blanks around the parts of its target do not count, nor do extras."""
    module, colon, attribute = target.partition("[")[0].partition(":")
    return EntryPoint(group, name.strip(), f"{module.strip()}{colon}{attribute.strip()}")
