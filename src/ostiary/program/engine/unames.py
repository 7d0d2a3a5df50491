"""What the parts of `uname` tell: the name of a machine is a fact about it, its kind is none."""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.value import HOLE, Value, joined, unknown
from ostiary.program.flow import Taint

NAMES = frozenset({"os.uname()", "platform.uname()"})
_PARTS = tuple(
    one.split("/")
    for one in ["sysname/system", "nodename/node", "release", "version", "machine", "processor"]
)
"""The names of each part. Source: Python, `os.uname_result` and `platform.uname_result`."""
_NODE = 1


@model("os.uname platform.uname")
def _uname(asked: Asked) -> Value:
    """A tuple of which one part tells which machine it is, the others of what kind."""
    host, kind = asked.mark(Taint.HOST), asked.mark(Taint.PLATFORM)
    count = len(_PARTS) if asked.name.startswith("platform") else len(_PARTS) - 1
    parts = [unknown(host if place == _NODE else kind, HOLE) for place in range(count)]
    return Value(symbol=f"{asked.name}()", items=parts, marks=joined(host, kind))


def uname_part(base: Value, name: str) -> Value | None:
    """An attribute of what `uname` gave."""
    parts = base.items if isinstance(base.items, list) else []
    return next((one for one, names in zip(parts, _PARTS, strict=False) if name in names), None)
