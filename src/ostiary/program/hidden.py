"""Text that people see differently from how it runs. Sources: CVE-2021-42574, CVE-2021-42694, UAX 9."""

import re
from collections.abc import Iterator

from ostiary.program.model import OddityKind
from ostiary.program.record import RawOddity

MAX_ODDITIES = 50  # noted in one file
MIN_BLANKS = 120  # blanks between code and more code on one line
MIN_INVISIBLE = 8  # characters without width in a row: more than any emoji or script needs
MIN_RANGES = 2  # in a row, which make a table
MAX_LINE = 400  # characters after a direction control in which it must be closed

_BIDI = re.compile("[\u202a\u202b\u202d\u202e\u2066-\u2068]")
_OPEN = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
_CLOSE = frozenset("\u202c\u2069")
_INVISIBLE = re.compile(
    f"[\u200b-\u200d\u2060\ufe00-\ufe0f\U000e0000-\U000e01ef]{{{MIN_INVISIBLE},}}"
    "|(?<=[,{(=])[ ]?[\u3164\uffa0\u115f\u1160]|[\u3164\uffa0\u115f\u1160][ ]?(?=[=,})])"
)
_FAR = re.compile(
    rb"(?<![ \t\n])[ \t]{%d,}+(?=;|(?:import|from|exec|eval|require|await|return|var|let|const)\b"
    rb"|[A-Za-z_$][\w$.]{0,80}\()" % MIN_BLANKS
)


_RANGES = re.compile(r"(?:[^\x00-\x7f](?:-[^\x00-\x7f])?+){2,}+")
"""Ranges of characters one after the other, without a word between: nothing that code could hide in."""


def oddities(data: bytes) -> tuple[RawOddity, ...]:
    """Direction controls left open, runs of invisible characters and code beyond the margin."""
    found = list(_far(data))
    if not data.isascii():
        text = data.decode("utf-8", "replace")
        found += _bidi(text)
        found += _invisible(text)
    return tuple(sorted(found, key=_line)[:MAX_ODDITIES])


def _line(one: RawOddity) -> int:
    return one.line


def _far(data: bytes) -> Iterator[RawOddity]:
    if b" " * MIN_BLANKS not in data.replace(b"\t", b" "):
        return
    line, last = 1, 0
    for count, match in enumerate(_FAR.finditer(data)):
        if count >= MAX_ODDITIES:
            return
        line += data.count(b"\n", last, match.start())
        last = match.start()
        shown = data[match.end() : match.end() + 60].decode("utf-8", "replace")
        yield RawOddity(OddityKind.BEYOND_MARGIN, line, ascii(shown.partition("\n")[0])[1:-1])


def _bidi(text: str) -> Iterator[RawOddity]:
    line, last, seen, tabled = 1, 0, 0, 0
    for count, match in enumerate(_BIDI.finditer(text)):
        if count >= 20 * MAX_ODDITIES:
            return
        line += text.count("\n", last, match.start())
        last = match.start()
        rest = text[match.start() : match.start() + MAX_LINE].partition("\n")[0]
        if _open(rest) and line != seen:
            around = text[max(match.start() - MAX_LINE, 0) : match.start() + MAX_LINE]
            listed = not _open(_RANGES.sub(_rest, _line_of(around, min(match.start(), MAX_LINE))))
            if listed and line == tabled:
                continue
            seen, tabled = (seen, line) if listed else (line, tabled)
            yield RawOddity(OddityKind.BIDI, line, ascii(rest[:40])[1:-1], listed)


def _open(text: str) -> bool:
    """Whether a text opens more directions than it closes."""
    return sum(one in _OPEN for one in text) > sum(one in _CLOSE for one in text)


def _rest(match: re.Match[str]) -> str:
    """What remains of a run of characters that may be a table."""
    return "" if match[0].count("-") >= MIN_RANGES else match[0]


def _line_of(text: str, place: int) -> str:
    """The line around a place."""
    start = text.rfind("\n", 0, place) + 1
    return text[start:].partition("\n")[0]


def _invisible(text: str) -> Iterator[RawOddity]:
    line, last = 1, 0
    for count, match in enumerate(_INVISIBLE.finditer(text)):
        if count >= MAX_ODDITIES:
            return
        line += text.count("\n", last, match.start())
        last = match.start()
        yield RawOddity(
            OddityKind.INVISIBLE, line, f"{len(match[0])} x U+{ord(match[0].strip()[0]):04X}"
        )
