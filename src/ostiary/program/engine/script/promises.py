"""What does a promise bring, whoever settles it, and whenever?"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Bound, Closure, Partial
from ostiary.program.engine.value import Value, joined, marks_of

PENDING = "Promise()"
MAX_WAITING = 16  # functions that wait for one promise

_MANY = "more functions wait for a promise than are followed"


def promised() -> tuple[Value, Value, Value]:
    """A promise, and the two functions that settle it."""
    promise = Value(symbol=PENDING)
    made = [Value(code=Partial(Value(symbol=one), [promise], {})) for one in ("%settle", "%refuse")]
    return promise, made[0], made[1]


@model("Promise")
def _promise(asked: Asked) -> Value:
    """`new Promise(f)`: the function is called at once, with what settles it."""
    promise, resolve, reject = promised()
    marks = asked.marks
    executor = asked.arg(0)
    if isinstance(executor.code, Closure | Bound | Partial):
        result = asked.m.call(executor, [resolve, reject], {}, asked.node, asked.frame)
        marks = joined(marks, result.marks)
    promise.marks = joined(promise.marks, marks)
    return promise


@model("Promise.withResolvers")
def _with_resolvers(asked: Asked) -> Value:
    del asked
    promise, resolve, reject = promised()
    return Value(items={"promise": promise, "resolve": resolve, "reject": reject})


@model("%settle")
def _resolved(asked: Asked) -> Value:
    """The promise becomes what it brings: whoever awaits it, or waits for it, gets that."""
    promise, value = asked.arg(0), asked.arg(1)
    if len(asked.given) > 1:
        settle(asked, promise, value)
    return Value(None)


@model("%refuse")
def _rejected(asked: Asked) -> Value:
    promise, value = asked.arg(0), asked.arg(1)
    promise.marks = joined(promise.marks, value.marks)
    _tell(asked, promise, value)
    return Value(None)


@model("%happens")
def _happened(asked: Asked) -> Value:
    """What an event brings settles a promise with all of its arguments."""
    given = asked.given[1:]
    if marks_of(given) or any(one.known for one in given):
        settle(asked, asked.arg(0), Value(items=list(given), marks=marks_of(given)))
    return Value(None)


def settle(asked: Asked, promise: Value, value: Value) -> None:
    """Let a promise be a value, unless it is one already that tells something."""
    promise.marks = joined(promise.marks, value.marks)
    if value is promise or (
        promise.symbol != PENDING and not (value.telling and not promise.telling)
    ):
        return
    if value.telling:
        promise.const, promise.items, promise.code = value.const, value.items, value.code
        promise.symbol, promise.text, promise.how = value.symbol, value.text, value.how
        promise.base = value.base
    _tell(asked, promise, value)


def wait(asked: Asked, promise: Value | None, functions: list[Value]) -> None:
    """Keep the functions that wait for a promise that nobody has settled yet."""
    if promise is None or promise.symbol != PENDING:
        return
    kept = asked.m.listeners.setdefault((promise, "then"), [])
    for one in functions:
        if len(kept) >= MAX_WAITING:
            asked.m.cut(asked.frame, _MANY)
        elif isinstance(one.code, Closure | Bound | Partial):
            kept.append(one)


def _tell(asked: Asked, promise: Value, value: Value) -> None:
    for one in tuple(asked.m.listeners.pop((promise, "then"), ())):
        asked.m.call(one, [value], {}, asked.node, asked.frame)
