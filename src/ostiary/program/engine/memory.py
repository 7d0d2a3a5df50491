"""What stands in a file of Python that lies in memory only?

Source: The Python Standard Library, `io`, In-memory streams.
"""

from typing import Any

from msgspec import Struct

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.value import MAX_CONST, MAX_ITEMS, Value, joined, wrap

_TEXTS = frozenset({"io.StringIO", "StringIO.StringIO", "cStringIO.StringIO", "six.StringIO"})
_BYTES = frozenset({"io.BytesIO", "BytesIO", "six.BytesIO", "io.BufferedReader"})
_WRAPPERS = frozenset({"io.TextIOWrapper", "io.BufferedReader"})
UNPACKED = {
    "gzip.open": "gzip.decompress",
    "gzip.GzipFile": "gzip.decompress",
    "bz2.open": "bz2.decompress",
    "bz2.BZ2File": "bz2.decompress",
    "lzma.open": "lzma.decompress",
    "lzma.LZMAFile": "lzma.decompress",
}
"""What opens a file of which the content comes out of a decoder."""


class Buffer(Struct, eq=False):
    """A file in memory: all of it, None once something unknown was put in, and the place that was reached."""

    content: Value | None
    place: int = 0

    @property
    def data(self) -> Any:
        """The constant that it holds; None if that is not known."""
        const = self.content.const if self.content is not None else None
        return const if isinstance(const, str | bytes) else None


def in_memory(asked: Asked, made: Value) -> Value:
    """The result of a call, which is a file in memory where it opened one."""
    name = asked.name
    if name in _TEXTS or name in _BYTES:
        first = asked.arg(0, "initial_value", "initial_bytes")
        if not (asked.given or asked.named):
            first = Value("" if name in _TEXTS else b"")
        inner = first.code if isinstance(first.code, Buffer) else Buffer(first)
        made.code = inner if inner.data is not None else None
    elif name in _WRAPPERS:
        made.code = _as_text(asked)
    elif name in UNPACKED:
        made.code = _unpacked(asked)
    return made


def unpacked_in_memory(asked: Asked) -> Value | None:
    """What opening a packed file in memory gives; None for any other file."""
    inner = _unpacked(asked) if asked.name in UNPACKED else None
    return asked.result(code=inner) if inner is not None else None


def _as_text(asked: Asked) -> Buffer | None:
    """A file of bytes, read as text."""
    inner = asked.arg(0, "buffer").code
    if not isinstance(inner, Buffer) or not isinstance(inner.data, bytes):
        return None
    held = inner.content or Value()
    text = inner.data.decode("utf-8", "replace")
    return Buffer(Value(text, marks=held.marks, how=held.how), inner.place)


def _unpacked(asked: Asked) -> Buffer | None:
    """A file in memory that is packed, once it is unpacked."""
    inner = asked.arg(0, "fileobj", "filename", "file").code
    inner = inner if isinstance(inner, Buffer) else asked.arg(-1, "fileobj").code
    if not isinstance(inner, Buffer) or inner.content is None:
        return None
    decoder = Value(symbol=UNPACKED[asked.name])
    plain = asked.m.call(decoder, [inner.content], {}, asked.node, asked.frame)
    if isinstance(plain.const, bytes) and "t" in asked.text(1, "mode"):
        plain = Value(plain.const.decode("utf-8", "replace"), marks=plain.marks, how=plain.how)
    return Buffer(plain) if isinstance(plain.const, str | bytes) else None


def of_buffer(asked: Asked) -> Value | None:
    """What a method of a file in memory gives; None where that is not known."""
    base = asked.target.base
    buffer = base.code if base is not None else None
    if not isinstance(buffer, Buffer) or base is None:
        return None
    method = _METHODS.get(asked.name.rpartition(".")[2])
    if method is None:
        return None
    data = method(buffer, asked)
    if data is None or buffer.content is None:
        return None
    return wrap(data, joined(base.marks, buffer.content.marks), buffer.content.how)


def lines(buffer: Buffer) -> list[Value] | None:
    """The lines of a file in memory; None where they are not known."""
    if buffer.data is None or buffer.content is None:
        return None
    several = buffer.data[buffer.place :].splitlines(keepends=True)[:MAX_ITEMS]
    return [Value(one, marks=buffer.content.marks, how=buffer.content.how) for one in several]


def _number(asked: Asked, place: int) -> int | None:
    """A number that is handed over; None where none is, or where nobody knows which."""
    const = asked.arg(place).const
    return const if isinstance(const, int) and const >= 0 else None


def _whole(buffer: Buffer, _: Asked) -> object:
    return buffer.data


def _read(buffer: Buffer, asked: Asked) -> object:
    data, count = buffer.data, _number(asked, 0)
    if data is None:
        return None
    if asked.given and not asked.arg(0).known:
        buffer.content = None  # nobody knows how much of it
        return None
    asked.m.changes += 1
    start = buffer.place
    buffer.place = len(data) if count is None else min(start + count, len(data))
    return data[start : buffer.place]


def _line(buffer: Buffer, asked: Asked) -> object:
    data = buffer.data
    if data is None:
        return None
    asked.m.changes += 1
    end = data.find("\n" if isinstance(data, str) else b"\n", buffer.place)
    start, buffer.place = buffer.place, len(data) if end < 0 else end + 1
    return data[start : buffer.place]


def _lines(buffer: Buffer, asked: Asked) -> object:
    rest = _read(buffer, asked)
    return rest.splitlines(keepends=True) if isinstance(rest, str | bytes) else None


def _seek(buffer: Buffer, asked: Asked) -> object:
    place, origin = _number(asked, 0), asked.arg(1).const if len(asked.given) > 1 else 0
    if place is None or origin != 0 or buffer.data is None:
        buffer.content = None
        return None
    asked.m.changes += 1
    buffer.place = min(place, len(buffer.data))
    return buffer.place


def _tell(buffer: Buffer, _: Asked) -> object:
    return buffer.place


def _write(buffer: Buffer, asked: Asked) -> None:
    """Something is put in; gives nothing, since whoever keeps it has to hear of it as well."""
    data, put, held = buffer.data, asked.arg(0), buffer.content
    fresh: Any = put.const
    known = data is not None and type(fresh) is type(data) and not asked.frame.weak
    if held is None or not known or len(data) + len(fresh) > MAX_CONST:
        buffer.content = None
        return
    asked.m.changes += 1
    start, end = buffer.place, buffer.place + len(fresh)
    marks = joined(held.marks, put.marks)
    buffer.content = Value(data[:start] + fresh + data[end:], marks=marks, how=put.how or held.how)
    buffer.place = end


def _truncate(buffer: Buffer, asked: Asked) -> None:
    data, held = buffer.data, buffer.content
    size = _number(asked, 0) if asked.given else buffer.place
    known = data is not None and held is not None and size is not None
    buffer.content = (
        Value(data[:size], marks=held.marks, how=held.how) if known and held is not None else None
    )


_METHODS = {
    "getvalue": _whole,
    "getbuffer": _whole,
    "read": _read,
    "read1": _read,
    "readall": _read,
    "readline": _line,
    "readlines": _lines,
    "seek": _seek,
    "tell": _tell,
    "write": _write,
    "truncate": _truncate,
}
