"""What stands between two parts of a program: pipes, outputs that lead elsewhere, stores in files?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import File, Method
from ostiary.program.engine.files import opened
from ostiary.program.engine.keeping import keep, shown, sink
from ostiary.program.engine.stores import put
from ostiary.program.engine.value import (
    HOLE,
    Value,
    joined,
    marks_of,
    unknown,
)
from ostiary.program.flow import Act

_ENDS = "multiprocessing.Pipe socket.socketpair os.pipe os.openpty pty.openpty"


@model(_ENDS)
def _pipe(asked: Asked) -> Value:
    """Two ends of one thing: what is put into one comes out of the other."""
    end = Value(symbol=f"{asked.target.symbol}()")
    return Value(items=[end, end])


@model(
    *(
        f"{one}.{name}"
        for one in ("multiprocessing.Pipe", "socket.socketpair")
        for name in ("send", "sendall", "sendto", "sendmsg", "send_bytes")
    )
)
def _put_in(asked: Asked) -> Value:
    """What is put into one end stays on this machine."""
    keep(asked)
    return unknown()


@model("contextlib.redirect_stdout contextlib.redirect_stderr")
def _redirected(asked: Asked) -> Value:
    """What is shown from now on goes to an object."""
    target = asked.arg(0, "new_target")
    sink(asked.m, f"sys.{asked.name.rpartition('_')[2]}", target, asked.frame)
    return target


@model("sys.stdout.write sys.stderr.write sys.stdout.writelines sys.stdout.buffer.write")
def _shown(asked: Asked) -> Value:
    shown(asked, ".".join(asked.name.split(".")[:2]))
    return Value(None)


@model("warnings.catch_warnings")
def _recorded(asked: Asked) -> Value:
    """Warnings are put into a list."""
    value = Value(symbol="warnings.catch_warnings()")
    if asked.arg(0, "record").const:
        sink(asked.m, "warnings", value, asked.frame)
    return value


@model("warnings.warn warnings.warn_explicit")
def _warned(asked: Asked) -> Value:
    shown(asked, "warnings")
    return Value(None)


@model(
    "shelve.open shelve.DbfilenameShelf dbm.open dbm.gnu.open dbm.ndbm.open dbm.dumb.open"
    " dbm.sqlite3.open"
)
def _shelf(asked: Asked) -> Value:
    """A store in a file: it holds what was put into that before."""
    path = asked.text(0, "filename", "file") or HOLE
    held = joined(opened(path, asked.node, asked.m, asked.frame), asked.marks)
    if asked.name.startswith("shelve."):
        asked.act(Act.LOAD, held, text=path)
    value = asked.result(joined(asked.m.package.members.written(path), held))
    value.base = Value(code=File(path, "r+"), text=path)
    return value


_INTO = {"heapq.heappush": "append", "heapq.heappushpop": "append", "heapq.heapreplace": "append"}


@model(
    *_INTO,
    "bisect.insort bisect.insort_left bisect.insort_right operator.setitem operator.iadd"
    " operator.iconcat list.append list.extend dict.update dict.__setitem__ dict.setdefault"
    " set.add set.update",
)
def _into(asked: Asked) -> Value:
    """A function that puts one thing into another."""
    base, rest = asked.arg(0), asked.given[1:]
    if asked.name == "operator.setitem" and base.symbol and len(rest) > 1 and rest[0].known:
        put(asked.m, base, rest[0].const, rest[1], node=asked.node, frame=asked.frame)
    if base.items is not None or base.code is not None:
        last = asked.name.rpartition(".")[2]
        name = _INTO.get(asked.name) or _NAMES.get(last, last)
        asked.m.call(Value(code=Method(base, name)), rest, asked.named, asked.node, asked.frame)
    base.marks = joined(base.marks, marks_of(rest))
    return unknown(asked.marks)


_NAMES = {
    **dict.fromkeys(("insort", "insort_left", "insort_right"), "append"),
    **dict.fromkeys(("iadd", "iconcat"), "extend"),
    "setitem": "__setitem__",
}


@model("struct.pack_into")
def _packed(asked: Asked) -> Value:
    """Bytes are written into a buffer."""
    base = asked.arg(1, "buffer")
    base.marks = joined(base.marks, marks_of(asked.given[3:]))
    return Value(None)


@model("weakref.ref weakref.WeakMethod")
def _referred(asked: Asked) -> Value:
    """What gives out the object that it was made of when it is called; called itself, it is that call."""
    if asked.target.symbol.endswith("()"):
        return asked.target.base or unknown(asked.marks)
    value = asked.result()
    value.base = asked.arg(0)
    return value


@model("weakref.proxy types.MappingProxyType")
def _proxy(asked: Asked) -> Value:
    return asked.arg(0)
