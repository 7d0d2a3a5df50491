"""What does a list of known-bad files say: digests, and sketches of the code of families?"""

import json
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from ostiary.core.digest import sha256
from ostiary.core.errors import LimitError, ParseError

SCHEMA = "ostiary/known-files/1"
"""What stands in the first line of a list as `schema`; the number changes when a reader would break."""

MAX_LIST = 128 << 20
MAX_LINE = 16_384
MAX_LINES = 4_000_000
MAX_TEXT = 300  # characters of a family's name, a source or a note
MAX_NUMBERS = 128
MAX_NUMBER = 1 << 48

EMPTY = sha256(b"")
"""The digest of nothing: every package has such files."""

_HINT = "the form of the list is described in docs/known-files.md"
_HEX = frozenset("0123456789abcdef")


class KnownFile(Struct, frozen=True, order=True):
    """One file that is known to be bad, by the SHA-256 of its bytes."""

    sha256: str
    family: str
    source: str = ""
    note: str = ""


class KnownShape(Struct, frozen=True, order=True):
    """The sketch of one file of code of a known family."""

    minhash: tuple[int, ...]
    family: str
    source: str = ""
    note: str = ""


class KnownFiles(Struct, frozen=True):
    """A whole list. `sketch` is the version of the way in which its sketches were made, 0 if it has none.

    `built` (RFC 3339) and `sources` (name, SHA-256) say when and from what a kept list was made.
    """

    files: tuple[KnownFile, ...] = ()
    shapes: tuple[KnownShape, ...] = ()
    sketch: int = 0
    built: str = ""
    sources: tuple[tuple[str, str], ...] = ()


def is_known_files(head: bytes) -> bool:
    """Whether a file that starts so is such a list, whatever it is called."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:MAX_LINE].partition(b"\n")[0]
    return first.startswith(b"{") and b'"ostiary/known-files/' in first


def told_sketch(head: bytes) -> int:
    """The version of sketches that a list's first line tells, 0 if none; the list may hold other lines."""
    try:
        return _header(_object(head.removeprefix(b"\xef\xbb\xbf").strip(), 1), 1)
    except ParseError:
        return 0


def parse_known_files(data: bytes) -> KnownFiles:
    """Read a list. Raises `ParseError`: a line that cannot be read stops all, leaving it out is silence."""
    if len(data) > MAX_LIST:
        raise LimitError(f"the list is longer than {MAX_LIST} bytes", _HINT)
    head, _, body = data.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    header = _object(head, 1)
    sketch = _header(header, 1)
    _undamaged(header, body)
    files: set[KnownFile] = set()
    shapes: set[KnownShape] = set()
    for number, line in enumerate(body.split(b"\n", MAX_LINES), 2):
        if number > MAX_LINES:
            raise LimitError(f"the list has more than {MAX_LINES} lines", _HINT)
        if not line.strip():
            continue
        row = _object(line, number)
        if "schema" in row:
            other = _header(row, number)
            if sketch and other and other != sketch:
                raise ParseError(f"line {number}: sketches of two versions in one list", _HINT)
            sketch = sketch or other
        elif "minhash" in row:
            shapes.add(_shape(row, number))
        else:
            files.add(_file(row, number))
    if shapes and not sketch:
        raise ParseError("the first line does not say by which version `sketch` was made", _HINT)
    return KnownFiles(
        tuple(sorted(files)), tuple(sorted(shapes)), sketch, _word(header, "built"), _named(header)
    )


def render_known_files(known: KnownFiles) -> bytes:
    """The list as bytes, in one order whatever the order was; `parse_known_files` gives it back."""
    body = b"".join(line + b"\n" for line in _lines(known))
    header: dict[str, Any] = {"schema": SCHEMA, "sketch": known.sketch}
    if known.built:  # a kept list; others may be put together by appending one to another
        header |= {"built": known.built, "sources": known.sources, "body": sha256(body)}
    return _dump(header) + b"\n" + body


def _lines(known: KnownFiles) -> Iterable[bytes]:
    for one in known.files:
        yield _dump(_filled(sha256=one.sha256, family=one.family, source=one.source, note=one.note))
    for two in known.shapes:
        yield _dump(
            _filled(minhash=two.minhash, family=two.family, source=two.source, note=two.note)
        )


def _filled(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def _dump(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _object(line: bytes, number: int) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise LimitError(f"line {number} is longer than {MAX_LINE} bytes", _HINT)
    try:
        row = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ParseError(f"line {number} is no JSON: {error}", _HINT) from None
    if not isinstance(row, dict):
        raise ParseError(f"line {number} is no JSON object", _HINT)
    return row


def _header(row: dict[str, Any], number: int) -> int:
    if row.get("schema") != SCHEMA:
        message = f"line {number}: `schema` is not {SCHEMA}, the only one that is read here"
        raise ParseError(message, _HINT)
    sketch = row.get("sketch", 0)
    if type(sketch) is not int or not 0 <= sketch < 1000:
        raise ParseError(f"line {number}: `sketch` is no version", _HINT)
    return sketch


def _undamaged(header: dict[str, Any], body: bytes) -> None:
    said = header.get("body")
    if said is not None and said != sha256(body):
        raise ParseError("the list is damaged: it is not what was written", _HINT)


def _file(row: dict[str, Any], number: int) -> KnownFile:
    digest = row.get("sha256")
    if not isinstance(digest, str) or len(digest) != 64 or not _HEX.issuperset(digest.lower()):
        raise ParseError(f"line {number}: neither a SHA-256 nor a sketch", _HINT)
    if digest.lower() == EMPTY:
        raise ParseError(f"line {number}: the digest of an empty file names no malware", _HINT)
    return KnownFile(digest.lower(), *_about(row, number))


def _shape(row: dict[str, Any], number: int) -> KnownShape:
    numbers = row["minhash"]
    if not isinstance(numbers, list) or not 0 < len(numbers) <= MAX_NUMBERS:
        raise ParseError(f"line {number}: `minhash` is no list of 1 to {MAX_NUMBERS}", _HINT)
    if not all(type(one) is int and 0 <= one < MAX_NUMBER for one in numbers):
        raise ParseError(f"line {number}: `minhash` holds what is no 48-bit number", _HINT)
    return KnownShape(tuple(sorted(set(numbers))), *_about(row, number))


def _about(row: dict[str, Any], number: int) -> tuple[str, str, str]:
    family = _word(row, "family")
    if not family:
        raise ParseError(f"line {number}: `family` is missing", _HINT)
    return family, _word(row, "source"), _word(row, "note")


def _word(row: dict[str, Any], name: str) -> str:
    text = row.get(name, "")
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise ParseError(f"`{name}` is no text of at most {MAX_TEXT} characters", _HINT)
    return text.strip()


def _named(header: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    rows = header.get("sources", [])
    pairs = isinstance(rows, list) and all(isinstance(one, list) and len(one) == 2 for one in rows)
    if not pairs:
        raise ParseError("`sources` is no list of names and digests", _HINT)
    return tuple((str(name)[:MAX_TEXT], str(digest)[:MAX_TEXT]) for name, digest in rows)
