"""What is in an identifier that stands there as text? Sixteen bytes, whatever they are."""

import uuid

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.value import Value
from ostiary.program.flow import Taint

MAX_UUID = 64  # characters of the text of one

_OF_SYSTEM = regex(r"(?i)/(?!home/|users/)|[A-Z]:[\\/]|%(?:windir|system\w*|programdata)%|\ufffc?$")
"""Paths below which the system keeps its files; what lies at one that nobody knows may, too."""


@model("uuid.UUID")
def _uuid(asked: Asked) -> Value:
    """An identifier out of its text or bytes; of anything else, it tells of the machine.

    One that a file holds tells what that file does, unless the system keeps it.
    """
    given = asked.given[0] if asked.given else next(iter(asked.named.values()), Value())
    if "bytes" in asked.named and isinstance(given.const, bytes) and len(given.const) == 16:
        return Value(str(uuid.UUID(bytes=given.const)), "uuid.UUID()", marks=given.marks)
    if isinstance(given.const, str) and len(given.const) <= MAX_UUID:
        try:
            return Value(str(uuid.UUID(given.const)), "uuid.UUID()", marks=given.marks)
        except ValueError:
            return asked.result()
    read = given.marks.get(Taint.FILE)
    if read is not None and not _OF_SYSTEM.match(read.what):
        return asked.result()
    return asked.result({**asked.marks, **asked.mark(Taint.HOST)})


def uuid_part(base: Value, name: str) -> Value:
    """An attribute of a known identifier."""
    one = uuid.UUID(str(base.const))
    known = {"bytes": one.bytes, "bytes_le": one.bytes_le, "hex": one.hex, "int": one.int}
    how = (*base.how, "identifiers") if name.startswith("bytes") else base.how
    return Value(known[name], marks=base.marks, how=how) if name in known else Value()
