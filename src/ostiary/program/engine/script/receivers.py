"""On which object is a function of a script called?"""

import ast

from ostiary.program.engine.attributes import attribute
from ostiary.program.engine.code import Closure, Frame
from ostiary.program.engine.either_way import of_others, part_of_any
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Value


def on_what(m: Machine, node: ast.expr, frame: Frame) -> tuple[Value, Value | None]:
    """What is called, and where that is a function of the program the object that it is called on.

    That object is worked out once: twice for each call of a chain would be all before it over and over.
    """
    if isinstance(node, ast.Attribute):
        base = m.value(node.value, frame)
        target = attribute(m, base, node.attr, node, frame)
        if base.others:
            target = of_others(m, base, target, node, frame)
    elif isinstance(node, ast.Subscript) and not isinstance(node.value, ast.Tuple):
        base = m.value(node.value, frame)
        target = part_of_any(m, base, m.value(node.slice, frame), node, frame)
    else:
        return m.value(node, frame), None
    return target, base if isinstance(target.code, Closure) else None
