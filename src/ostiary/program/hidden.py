"""Text that people see differently from how it runs. Sources: CVE-2021-42574, CVE-2021-42694, UAX 9."""

import re
from collections.abc import Iterator
from heapq import merge
from itertools import pairwise

from ostiary.core.regex import regex
from ostiary.program.model import OddityKind
from ostiary.program.record import RawOddity
from ostiary.program.shown import in_order

MAX_ODDITIES = 50  # noted in one file
MIN_BLANKS = 120  # blanks between code and more code on one line
MIN_INVISIBLE = 8  # characters without width in a row: more than any emoji or script needs
MIN_RANGES = 2  # in a row, which make a table
MAX_SEEN = 1_000  # characters of a line before a sign, beyond which no screen shows it
MAX_LINE = 400  # characters after a direction control in which it must be closed

_BIDI = regex("[\u202a\u202b\u202d\u202e\u2066-\u2068]")
_OPEN = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
_CLOSE = frozenset("\u202c\u2069")
_INVISIBLE = regex(
    f"[\u200b-\u200d\u2060\ufe00-\ufe0f\U000e0000-\U000e01ef]{{{MIN_INVISIBLE},}}"
    "|(?<=[,{(=])[ ]?[\u3164\uffa0\u115f\u1160]|[\u3164\uffa0\u115f\u1160][ ]?(?=[=,})])"
)
_BLACK_FLAG = "\U0001f3f4"
_REGION = regex("\u200d?(?:[\U000e0030-\U000e0039\U000e0061-\U000e007a]\u200d?){3,6}\U000e007f")
"""The region of a flag, which some tables join with characters of their own. Source: UTS 51, annex C."""
_FAR = regex(
    rb"(?<![ \t\n])[ \t]{%d,}+(?=;|(?:import|from|exec|eval|require|await|return|var|let|const)\b"
    rb"|[A-Za-z_$][\w$.]{0,80}\()" % MIN_BLANKS
)


MIN_ESCAPED = 16  # printable characters in a row that are written as escapes
MIN_NAMES = 3  # different names of one and the same sign in one file

_ESCAPED = regex(
    rb"(?:\\x[2-7][0-9a-fA-F]|\\u00[2-7][0-9a-fA-F]|\\[01][0-7]{2}){%d,}+" % MIN_ESCAPED
)
_ALIKE = regex(
    rb"(?<![\w$'\"])(?:_{4,40}|[Oo][O0o]{5,60}|[Il][Il1]{5,60}|(?:_0x[0-9a-f]{4,8}))(?![\w$'\"])"
)
_GIVEN = regex(rb"\s{0,9}=(?!=)")
_TOLD_BEFORE = regex(
    rb"(?:\b(?:var|let|const|function\*?|def|class|import|as|for|global|nonlocal|lambda)\s{1,9}|[({\[,]\s{0,9})$"
)
_TOLD_AFTER = regex(rb"\s{0,9}(?:[=,;:(){}\]]|in\b|of\b|\r?\n)")
"""What stands around a name where it is given to something."""
_ESCAPES = (b"\\x", b"\\u00", b"\\0", b"\\1")
"""How an escape starts; without many of these nothing is written in escapes."""
_LIKE = bytes.maketrans(b"o0lI", b"OO11")
_ALIKE_SIGNS = (b"____", b"_Ox", b"OOOOOO", b"111111")
"""One of these stands in each such name once signs that look the same are the same."""

_STEP = regex(rb"\\x([0-9a-fA-F]{2})|\\u00([0-9a-fA-F]{2})|\\([0-7]{3})")

_RANGES = regex(r"(?:[^\x00-\x7f](?:-[^\x00-\x7f])?+){2,}+")
"""Ranges of characters one after the other, without a word between: nothing that code could hide in."""


_TOLD = (
    *(
        b"\xe2\x80\x8b",
        b"\xe2\x80\x8c",
        b"\xe2\x80\x8d",
        b"\xe2\x81",
        b"\xef\xb8",
        b"\xf3\xa0",
        b"\xe3\x85\xa4",
    ),
    *(
        b"\xef\xbe\xa0",
        b"\xe1\x85\x9f",
        b"\xe1\x85\xa0",
        b"\xe2\x80\xaa",
        b"\xe2\x80\xab",
        b"\xe2\x80\xac",
    ),
    *(b"\xe2\x80\xad", b"\xe2\x80\xae"),
)
"""How the characters that are looked for start in UTF-8: without any of them nothing has to be decoded."""
_ASCII = bytes(range(128))


def oddities(data: bytes) -> tuple[RawOddity, ...]:
    """Direction controls left open, runs of invisible characters and code beyond the margin."""
    found = [*_far(data), *_escaped(data), *_alike(data)]
    foreign = b"" if data.isascii() else data.translate(None, _ASCII)
    if foreign and any(one in foreign for one in _TOLD):
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


def _escaped(data: bytes) -> Iterator[RawOddity]:
    """Readable text that is written so that nobody reads it; tables of characters count up, and stay out."""
    line, last = 1, 0
    if data.count(b"\\") < MIN_ESCAPED or sum(map(data.count, _ESCAPES)) < MIN_ESCAPED:
        return
    for count, match in enumerate(_ESCAPED.finditer(data)):
        if count >= MAX_ODDITIES:
            return
        codes = [
            int(one[1] or one[2], 16) if not one[3] else int(one[3], 8)
            for one in _STEP.finditer(match[0][:2000])
        ]
        rising = sum(b - a == 1 for a, b in pairwise(codes))
        letters = sum(chr(one).isalpha() for one in codes)
        if rising * 2 > len(codes) or letters * 3 < len(codes) or len(set(codes)) < 6:
            continue
        line += data.count(b"\n", last, match.start())
        last = match.start()
        yield RawOddity(OddityKind.ESCAPED, line, ascii("".join(map(chr, codes[:60])))[1:-1])


def _alike(data: bytes) -> Iterator[RawOddity]:
    """Names that differ only in how often one sign stands in them."""
    first: dict[bytes, int] = {}
    for count, match in enumerate(_names(data)):
        if count > 2000:
            break
        if match[0] not in first and _is_name(data, match):
            first[match[0]] = match.start()
        if len(first) >= 2 * MIN_NAMES:
            break
    if len(first) >= MIN_NAMES:
        place = min(first.values())
        shown = ", ".join(sorted(one.decode() for one in first)[:MIN_NAMES])
        yield RawOddity(OddityKind.ALIKE, data.count(b"\n", 0, place) + 1, shown)


def _is_name(data: bytes, match: re.Match[bytes]) -> bool:
    """Whether something is called so right here: in drawings of comments and texts, nothing is."""
    start, end = match.span()
    if _GIVEN.match(data, end):
        return True
    return bool(
        _TOLD_AFTER.match(data, end) and _TOLD_BEFORE.search(data[max(start - 20, 0) : start])
    )


def _names(data: bytes) -> Iterator[re.Match[bytes]]:
    """Names that may be alike, in order; the pattern is slow, so only lines with a sign of one are asked."""
    like = data.translate(_LIKE)
    last = 0
    for start, end in merge(*(_lines_with(like, one) for one in _ALIKE_SIGNS)):
        if end > last:
            last = end
            yield from _ALIKE.finditer(data, start, end)


def _lines_with(text: bytes, sign: bytes) -> Iterator[tuple[int, int]]:
    """Where the lines start and end in which a sign stands."""
    place = text.find(sign)
    while place >= 0:
        end = text.find(b"\n", place)
        end = end if end >= 0 else len(text)
        yield text.rfind(b"\n", 0, place) + 1, end
        place = text.find(sign, end)


def _bidi(text: str) -> Iterator[RawOddity]:
    line, last, seen, tabled = 1, 0, 0, 0
    told: tuple[int, bool] = (0, False)
    for count, match in enumerate(_BIDI.finditer(text)):
        if count >= 20 * MAX_ODDITIES:
            return
        line += text.count("\n", last, match.start())
        last = match.start()
        rest = text[match.start() : match.start() + MAX_LINE].partition("\n")[0]
        if _open(rest) and line != seen and _misleads(rest):
            around = text[max(match.start() - MAX_LINE, 0) : match.start() + MAX_LINE]
            whole = text.rfind("\n", 0, match.start()) + 1
            dense = match.start() - whole > MAX_SEEN  # nobody reads a line of that length by eye
            listed = dense or not _open(
                _RANGES.sub(_rest, _line_of(around, min(match.start(), MAX_LINE)))
            )
            if not listed:
                if told[0] != line:
                    told = (line, in_order(_whole(text, whole)))
                listed = told[1]
            if listed and line == tabled:
                continue
            seen, tabled = (seen, line) if listed else (line, tabled)
            yield RawOddity(OddityKind.BIDI, line, ascii(rest[:40])[1:-1], listed)


def _whole(text: str, start: int) -> str:
    """The line that starts at a place."""
    end = text.find("\n", start)
    return text[start : len(text) if end < 0 else end]


def _open(text: str) -> bool:
    """Whether a text opens more directions than it closes."""
    return sum(one in _OPEN for one in text) > sum(one in _CLOSE for one in text)


def _misleads(rest: str) -> bool:
    """Whether anything follows on the line that could be shown elsewhere: punctuation says nothing."""
    return len(rest) >= MAX_LINE or any(one.isalnum() for one in rest)


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
        if text[max(last - 1, 0)] == _BLACK_FLAG and _REGION.fullmatch(match[0]):
            continue
        yield RawOddity(
            OddityKind.INVISIBLE, line, f"{len(match[0])} x U+{ord(match[0].strip()[0]):04X}"
        )
