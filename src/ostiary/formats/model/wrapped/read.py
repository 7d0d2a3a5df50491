"""A compressed file: what lies in it, and does it hold more than it shows?"""

from io import BytesIO

from ostiary.formats.archive.codecs import FOLLOW
from ostiary.formats.archive.limits import Limits
from ostiary.formats.archive.scope import BrokenError, Budget, Scope
from ostiary.formats.contents import Fault
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Held
from ostiary.formats.model.leftover import leftover
from ostiary.formats.model.record import Carries, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.stream import Stream
from ostiary.formats.model.wrapped.kinds import UNPACK
from ostiary.formats.model.wrapped.marks import kind

LIMITS = Limits()
"""Of a ratio that only a bomb has; how much is unpacked in all, the desk says."""

_ENDINGS = (".gz", ".gzip", ".bz2", ".xz", ".lzma", ".z", ".zlib", ".zst", ".zstd", ".lz4")


def read(sheet: Sheet, desk: Desk) -> None:
    """Unpack it and read what comes out as a file of its own."""
    how = kind(sheet.extent.at(0, 4096))
    sheet.detail("compressor", how)
    sheet.readers.append(how)
    faults: list[Fault] = []
    data = _unpacked(sheet, desk, how, faults)
    tail = sum(int(one.message.split()[0]) for one in faults if one.message.endswith(FOLLOW))
    for one in faults:
        sheet.odd(Topic.HIDING, "more-than-one-stream", one.message, at=sheet.extent.size - tail)
    if data is None:
        return
    sheet.own(0, sheet.extent.size - tail)
    sheet.carries = Carries.NOTHING
    sheet.detail("unpacked", len(data))
    name = _inner(sheet.path)
    if not sheet.nested(name, Held(data)):
        leftover(sheet, name, Held(data))


def _unpacked(sheet: Sheet, desk: Desk, how: str, faults: list[Fault]) -> bytes | None:
    """All that comes out, None where that is too much or breaks off."""
    scope = Scope(sheet.path, Budget(LIMITS, sheet.extent.size))
    kept = BytesIO()
    try:
        for chunk in UNPACK[how](Stream(sheet.extent), scope, faults.append):
            if not desk.hold(len(chunk)):
                sheet.stop(f"it unpacks to more than can be held ({kept.tell()} bytes so far)")
                return None
            kept.write(chunk)
    except BrokenError as error:
        sheet.broken("damaged-stream", error.message)
        sheet.stop(error.message)
        if kept.tell():  # what came before the damage is what a loader sees first
            sheet.nested(_inner(sheet.path), Held(kept.getvalue()))
        return None
    return kept.getvalue()


def _inner(path: str) -> str:
    """What the file in it may be called."""
    name = path.rpartition("/")[2]
    for ending in _ENDINGS:
        if name.lower().endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    return "content"
