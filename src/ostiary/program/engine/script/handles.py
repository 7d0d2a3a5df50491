"""What do open files of Node give and take, and the buffers that they are read into?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Closure
from ostiary.program.engine.files import opened, written
from ostiary.program.engine.script.buffers import poured_into
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.value import HOLE, NOTHING, Value, joined, marks_of, unknown
from ostiary.program.flow import Act, Taint

HANDLE = "fs.FileHandle()"
_ROOMS = ("fs", "fs.promises", "fs-extra")


def _names(*verbs: str) -> tuple[str, ...]:
    return tuple(f"{room}.{verb}" for room in _ROOMS for verb in verbs)


@model(*_names("open", "openSync"))
def _opened(asked: Asked) -> Value:
    """A descriptor, or a handle: it knows its path, and carries what lies there."""
    path, form = asked.text(0), asked.arg(1).const
    writes = isinstance(form, str) and form[:1] in {"w", "a"}
    handle = Value(symbol=HANDLE, marks=asked.arg(0).marks, text=path)
    if not writes:
        held = asked.m.package.members.written(path)
        handle.marks = joined(opened(path, asked.node, asked.m, asked.frame), handle.marks, held)
        content = asked.m.package.members.content(asked.frame.module.path, path)
        handle.base = Value(content, marks=handle.marks) if content is not None else None
    elif isinstance(form, str) and form[:1] == "w" and Taint.LISTING in handle.marks:
        asked.act(Act.WRITE, handle.marks, target=path)  # what lay there is gone
    if not LOOT.isdisjoint(handle.marks):
        asked.act(Act.READ, handle.marks, target=path)
    for one in asked.given[1:]:
        if isinstance(one.code, Closure | Bound):
            asked.m.call(one, [Value(None), handle], {}, asked.node, asked.frame)
    return handle


@model(*_names("read", "readSync", "readv", "readvSync"))
def _read(asked: Asked) -> Value:
    """What a descriptor leads to comes into a buffer."""
    return _into(asked, asked.arg(0), asked.arg(1))


@model("fs.FileHandle.read fs.FileHandle.readv")
def _read_by_handle(asked: Asked) -> Value:
    return _into(asked, asked.target.base or asked.target, asked.arg(0))


def _into(asked: Asked, handle: Value, buffer: Value) -> Value:
    options = buffer.items if isinstance(buffer.items, dict) else {}
    buffer = options.get("buffer", buffer)
    held = handle.base or Value(NOTHING, marks=handle.marks)
    poured_into(buffer, 0, held)
    count = unknown()
    for one in asked.given[1:]:
        if isinstance(one.code, Closure | Bound):
            asked.m.call(one, [Value(None), count, buffer], {}, asked.node, asked.frame)
    return Value(items={"bytesRead": count, "buffer": buffer}, marks=handle.marks)


@model(
    *(
        f"fs.FileHandle.{one}"
        for one in ("readFile", "readLines", "createReadStream", "readableWebStream")
    )
)
def _whole(asked: Asked) -> Value:
    base = asked.target.base
    if base is not None and base.base is not None:
        return base.base
    return Value(symbol="fs.read()", marks=asked.target.marks, text=HOLE)


@model(*(f"fs.FileHandle.{one}" for one in ("write", "writeFile", "appendFile", "writev")))
def _written(asked: Asked) -> Value:
    written(asked, asked.target.text or "", dict(asked.arg(0).marks), asked.text(0))
    return unknown()


@model(*_names("write", "writeSync"))
def _written_to(asked: Asked) -> Value:
    written(asked, asked.arg(0).text or "", dict(asked.arg(1).marks), asked.text(1))
    for one in asked.given[1:]:
        if isinstance(one.code, Closure | Bound):
            asked.m.call(one, [Value(None), unknown()], {}, asked.node, asked.frame)
    return unknown(marks_of(asked.given[:1]))
