"""What does an attribute lead to where its object may be one of several?"""

import ast

from ostiary.program.engine.alternatives import leads
from ostiary.program.engine.attributes import attribute
from ostiary.program.engine.code import Frame
from ostiary.program.engine.handovers import early
from ostiary.program.engine.machine import Machine
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
