"""What comes out of an object outside that holds something for whoever asks later?"""

from itertools import islice

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Made, made_up
from ostiary.program.engine.held import any_room
from ostiary.program.engine.others import either
from ostiary.program.engine.value import Value, joined, marked, unknown
from ostiary.program.engine.whole import taken_whole

MAX_CHAINED = 1_000  # names of one table that are chained to others


def _held(asked: Asked) -> Made | None:
    """What the object whose method is called was given so far."""
    several = (asked.target, asked.target.base)
    return next((one.code for one in several if one and isinstance(one.code, Made)), None)


def _holding(symbol: str, given: list[Value]) -> Value:
    return Value(symbol=symbol, code=Made(given, {}))


def _put(asked: Asked, value: Value) -> None:
    asked.keep(value.marks)
    held = _held(asked)
    if held is not None:
        held.given[:] = [
            either(held.given[-1], value) if held.given and asked.frame.weak else value
        ]


def _taken(asked: Asked, default: Value) -> Value:
    held = _held(asked)
    return (
        held.given[-1] if held is not None and held.given else marked(default, asked.target.marks)
    )


@model("contextvars.ContextVar")
def _variable(asked: Asked) -> Value:
    default = asked.named.get("default")
    return _holding("contextvars.ContextVar()", [] if default is None else [default])


@model("contextvars.ContextVar.set")
def _set(asked: Asked) -> Value:
    _put(asked, asked.arg(0))
    return unknown()


@model("contextvars.ContextVar.get")
def _get(asked: Asked) -> Value:
    return _taken(asked, asked.arg(0))


@model("async_hooks.AsyncLocalStorage")
def _storage(asked: Asked) -> Value:
    del asked
    return _holding("async_hooks.AsyncLocalStorage()", [])


@model("async_hooks.AsyncLocalStorage.run async_hooks.AsyncLocalStorage.enterWith")
def _run(asked: Asked) -> Value:
    """What is stored is there for all that the function does."""
    _put(asked, asked.arg(0))
    if not asked.name.endswith("run") or len(asked.given) < 2:
        return unknown()
    return asked.m.call(asked.given[1], asked.given[2:], {}, asked.node, asked.frame)


@model("async_hooks.AsyncLocalStorage.getStore")
def _store(asked: Asked) -> Value:
    return _taken(asked, unknown())


_NAMES = ".__dict__"


@model("inspect.getmembers")
def _members(asked: Asked) -> Value:
    """All names of something, with what they lead to."""
    one = asked.arg(0)
    taken_whole(asked.m, one.symbol, asked.node, asked.frame)
    return Value(symbol=f"{one.symbol}{_NAMES}") if one.symbol else asked.result()


@model("sys.modules.values sys.modules.items")
def _modules(asked: Asked) -> Value:
    """All modules that were loaded: whichever it is, its `system` is that of `os`."""
    return asked.result(joined(asked.marks, any_room()))


@model("sys.modules.copy")
def _copied(asked: Asked) -> Value:
    del asked
    return Value(symbol="sys.modules")


@model("collections.ChainMap")
def _chained(asked: Asked) -> Value:
    """What is not in the first is looked for in the next."""
    names = next((one for one in asked.given if one.symbol.endswith(_NAMES)), None)
    if names is not None and not any(one.items for one in asked.given):
        return names
    several = [one.items for one in reversed(asked.given) if isinstance(one.items, dict)]
    items = {key: one for part in several for key, one in islice(part.items(), MAX_CHAINED)}
    return Value(items=items, marks=asked.marks)


@model("types.SimpleNamespace argparse.Namespace")
def _namespace(asked: Asked) -> Value:
    """An object with these attributes; with all names of a module it is as good as that."""
    rest = asked.named.get("%rest")
    if rest is not None and rest.symbol.endswith(_NAMES):
        return Value(symbol=rest.symbol.removesuffix(_NAMES))
    made = made_up("SimpleNamespace", dict(asked.named))
    made.marks = asked.marks
    return made
