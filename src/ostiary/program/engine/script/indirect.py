"""What do JavaScript's ways to call a function by way of something else call?"""

from ostiary.program.behaviours import javascript
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Class, Closure, Instance, Method, Partial
from ostiary.program.engine.invoke import PROXY
from ostiary.program.engine.script.promises import wait
from ostiary.program.engine.script.streams import piped
from ostiary.program.engine.value import MAX_ITEMS, NOTHING, Value, joined, marked, unknown

_INDIRECT = (".call", ".apply", ".bind")
_WAITS = (".then", ".catch", ".finally")
_PIPES = (".pipe", ".pipeTo", ".pipeThrough")
PIPES = frozenset(one[1:] for one in _PIPES)
SETTLES = frozenset({"then", "catch", "finally"})
_OF_ALL = "Function.prototype"
_BINDS = ("pusher.", "pusher-js.")
"""Libraries whose `bind` takes the name of an event and a function."""


def indirect(asked: Asked) -> Value | None:
    """The result of `f.call(...)`, `f.apply(...)`, `f.bind(...)` and `p.then(...)` of something outside."""
    if asked.name.endswith(_INDIRECT) and not asked.name.startswith(_BINDS):
        return _handed(asked)
    if asked.name.endswith(_WAITS):
        return then(asked)
    return piped(asked) if asked.name.endswith(_PIPES) else None


def _handed(asked: Asked) -> Value:
    symbol, _, how = asked.target.symbol.rpartition(".")
    inner = Value(symbol=symbol, marks=asked.target.marks, text=asked.target.text)
    rest = asked.given[1:]
    head, _, verb = symbol.rpartition(".")
    if head == _OF_ALL and asked.given:  # what is called is what stands for `this`
        inner = _method(asked.arg(0), verb)
    if head in _HOLDERS and asked.given:
        return borrowed(asked, verb, how, letters=head.startswith("Array"))
    if how == "bind":
        return Value(code=Partial(inner, rest, {}), marks=inner.marks)
    if how == "apply":
        rest = _listed(asked.arg(1), rest)
    return asked.m.call(inner, rest, {}, asked.node, asked.frame)


_HOLDERS = frozenset({"Array.prototype", "String.prototype"})


def borrowed(asked: Asked, name: str, how: str, *, letters: bool) -> Value:
    """`[].slice.call(arguments, 1)`: a method of arrays, or of texts, on whatever is handed over first."""
    on, rest = asked.arg(0), asked.given[1:]
    if letters and isinstance(on.const, str):
        on = Value(items=[Value(one, marks=on.marks, how=on.how) for one in on.const[:MAX_ITEMS]])
    inner = Value(code=Method(on, name), marks=on.marks)
    if how == "bind":
        return Value(code=Partial(inner, rest, {}), marks=inner.marks)
    given = _listed(asked.arg(1), rest) if how == "apply" else rest
    return asked.m.call(inner, given, {}, asked.node, asked.frame)


def _listed(value: Value, default: list[Value]) -> list[Value]:
    """The arguments in an array, or in bytes."""
    if isinstance(value.const, bytes):
        return [Value(one, marks=value.marks, how=value.how) for one in value.const[:MAX_ITEMS]]
    return list(value.items) if isinstance(value.items, list) else default


def _method(function: Value, verb: str) -> Value:
    """`function.call` and kin."""
    if function.symbol:
        return Value(symbol=f"{function.symbol}.{verb}", marks=function.marks, text=function.text)
    return Value(code=Method(function, verb), marks=function.marks)


def then(asked: Asked) -> Value:
    """What a promise brings goes to the function that waits for it."""
    promise = asked.target.symbol.rpartition(".")[0]
    value = Value(symbol=promise, marks=asked.target.marks, text=asked.target.text)
    wait(asked, asked.target.base, asked.given[:2])
    result = _told(asked, value) or unknown(asked.target.marks)
    marks = joined(asked.target.marks, result.marks)
    symbol = result.symbol or promise
    return Value(NOTHING, symbol, result.items, result.code, marks=marks, text=result.text)


def settled(asked: Asked, base: Value, verb: str) -> Value:
    """`p.then(...)` where `p` is a value of the program: as if it had been there all the time."""
    result = _told(asked, unknown(base.marks) if verb == "catch" else base)
    if result is None or verb != "then":
        return base
    return marked(result, base.marks)


def _told(asked: Asked, value: Value) -> Value | None:
    """What the first of two functions makes of a value, or the second one if that tells nothing."""
    result: Value | None = None
    for one in asked.given[:2]:
        if isinstance(one.code, (Closure, Bound, Partial)) or one.symbol in javascript.table():
            found = asked.m.call(one, [value], {}, asked.node, asked.frame)
            result = found if result is None or not result.telling else result
    return result


_TRAPS = {
    "get": "__getattr__",
    "set": "%set",
    "has": "__contains__",
    "deleteProperty": "%delete",
    "apply": "%apply",
    "construct": "%construct",
}
"""The methods of other languages that the traps of a proxy are."""


@model("Proxy")
def _proxy(asked: Asked) -> Value:
    """An object whose properties a function hands out, or a function in the place of another."""
    traps = asked.arg(1).items
    if not isinstance(traps, dict):
        return asked.arg(0)
    own = {
        method: traps[trap]
        for trap, method in _TRAPS.items()
        if trap in traps and isinstance(traps[trap].code, Closure)
    }
    if not own:
        return asked.arg(0)
    kind = Class(PROXY, own, (asked.arg(0),), asked.frame.module, "")
    return Value(code=Instance(kind))
