"""What does a comparison tell, of constants, of objects of the program, and of names in a listing?"""

import ast
import operator
from collections.abc import Callable
from typing import Any

from ostiary.program.behaviours import javascript
from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine, expression
from ostiary.program.engine.places import path_marks
from ostiary.program.engine.special import compared
from ostiary.program.engine.stepped import is_own
from ostiary.program.engine.value import Value, joined, unknown
from ostiary.program.flow import Taint


@expression(ast.Compare)
def _compared(m: Machine, node: ast.Compare, frame: Frame) -> Value:
    left = m.value(node.left, frame)
    result: object = True
    marks = left.marks
    for sign, one in zip(node.ops, node.comparators, strict=True):
        right = m.value(one, frame)
        marks = joined(marks, right.marks)
        if Taint.LISTING in left.marks and isinstance(sign, ast.Eq | ast.In):
            _sought(m, left, right, node=node, frame=frame)
        answer = compared(m, sign, left, right) if is_own(left) or is_own(right) else None
        if answer is not None:
            result = None
        elif left.known and right.known and result is True:
            result = _either_way(sign, left, right)
        elif result is True and right.const is None and _is_something(left, frame):
            result = _OF_SOMETHING.get(type(sign))
        elif result is True:
            result = None
        left = right
    if not isinstance(result, bool):
        return unknown()
    if result and Taint.DECODED in marks:
        return Value(result, marks={Taint.DECODED: marks[Taint.DECODED]})
    return Value(result)


_OF_SOMETHING = {ast.Is: False, ast.Eq: False, ast.IsNot: True, ast.NotEq: True}
"""What is told where something is compared with nothing."""


def _is_something(value: Value, frame: Frame) -> bool:
    """Whether a value is surely there: what Node has, and in a script an array or an object."""
    if value.items is not None and frame.module.language != "python":
        return not value.others
    return value.symbol in javascript.table()


def _sought(m: Machine, found: Value, wanted: Value, *, node: ast.Compare, frame: Frame) -> None:
    """A name out of a list of files that is asked for the names of secrets is the name of one, if any."""
    names = wanted.items if isinstance(wanted.items, list) else [wanted]
    for one in names[:16]:
        for kind in path_marks(one.const) if isinstance(one.const, str) else ():
            found.marks = joined(found.marks, m.mark(kind, node, frame, str(one.const)))


_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], object]] = {
    ast.Eq: operator.eq,
    ast.Is: operator.eq,
    ast.NotEq: operator.ne,
    ast.IsNot: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}


def _either_way(sign: ast.cmpop, left: Value, right: Value) -> bool | None:
    """What a comparison tells, if it tells the same of whatever either side may be as well."""
    result = _compare(sign, left.const, right.const)
    if not left.others and not right.others:
        return result
    pairs = [(one, right) for one in left.others] + [(left, one) for one in right.others]
    same = all(
        one.known and other.known and _compare(sign, one.const, other.const) is result
        for one, other in pairs
    )
    return result if same else None


def _compare(sign: ast.cmpop, left: Any, right: Any) -> bool | None:
    compare = _COMPARISONS.get(type(sign))
    try:
        return bool(compare(left, right)) if compare is not None else None
    except (TypeError, ValueError):
        return None
