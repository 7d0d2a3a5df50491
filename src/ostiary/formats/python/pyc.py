"""Which Python compiled a `.pyc`, from what, and what code is in it?"""

from msgspec import Struct

from ostiary.core.errors import ParseError
from ostiary.formats.python.code_object import Code, Layout
from ostiary.formats.python.marshalled import read_marshal

Version = tuple[int, int]

_MAGICS: tuple[tuple[range, Version], ...] = (
    (range(62171, 62212), (2, 7)),
    (range(3360, 3380), (3, 6)),
    (range(3390, 3400), (3, 7)),
    (range(3400, 3420), (3, 8)),
    (range(3420, 3430), (3, 9)),
    (range(3430, 3450), (3, 10)),
    (range(3450, 3500), (3, 11)),
    (range(3500, 3550), (3, 12)),
    (range(3550, 3600), (3, 13)),
    (range(3600, 3650), (3, 14)),
    (range(3650, 3700), (3, 15)),
)
_FLAGS_KNOWN = 0b11
HEADERS = (16, 12, 8)
"""Sizes of a header, the newest first: since 3.7, since 3.3, before."""


class Pyc(Struct, frozen=True):
    """A compiled module; `source_hash` is empty if it is checked by time, and then `source_time` counts."""

    version: Version
    flags: int
    source_time: int
    source_size: int
    source_hash: bytes
    code: Code


def version_of(data: bytes) -> Version | None:
    """Which Python has this magic number, None if none here."""
    if data[2:4] != b"\r\n":
        return None
    magic = int.from_bytes(data[:2], "little")
    return next((version for magics, version in _MAGICS if magic in magics), None)


def layout_of(version: Version) -> Layout:
    """How this version lays out a code object."""
    if version < (3, 0):
        return Layout.PYTHON2
    if version < (3, 8):
        return Layout.KEYWORD_ONLY
    return Layout.POSITIONAL_ONLY if version < (3, 11) else Layout.SLOTS


def read_pyc(path: str, data: bytes) -> Pyc:
    """The header and the code. Raises `ParseError`. Sources: `importlib._bootstrap_external`; PEP 552."""
    version = version_of(data)
    if version is None:
        raise ParseError(f"{path} has the magic number of no Python that is read here")
    start = 8 if version < (3, 0) else 12 if version < (3, 7) else 16
    if len(data) < start:
        raise ParseError(f"{path} ends within its header")
    found = read_marshal(path, data[start:], (layout_of(version),))[0].value
    if not isinstance(found, Code):
        raise ParseError(f"{path} holds no code")
    return _with_header(version, data, found)


def _with_header(version: Version, data: bytes, code: Code) -> Pyc:
    words = [int.from_bytes(data[place : place + 4], "little") for place in (4, 8, 12)]
    if version < (3, 0):
        return Pyc(version, 0, words[0], 0, b"", code)
    if version < (3, 7):
        return Pyc(version, 0, words[0], words[1], b"", code)
    if words[0] & 1:
        return Pyc(version, words[0] & _FLAGS_KNOWN, 0, 0, data[8:16], code)
    return Pyc(version, words[0] & _FLAGS_KNOWN, words[1], words[2], b"", code)
