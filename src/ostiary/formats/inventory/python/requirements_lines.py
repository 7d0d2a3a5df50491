"""Which logical lines does a requirements file hold, and on which lines of the file do they begin?"""

import codecs
from collections.abc import Iterator

from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.regex import regex

MAX_BYTES = 64 << 20
MAX_LINE = 1 << 20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODING = regex(rb"\A(?:[^\n]*\n)?#[^\n]*?coding[:=][ \t]*([-\w.]{1,40})")
_COMMENT = regex(r"(?:^|(?<=\s))#")
_TEXT_CODINGS = frozenset(
    [
        "utf-8",
        "utf8",
        "latin-1",
        "iso-8859-1",
        "iso8859-1",
        "iso-8859-15",
        "cp1252",
        "ascii",
        "us-ascii",
    ]
)


class LogicalLine(Struct, frozen=True):
    """A line with its continuations joined; `via` are names in comments of pip-compile's below it."""

    line: int
    text: str
    via: tuple[str, ...] = ()


def decode(data: bytes, what: str) -> str:
    """The text as pip decodes it, by byte order mark or `coding` comment; UTF-16 without a mark too.

    Raises `LimitError` above `MAX_BYTES` and `ParseError` for what is no text.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(f"{what} has {len(data)} bytes, and only {MAX_BYTES} are read")
    coding = _coding(data)
    try:
        text = data.decode(coding)
    except UnicodeDecodeError as error:
        if coding != "utf-8":
            raise ParseError(f"{what} is no text in {coding}") from error
        text = data.decode("latin-1")
    if "\0" in text:
        raise ParseError(f"{what} holds NUL characters")
    return text.removeprefix("\ufeff")


def _coding(data: bytes) -> str:
    for mark, coding in _MARKS:
        if data.startswith(mark):
            return coding
    head = data[:200]
    if len(data) % 2 == 0 and b"\0" in head:
        if not any(head[::2]):
            return "utf-16-be"
        if not any(head[1::2]):
            return "utf-16-le"
    match = _CODING.match(data[:1000])
    named = match[1].decode("ascii", "replace").lower().replace("_", "-") if match else ""
    return named if named in _TEXT_CODINGS else "utf-8"


def logical_lines(text: str, what: str) -> Iterator[LogicalLine]:
    """Lines with something on them. A backslash at the end joins the next one, a comment ends a line."""
    ready: LogicalLine | None = None
    via: list[str] = []
    listing = False
    for number, line, last in _joined(text, what):
        if not line:
            listing = ready is not None and _take_via(last, via, listing)
            continue
        if ready:
            yield LogicalLine(ready.line, ready.text, tuple(via))
        ready, via, listing = LogicalLine(number, line), _via_behind(last), False
    if ready:
        yield LogicalLine(ready.line, ready.text, tuple(via))


def _joined(text: str, what: str) -> Iterator[tuple[int, str, str]]:
    """(number of the first line, joined text without comments, last line as it stands)."""
    start, length, raw = 0, 0, ""
    parts: list[str] = []
    for number, raw in _numbered(text):
        start = start if parts else number
        comment = raw.lstrip().startswith("#")
        joined = not comment and raw.endswith("\\")
        parts.append("" if comment else raw[:-1].strip() if joined else raw.strip())
        length += len(raw)
        if length > MAX_LINE and not comment:
            raise LimitError(f"{what}, line {start}: longer than {MAX_LINE} characters")
        if not joined:
            yield start, _uncommented(" ".join(parts)), raw
            parts, length = [], 0
    if parts:
        yield start, _uncommented(" ".join(parts)), raw


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    """Lines as pip splits them (a form feed splits too), with the numbers that editors show."""
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        for raw in line.splitlines() or [""]:
            yield number, raw


def _uncommented(text: str) -> str:
    cut = _COMMENT.search(text) if "#" in text else None
    return (text[: cut.start()] if cut else text).strip()


def _take_via(raw: str, via: list[str], here: bool) -> bool:
    """Names in one comment line; whether the next one may go on with the list."""
    text = raw.strip().lstrip("#").strip()
    if text == "via":
        return True
    if text.startswith("via "):
        via += [one.strip() for one in text[4:].split(",") if one.strip()]
        return True
    if here and text and raw.strip().startswith("#  "):
        via.append(text)
        return True
    return False


def _via_behind(raw: str) -> list[str]:
    """Names in a comment behind a requirement, as older compilers write them."""
    names = raw.partition("# via ")[2]
    return [one.strip() for one in names.split(",") if one.strip()]
