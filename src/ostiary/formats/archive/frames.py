"""Files of frames, as LZ4 and Zstandard write them: some unpack, others are passed over."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ostiary.formats.archive.codecs import Note, Source, note_tail
from ostiary.formats.archive.scope import BrokenError, Scope, check_ratio
from ostiary.formats.contents import FaultKind


class Form(NamedTuple):
    """One format of frames: its name, how a frame begins, how many there may be, and how one unpacks."""

    name: str
    magic: bytes
    most: int
    frame: Callable[[Source], Iterator[bytes]]


def unpacked(stream: Source, scope: Scope, note: Note, form: Form) -> Iterator[bytes]:
    """What all frames unpack to; skippable ones and a tail are noted. Raises `BrokenError`."""
    size = 0
    hidden = False
    for _ in range(form.most):
        head = stream.read(4)
        if is_skippable(head):
            hidden = True
            _skip(stream)
        elif head == form.magic:
            for chunk in form.frame(stream):
                size += len(chunk)
                scope.budget.spend(len(chunk))
                check_ratio(stream.tell(), size, scope.limits)
                yield chunk
        else:
            break
    else:
        raise BrokenError(FaultKind.LIMIT, f"more than {form.most} frames")
    if hidden:
        message = f"the {form.name} file has frames that decoders pass over"
        note(scope.fault(FaultKind.HIDDEN, "", message))
    note_tail(head, stream, scope, note)


def exact(stream: Source, count: int) -> bytes:
    """So many bytes. Raises `BrokenError` where there are fewer."""
    data = stream.read(count)
    if len(data) < count:
        raise BrokenError(FaultKind.TRUNCATED, "the compressed data ends too early")
    return data


def is_skippable(head: bytes) -> bool:
    """Whether a frame is one that decoders pass over (RFC 8878, section 3.1.2; LZ4 Frame Format)."""
    return len(head) == 4 and head[0] & 0xF0 == 0x50 and head[1:] == b"\x2a\x4d\x18"


def _skip(stream: Source) -> None:
    """Go over such a frame, whatever length it claims, without reading it."""
    length = int.from_bytes(exact(stream, 4), "little")
    start = stream.tell()
    end = stream.seek(0, 2)
    if start + length > end:
        raise BrokenError(FaultKind.TRUNCATED, "a skippable frame ends too early")
    stream.seek(start + length)
