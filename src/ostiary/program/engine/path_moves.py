"""What becomes of a file that an object of its path gives another name, or puts somewhere else?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.files import copied
from ostiary.program.engine.value import HOLE, Value, text_of


@model("pathlib.Path.rename pathlib.Path.replace pathlib.Path.move pathlib.Path.copy")
def _moved(asked: Asked) -> Value:
    """The file at a path lies at another one."""
    target = asked.arg(0, "target")
    copied(_of_two(asked, _own(asked), target))
    return Value(symbol="pathlib.Path()", marks=asked.marks, text=text_of(target))


@model("pathlib.Path.symlink_to pathlib.Path.hardlink_to")
def _linked(asked: Asked) -> Value:
    """What lies at another path is found at this one as well."""
    return copied(_of_two(asked, asked.arg(0, "target"), _own(asked)))


def _own(asked: Asked) -> Value:
    return Value(marks=asked.target.marks, text=asked.target.text or HOLE)


def _of_two(asked: Asked, source: Value, target: Value) -> Asked:
    """The same as a function of both paths."""
    given = [source, target]
    return Asked(asked.m, asked.name, asked.target, given, {}, asked.node, asked.frame)
