"""What do an attribute and a function outside lead to where a value may be one of several?"""

import ast
from typing import Any

from ostiary.program.behaviours import javascript, python
from ostiary.program.engine.alternatives import each_way, full, leads
from ostiary.program.engine.attributes import attribute
from ostiary.program.engine.code import Frame
from ostiary.program.engine.handovers import early
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.outside import outside
from ostiary.program.engine.value import Value, with_others


def of_others(m: Machine, base: Value, found: Value, node: ast.Attribute, frame: Frame) -> Value:
    """The attribute of whatever else the base may be, where that is no text and nobody has to ask for it."""
    several = [one for one in base.others if leads(one)] if early(m) else []
    if not several:
        return found
    frame.weak += 1
    try:
        return with_others(found, *(attribute(m, one, node.attr, node, frame) for one in several))
    finally:
        frame.weak -= 1


_LOOKS = frozenset({"getattr", "importlib.import_module", "__import__", "require"})
"""Functions that give something outside by its name."""


def any_of_them(
    m: Machine,
    target: Value,
    given: list[Value],
    named: dict[str, Value],
    node: Any,
    *,
    frame: Frame,
    result: Value,
) -> Value:
    """What a function does to the world, or gives, with what it may be given as well."""
    if not any(one.others or one.items for one in (*given, *named.values())):
        return result
    known = python.behaviour_of(target.symbol) is not None or target.symbol in javascript.table()
    if not known and target.symbol not in _LOOKS:
        return result
    several = [
        outside(m, target, some, more, node, frame=frame) for some, more in each_way(given, named)
    ]
    if full([*given, *named.values()]):
        m.cut(frame, "it chooses among more texts than are looked at")
    return with_others(result, *filter(leads, several)) if several else result
