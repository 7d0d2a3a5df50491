"""How text stands on a screen: cells, columns, wrapped lines, and colour that only repeats a word."""

import unicodedata

from ostiary.core.scale import Decision
from ostiary.report.safe import MAX_TEXT, visible

LABEL = 12
"""Cells from the start of a label to the start of what it labels."""

NARROWEST = 40
"""Cells below which wrapping would hurt more than a long line."""

_COLOURS = {
    Decision.ALLOW: "32",
    Decision.REVIEW: "33",
    Decision.INSUFFICIENT: "35",
    Decision.BLOCK: "31",
}


def cells(text: str) -> int:
    """How many terminal cells a harmless text takes. Source: UAX #11, East Asian Width."""
    if text.isascii():
        return len(text)
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def one_line(text: str, limit: int = MAX_TEXT) -> str:
    """Harmless text for a column; runs of blanks in it cannot pose as columns of ours."""
    return " ".join(visible(text, limit).split())


def pad(text: str, width: int) -> str:
    """`text` filled up with blanks to `width` cells."""
    return text + " " * max(0, width - cells(text))


def paint(word: str, decision: Decision, colour: bool) -> str:
    """A word of a decision, in its colour if colour is wanted."""
    return f"\x1b[1;{_COLOURS[decision]}m{word}\x1b[0m" if colour else word


def clip(text: str, room: int) -> str:
    """`text` in at most `room` cells; where it is longer, it ends in three dots."""
    if cells(text) <= room:
        return text
    kept, used = "", 0
    for char in text:
        used += _cells(char)
        if used > room - 3:
            break
        kept += char
    return kept.rstrip() + "..."


def wrap(text: str, width: int, taken: int = 0) -> list[str]:
    """Lines of at most `width` cells, of which the first has `taken` used; broken at blanks only.

    A longer word keeps its line to itself: a path or a command stays whole, so that it can be copied.
    """
    lines: list[str] = []
    line = ""
    used = taken
    for word in text.split():
        if used and used + 1 + cells(word) > width:
            lines.append(line)
            line, used = word, cells(word)
        else:
            line = f"{line} {word}" if line else word
            used += cells(word) + 1
    return [*lines, line]


def entry(label: str, content: str, width: int, name: str = "") -> list[str]:
    """A labelled line, its further lines set under the first; `name` is what the content is about."""
    return hang(pad(f"  {label}", LABEL + 2), content, width, name=name)


def hang(lead: str, content: str, width: int, *, right: str = "", name: str = "") -> list[str]:
    """`content` after `lead` and `name`, wrapped under `lead`, with `right` at the first right edge."""
    indent = cells(lead)
    before = f"{name}   " if name else ""
    room = max(NARROWEST, width - indent - (cells(right) + 2 if right else 0))
    lines = wrap(content, room, cells(before))
    first = both((lead + before + lines[0]).rstrip(), right, width)
    return [first, *(" " * indent + line for line in lines[1:])]


def both(left: str, right: str, width: int, painted: str = "") -> str:
    """`left` and, at the right edge, `right`; `painted` is what is printed in the place of `left`."""
    gap = max(2, width - cells(left) - cells(right))
    return f"{painted or left}{' ' * gap}{right}" if right else painted or left


def table(rows: list[tuple[str, ...]], widest: tuple[int, ...]) -> list[str]:
    """Columns of harmless text, each as wide as its widest cell, but no wider than `widest` allows."""
    if not rows:
        return []
    widths = [min(limit, max(cells(row[at]) for row in rows)) for at, limit in enumerate(widest)]
    return [
        "  ".join(pad(text, width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def plural(count: int, one: str, many: str = "") -> str:
    """`1 file`, `1,412 files`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def size(count: int) -> str:
    """Bytes in the unit that a person would say: `34 kB` (powers of 1000)."""
    if count < 1000:
        return f"{count} bytes"
    amount = float(count)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 999.5 or unit == "GB":
            break
    return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:,.0f} {unit}"


def percent(part: int, total: int) -> str:
    """A share that never rounds a rest away: 100 % and 0 % are exact."""
    if total <= 0 or part >= total:
        return "100 %"
    share = 100 * part / total
    return f"{min(99, max(1, round(share)))} %" if part else "0 %"
