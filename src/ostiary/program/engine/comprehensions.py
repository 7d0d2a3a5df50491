"""What is a comprehension worth, and what do its conditions tell of the elements that they let through?"""

import ast
from collections.abc import Callable

from msgspec.structs import replace

from ostiary.program.engine.alternatives import some_missing
from ostiary.program.engine.code import COMPREHENSION, Frame
from ostiary.program.engine.expressions import hashable
from ostiary.program.engine.loops import each
from ostiary.program.engine.machine import Machine, expression
from ostiary.program.engine.others import undecided
from ostiary.program.engine.parts import headed
from ostiary.program.engine.statements import assign
from ostiary.program.engine.value import NOTHING, Value, joined, marks_of, unknown

MAX_SHORT = 128  # elements of a comprehension that are always looked at one by one

_TOLD = "%told"  # the test by which an element of a comprehension was picked
_DOUBT = "%doubt"  # one of which nobody knows whether it let an element through


def _loop(
    m: Machine, rest: list[ast.comprehension], frame: Frame, once: Callable[[], object]
) -> str:
    """Run the loops of a comprehension inside each other."""
    if not rest:
        once()
        return ""
    head = rest[0]

    def step(one: Value) -> str:
        assign(m, head.target, one, frame)
        for test in head.ifs:
            value = m.value(test, frame)
            doubt = not value.known or undecided(value)
            if not doubt and not value.const:
                return ""
            if doubt:
                frame.names[_DOUBT] = value
            if value.marks:
                frame.names[_TOLD] = value
        return _loop(m, rest[1:], frame, once)

    return each(m, m.value(head.iter, frame), frame, step, short=MAX_SHORT)


@expression(ast.ListComp, ast.SetComp, ast.GeneratorExp)
def _listed(m: Machine, node: ast.ListComp, frame: Frame) -> Value:
    inner = Frame(frame.module, COMPREHENSION, frame, frame.inside)
    found: list[Value] = []
    _loop(m, node.generators, inner, lambda: found.append(_told(m.value(node.elt, inner), inner)))
    found = some_missing(found) if _DOUBT in inner.names else found
    return Value(items=found, marks=marks_of(found), text=None)


def _told(value: Value, frame: Frame) -> Value:
    """An element that was picked because it stands beside a decoded one is decoded, too."""
    test = frame.names.pop(_TOLD, None)
    if test is None or value.const is NOTHING:
        return value
    marks = joined(test.marks, value.marks)
    return Value(value.const, marks=marks, how=value.how or ("substitution",))


@expression(ast.DictComp)
def _mapped(m: Machine, node: ast.DictComp, frame: Frame) -> Value:
    inner = Frame(frame.module, COMPREHENSION, frame, frame.inside)
    found: dict[object, Value] = {}

    def one() -> None:
        key = m.value(node.key, inner)
        value = m.value(node.value, inner)
        found[hashable(key, len(found))] = value
        if key.marks:
            found[f"%{len(found)}"] = unknown(key.marks)

    _loop(m, node.generators, inner, one)
    marks = marks_of(found.values())
    head = _head(node)
    if head:  # others may hold the same values
        found = {key: replace(one, marks=headed(one.marks, head)) for key, one in found.items()}
        marks = headed(marks, head)
    return Value(items=found, marks=marks)


def _head(node: ast.DictComp) -> str:
    """What all keys begin with that go into a table: `{k: v for k, v in ... if k.startswith("APP_")}`."""
    for test in (one for loop in node.generators for one in loop.ifs):
        for part in (
            test.values
            if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And)
            else (test,)
        ):
            match part:
                case ast.Call(
                    ast.Attribute(ast.Name(name), "startswith"), [ast.Constant(str(head))]
                ):
                    if isinstance(node.key, ast.Name) and name == node.key.id:
                        return head
    return ""
