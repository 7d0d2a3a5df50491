"""What happens when something is called, and how functions and classes come to be."""

import ast
from typing import Any

from ostiary.program.engine import closed
from ostiary.program.engine.alternatives import each_one
from ostiary.program.engine.code import (
    Bound,
    Class,
    Closure,
    Frame,
    Instance,
    Made,
    Method,
    Partial,
    Ready,
)
from ostiary.program.engine.doubles import apart, doubled
from ostiary.program.engine.either_way import any_of_them, of_any, take_named
from ostiary.program.engine.executing import execute
from ostiary.program.engine.handovers import dispatched
from ostiary.program.engine.invoke import invoke
from ostiary.program.engine.loops import elements
from ostiary.program.engine.machine import Machine, expression
from ostiary.program.engine.methods import method
from ostiary.program.engine.names import all_of
from ostiary.program.engine.outside import outside
from ostiary.program.engine.reached import led
from ostiary.program.engine.records import instantiate
from ostiary.program.engine.script.compiled import HELPERS
from ostiary.program.engine.script.receivers import on_what
from ostiary.program.engine.special import trapped
from ostiary.program.engine.strangers import stranger
from ostiary.program.engine.value import (
    FULL,
    MAX_ITEMS,
    Value,
)
from ostiary.program.engine.weight import PAIRS, PLACES, made, taken

MAX_GIVEN = 1 << 14  # arguments of one call: characters by number may be thousands

_GLANCES = frozenset(
    {"len", "isinstance", "type", "range", "print", "bool", "getattr", "hasattr", "iter"}
)
"""Functions that do not go through what they are given."""

_BRIEF = frozenset({
    "append", "add", "appendleft", "insert", "pop", "popleft", "push", "shift", "unshift", "get",
    "setdefault", "call", "apply", "bind", "charCodeAt", "charAt", "at", "codePointAt",
    "hasOwnProperty", "set", "has",
})  # fmt: skip
"""Methods that do not go through what they belong to."""


_FILLS = frozenset({"update", "extend"})
"""Methods by which a container takes in all of another one."""


@expression(ast.Call)
def _call(m: Machine, node: ast.Call, frame: Frame) -> Value:
    if (value := closed.known(m, node, frame)) is not None:
        return value
    counts = closed.counts(m, node)
    value = _called(m, node, frame)
    if counts is not None:
        closed.remember(m, node, frame, value, counts)
    return value


def _called(m: Machine, node: ast.Call, frame: Frame) -> Value:
    if frame.module.language == "python":
        m.calling = node.func
        target, this = m.value(node.func, frame), None
    else:
        target, this = on_what(m, node.func, frame)
    given: list[Value] = []
    for one in node.args[:MAX_GIVEN]:
        if isinstance(one, ast.Starred):
            several = m.value(one.value, frame)
            spread = elements(several)
            given += (spread if spread is not None else [all_of(several)])[
                : max(MAX_ITEMS - len(given), 0)
            ]
        else:
            given.append(m.value(one, frame))
    if max(len(node.args), len(node.keywords)) > MAX_GIVEN:
        m.cut(frame, "it has a call with more arguments than are looked at")
    named: dict[str, Value] = {}
    for pair in node.keywords[:MAX_GIVEN]:
        value = m.value(pair.value, frame)
        if pair.arg is not None:
            named[pair.arg] = value
        elif isinstance(value.items, dict):
            take_named(named, value)
        else:
            named["%rest"] = all_of(value)
    m.steps -= (len(given) >> PLACES) + (len(named) >> PAIRS)
    return called(m, target, given, named, node, frame=frame, this=this)


def called(
    m: Machine,
    target: Value,
    given: list[Value],
    named: dict[str, Value],
    node: Any,
    *,
    frame: Frame,
    this: Value | None = None,
) -> Value:
    """The result of a call of whatever a value may be."""
    result = apply(m, target, given, named, node, frame=frame, this=this)
    return each_one(m, target, given, named, node, frame=frame, result=result)


def apply(
    m: Machine,
    target: Value,
    given: list[Value],
    named: dict[str, Value],
    node: Any,
    *,
    frame: Frame,
    this: Value | None = None,
) -> Value:
    """The result of a call."""
    if target.code is None:
        return _other(m, target, given, named, node, frame=frame)
    match target.code:
        case Closure() as code:
            return _closure(m, code, given, named, node=node, frame=frame, this=this)
        case Method() as code:
            m.steps -= taken(given if code.name in _BRIEF else (code.base, *given))
            result = method(m, code, target, given, named, node=node, frame=frame)
            result = of_any(m, code, target, given, named, node=node, frame=frame, result=result)
            several = given[:1] if code.name in _FILLS else () if code.name in _BRIEF else (result,)
            m.steps -= sum(map(made, several))
            _full(m, frame, code.base, result)
        case Bound() as code:
            before = _entered(m, code.closure, frame)
            first = [] if frame.module.language != "python" else [code.self_value]
            dispatched(m, code.closure, [*first, *given], named)
            result = invoke(m, code.closure, [*first, *given], named, code.self_value)
            m.reach = before
        case Class() as code:
            if code.made_by is not None and (found := code.made_by.find("__call__")) is not None:
                _handed_over(m, found, [target, *given], named)
            if code.outside() in _MAKERS:
                return outside(m, Value(symbol="Function"), given, named, node, frame=frame)
            result = instantiate(m, code, given, named, node=node, frame=frame)
            led(result, code, given, named)
        case Partial() as code:
            several, more = [*code.given, *given], {**code.named, **named}
            result = called(m, code.target, several, more, node, frame=frame)
        case Ready() as code:
            result = execute(m, code, node, frame)
        case _:
            result = _other(m, target, given, named, node, frame=frame)
    return result


def _twice(
    m: Machine,
    both: tuple[Value, Value],
    given: list[Value],
    named: dict[str, Value],
    node: Any,
    *,
    frame: Frame,
) -> Value:
    """A call of what may be one of two: both are called, since either may be the one that does harm."""
    inner = both[1]
    outer = apply(m, both[0], given, named, node, frame=frame)
    if inner.code is None:
        return outer
    return doubled(outer, apply(m, inner, given, named, node, frame=frame))


_MAKERS = frozenset({"Function", "GeneratorFunction", "AsyncFunction"})
"""Classes whose objects are made of the text of a program; one that extends them makes the same."""


def _other(
    m: Machine,
    target: Value,
    given: list[Value],
    named: dict[str, Value],
    node: Any,
    *,
    frame: Frame,
) -> Value:
    """A call of something outside, of an object, or of nobody knows what."""
    if (both := apart(target)) is not None:
        return _twice(m, both, given, named, node, frame=frame)
    code = target.code
    if target.symbol and (code is None or isinstance(code, Made)):
        m.steps -= 0 if target.symbol in _GLANCES else taken(given)
        result = outside(m, target, given, named, node, frame=frame)
        result = any_of_them(m, target, given, named, node, frame=frame, result=result)
        m.steps -= made(result)
        _full(m, frame, target, result)
        return result
    if (answer := trapped(m, target, given, new=getattr(node, "new", False))) is not None:
        return answer
    called = code.kind.find("__call__") if isinstance(code, Instance) else None
    if called is not None and isinstance(called.code, Closure):
        return invoke(m, called.code, [target, *given], named, target)
    return stranger(m, target, given, named, node, frame=frame)


def _handed_over(m: Machine, found: Value, given: list[Value], named: dict[str, Value]) -> None:
    """The class of a class has a word when one of its classes is called."""
    if isinstance(found.code, Closure):
        invoke(m, found.code, given, named, given[0])


def _full(m: Machine, frame: Frame, *several: Value) -> None:
    """A container that is full has lost what was put into it since."""
    for one in several:
        if one.items is not None and len(one.items) >= MAX_ITEMS:
            m.cut(frame, FULL)


def _entered(m: Machine, closure: Closure, frame: Frame) -> Any:
    """Note the step from the installer's own code into the package that it installs."""
    before = m.reach
    if closure.frame.module is not frame.module:
        m.reach = m.package.crossed(m.reach, frame.module.path, closure.frame.module.path)
    return before


def _closure(
    m: Machine,
    closure: Closure,
    given: list[Value],
    named: dict[str, Value],
    *,
    node: Any,
    frame: Frame,
    this: Value | None,
) -> Value:
    helper = getattr(getattr(node, "func", None), "id", "")
    if helper in HELPERS and frame.module.language != "python":
        return outside(m, Value(symbol=helper), given, named, node, frame=frame)
    before = _entered(m, closure, frame)
    try:
        if getattr(node, "new", False) and not closure.arrow:
            made = Value(items={})
            invoke(m, closure, given, named, made)
            return made
        if closure.kind == "class" and closure.owner is not None and this is None:
            given = [Value(code=closure.owner), *given]
        dispatched(m, closure, given, named)
        return invoke(m, closure, given, named, this)
    finally:
        m.reach = before


Machine.caller = staticmethod(called)
