"""Which functions of JavaScript stand in what takes the place of something outside, and is no function?

A class that is made from the one whose place it takes, a proxy around what stood there, what a property gives
that is worked out, and what a module gives from now on.
"""

from itertools import islice

from ostiary.program.engine.code import Bound, Class, Closure, Instance
from ostiary.program.engine.invoke import PROXY
from ostiary.program.engine.value import Marks, Value, unknown

MAX_STANDING = 32  # methods of one class, functions of one module

CACHE = "require.cache"
"""The modules that were loaded: what stands here is what everybody gets who asks for one of them."""


def stand_ins(base: Value, key: object, value: Value) -> list[Value]:
    """What is called in the place of what was called there; nothing for one function by itself."""
    if base.symbol.startswith(CACHE):
        return _of_module(key, value)
    return _of_one(value, str(key))


def _of_one(value: Value, key: str) -> list[Value]:
    code = value.code
    if isinstance(code, Class) and _is_of(code, key):
        return _methods(value, code)
    if isinstance(code, Instance) and code.kind.name == PROXY and not code.kind.inside:
        return [value] if _is_of(code.kind, key) else []
    return []


def _is_of(kind: Class, key: str) -> bool:
    """Whether a class is made from, or a proxy is around, something outside that bears the same name."""
    return any(one.symbol.rpartition(".")[2] == key for one in kind.bases)


def _methods(value: Value, kind: Class) -> list[Value]:
    """A class, and the methods of an object of it."""
    made = Value(code=Instance(kind))
    own = (one.code for name, one in kind.attributes.items() if name != "constructor")
    methods = [Value(code=Bound(one, made)) for one in own if isinstance(one, Closure)]
    return [value, *methods[:MAX_STANDING]]


def _of_module(key: object, value: Value) -> list[Value]:
    """What a module in the table of those that were loaded gives: `exports`, or the whole entry."""
    if key != "exports" and isinstance(value.items, dict):
        value = value.items.get("exports", value)
    code = value.code
    if isinstance(code, Instance) and code.kind.name == PROXY and not code.kind.inside:
        return [value]
    several = value.items.values() if isinstance(value.items, dict) else ()
    return [one for one in islice(several, MAX_STANDING) if isinstance(one.code, Closure)]


def ways(value: Value, marks: Marks) -> list[tuple[Value, list[Value], bool]]:
    """How somebody who knows of nothing calls it, and whether what it gives is called as well."""
    code = value.code
    if not isinstance(code, Instance):
        return [
            (value, anything(value, marks), isinstance(code, Closure) and code.kind == "property")
        ]
    traps, around, given = code.kind.attributes, code.kind.bases[0], anything(value, marks)
    told: dict[str, tuple[list[Value], bool]] = {
        "%apply": ([around, unknown(), Value(items=given)], False),
        "%construct": ([around, Value(items=given), around], False),
        "__getattr__": ([around, unknown(), around], True),
    }
    return [(traps[name], *how) for name, how in told.items() if name in traps]


def anything(value: Value, marks: Marks) -> list[Value]:
    """What a function is called with: what is put into one of them is in no other."""
    closure = value.code
    takes = closure.node.args if isinstance(closure, Closure) else None
    count = 4 if takes is None else max(min(len(takes.args), 4) + 2 * bool(takes.vararg), 1)
    return [unknown(marks) for _ in range(count)]


def takes_names(value: Value) -> bool:
    """Whether a function takes what is handed over under any name."""
    return isinstance(value.code, Closure) and value.code.node.args.kwarg is not None
