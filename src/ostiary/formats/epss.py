"""How likely is a bug to be exploited soon: EPSS scores, from bytes nobody vouches for."""

import zlib

from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.regex import regex

MAX_BODY = 256 * 1024 * 1024
MAX_ENTRIES = 2_000_000

_ROW = regex(rb"(CVE-\d{4}-\d{4,12}),([0-9.eE+-]{1,24}),([0-9.eE+-]{1,24})")
_HEADER = b"cve,epss,percentile"


class EpssEntry(Struct, frozen=True):
    """One bug: probability of exploitation in the next 30 days, and the share of bugs below it; 0 to 1."""

    cve: str
    score: float
    percentile: float


def is_epss(head: bytes) -> bool:
    """Whether a text is a list of EPSS scores, by its first bytes."""
    return _HEADER in head[:400]


def unpacked(data: bytes) -> bytes:
    """The text of a list that may be packed by gzip. Raises `ParseError`."""
    if data[:2] != b"\x1f\x8b":
        return data
    machine = zlib.decompressobj(wbits=31)
    try:
        text = machine.decompress(data, MAX_BODY)
    except zlib.error as error:
        raise ParseError(f"a broken gzip stream: {error}") from None
    if machine.unconsumed_tail:
        raise LimitError(f"more than {MAX_BODY} bytes, unpacked")
    if not machine.eof:
        raise ParseError("a gzip stream that ends early")
    return text


def parse_epss(data: bytes) -> tuple[EpssEntry, ...]:
    """Read a list, plain or packed: `cve,epss,percentile` after a comment. Raises `ParseError`."""
    text = unpacked(data)
    if len(text) > MAX_BODY:
        raise LimitError(f"{len(text)} bytes of EPSS; {MAX_BODY} are read at most")
    head, found_header, rows = text.partition(_HEADER)
    if not found_header or len(head) > 400:
        raise ParseError("not a list of EPSS scores: its header is missing")
    found: dict[bytes, EpssEntry] = {}
    for line in rows.splitlines()[1:]:
        match = _ROW.fullmatch(line.strip())
        if match is None:
            raise ParseError(f"not a row of EPSS scores: {line[:60]!r}")
        found[match[1]] = EpssEntry(match[1].decode(), _share(match[2]), _share(match[3]))
        if len(found) > MAX_ENTRIES:
            raise LimitError(f"more than {MAX_ENTRIES} EPSS scores")
    if not found:
        raise ParseError("a list of EPSS scores without any")
    return tuple(found.values())


def _share(text: bytes) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ParseError(f"not a number: {text!r}") from None
    if not 0 <= value <= 1:
        raise ParseError(f"not between 0 and 1: {text!r}")
    return value
