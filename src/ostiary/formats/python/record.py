"""Does the RECORD of a wheel agree with what the wheel holds?"""

import base64
import binascii
import csv
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from ostiary.core.errors import ParseError
from ostiary.formats.plain import plain_text

MAX_BYTES = 32 << 20
MAX_ROWS = 200_000
MAX_FIELD = 10_000

NOT_LISTED = "not listed"
MISSING = "listed, but missing"
DIGEST = "digest differs"
SIZE = "size differs"
DUPLICATE = "listed more than once"
UNREADABLE = "unreadable RECORD"
NO_DIGEST = "no digest"
UNCHECKED = "digest of another algorithm"
NO_RECORD = "no RECORD"


class RecordFault(Struct, frozen=True, order=True):
    """One file about which RECORD and wheel disagree; `problem` is one of the constants here."""

    path: str
    problem: str


class RecordRow(Struct, frozen=True):
    """One line of RECORD; `size` is -1 where none is given."""

    path: str
    algorithm: str
    digest: str
    size: int


def parse_record(data: bytes) -> tuple[RecordRow, ...]:
    """The lines of RECORD, with digests in hexadecimal. Raises `ParseError` or `LimitError`.

    Source: PyPA specification of recording installed projects, section on RECORD.
    """
    text = plain_text(data, MAX_BYTES, "RECORD")
    rows: list[RecordRow] = []
    try:
        for fields in csv.reader(text.splitlines()):
            if not fields:
                continue
            if len(rows) >= MAX_ROWS:
                raise ParseError(f"RECORD has more than {MAX_ROWS} lines")
            rows.append(_row(fields))
    except csv.Error as error:
        raise ParseError(f"RECORD is no CSV: {error}") from error
    return tuple(rows)


def _row(fields: list[str]) -> RecordRow:
    path, digest, size = (*fields, "", "")[:3]
    if not path or len(path) > MAX_FIELD:
        raise ParseError("RECORD has a line without a path")
    algorithm, _, value = digest.partition("=")
    number = int(size) if size.isascii() and size.isdigit() and len(size) < 19 else -1
    return RecordRow(path, algorithm.lower(), _hexadecimal(value), number)


def _hexadecimal(value: str) -> str:
    """URL-safe base64 without padding, as RECORD writes it, to hexadecimal; what is neither stays."""
    try:
        return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).hex()
    except (binascii.Error, ValueError):
        return value


def compare(
    rows: Iterable[RecordRow], files: Mapping[str, tuple[tuple[str, int], ...]], folder: str
) -> tuple[RecordFault, ...]:
    """Faults in order of path. `files` maps a path to the (SHA-256, size) of every member of that name.

    RECORD itself and its detached signatures need no line and no digest.
    """
    exempt = {f"{folder}/RECORD", f"{folder}/RECORD.jws", f"{folder}/RECORD.p7s"}
    seen: dict[str, RecordRow] = {}
    faults: set[RecordFault] = set()
    for row in rows:
        path = row.path if row.path in files else row.path.replace("\\", "/").removeprefix("./")
        if path in seen and seen[path] != row:
            faults.add(RecordFault(path, DUPLICATE))
        seen[path] = row
        if path in exempt:
            continue
        if path not in files:
            faults.add(RecordFault(path, MISSING))
            continue
        faults.update(RecordFault(path, one) for one in _problems(row, files[path]))
    faults.update(RecordFault(path, NOT_LISTED) for path in files.keys() - seen.keys() - exempt)
    return tuple(sorted(faults))


def _problems(row: RecordRow, members: tuple[tuple[str, int], ...]) -> Iterator[str]:
    if row.size >= 0 and any(size != row.size for _, size in members):
        yield SIZE
    if row.algorithm == "sha256":
        if any(digest != row.digest for digest, _ in members):
            yield DIGEST
    elif row.algorithm:
        yield UNCHECKED
    else:
        yield NO_DIGEST
