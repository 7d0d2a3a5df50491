"""What does a function of the program give back for these arguments?"""

import ast

from ostiary.program.engine.code import Bound, Closure, Frame, Instance
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.others import chosen
from ostiary.program.engine.parameters import defaulted, loading, parameter, received
from ostiary.program.engine.repeats import (
    CONSTANTS,
    alike,
    beyond,
    did,
    gave,
    known_always,
    worn,
)
from ostiary.program.engine.surroundings import Answer
from ostiary.program.engine.unfinished import NESTED
from ostiary.program.engine.value import NOTHING, Marks, Value, marks_of, unknown

MAX_RESULTS = 50_000  # calls remembered in one artifact
MAX_GENERATORS = 2_000  # that something may be sent into


def invoke(
    m: Machine,
    closure: Closure,
    given: list[Value],
    named: dict[str, Value],
    this: Value | None = None,
) -> Value:
    """Run a function with arguments; what is not given is unknown."""
    module = closure.frame.module
    closure.runs += 1
    results = m.package.results
    key = _signature(m, closure, given, named) if module.language == "python" else None
    if (known := _before(m, closure, key, given, named)) is not None:
        m.throw(*closure.thrown)
        return known
    if key is not None and len(results) >= MAX_RESULTS:
        key = None
    kept = [*given, *named.values()]
    if key is not None:
        idle = results[key].idle if key in results else -1
        # What it gives to itself while it runs is not known.
        results[key] = Answer(unknown(passed(given, named)), kept, running=True)
    news = m.ledger.news
    frame = Frame(module, "function", closure.frame, closure.inside)
    frame.this = this
    if this is not None and (module.language != "python") and not closure.arrow:
        frame.names["this"] = this
    _bind(closure, frame, given, named, loose=m.loose, asked=bool(m.stack) or not m.loose)
    counts, turns, changes = (m.doubts, m.state), m.turns, m.changes
    value = _followed(m, closure, frame)
    result = _result(frame, m.left) if value is None else value
    if closure.acts:
        did(m, closure, news)
    if value is None:
        gave(m, closure, given, named, result=result, before=counts, frame=frame)
        _remember(m, frame, result, (closure, given, named))
    if key is not None:
        if value is None and (frame.outer or m.turns != turns):
            results.pop(key, None)  # it keeps a state outside of itself
        else:
            idle = 0 if m.ledger.news > news else idle + 1
            results[key] = Answer(result, kept, changes, idle)
    return result


def _before(
    m: Machine,
    closure: Closure,
    key: tuple[object, ...] | None,
    given: list[Value],
    named: dict[str, Value],
) -> Value | None:
    """What a call gives that was followed before, or is one too many; None if it has to be followed."""
    known = m.package.results.get(key) if key is not None else None
    if known is not None and (known.running or known.changes == m.changes):
        return known.value
    if known is not None and worn(m, closure, known.idle):
        return known.value
    if (always := known_always(closure, given, named)) is not None:
        return always
    if beyond(m, closure, (*given, *named.values())) or alike(m, closure, given, named):
        return unknown(passed(given, named))
    return None


def _followed(m: Machine, closure: Closure, frame: Frame) -> Value | None:
    """Run the body of a function; gives the value of one that is an expression."""
    stack = m.stack
    stack.append(closure)
    m.frames.append(frame)
    before = frame.weak, m.acts, m.thrown
    m.thrown, m.left = [], ""
    try:
        if isinstance(closure.node, ast.Lambda):
            return m.value(closure.node.body, frame)
        m.left = m.run(closure.node.body, frame)
    except RecursionError:
        m.cut(frame, NESTED)
    finally:
        stack.pop()
        m.frames.pop()
        m.gone.append(frame)
        _left(m, closure, frame, before)
    return None


def _left(m: Machine, closure: Closure, frame: Frame, before: tuple[int, int, list[Value]]) -> None:
    """Note what a run of a function did, and what it raised, for the next one that is not followed."""
    frame.weak = before[0]
    closure.acts = closure.acts or m.acts != before[1]
    if closure.acts:
        closure.node.__dict__["acts"] = True
    closure.thrown = tuple(m.thrown) or closure.thrown
    m.thrown = before[2]
    m.throw(*closure.thrown)


def _signature(
    m: Machine, closure: Closure, given: list[Value], named: dict[str, Value]
) -> tuple[object, ...] | None:
    """What a call is to us: two that look the same are run once, or the calls inside of calls never end."""
    return (
        closure,
        m.reach,
        m.deep,
        m.loose,
        m.state,
        *map(_look, given),
        *((name, _look(one)) for name, one in named.items()),
    )


def _look(value: Value) -> object:
    if value.others:
        return (_own_look(value), *map(_own_look, value.others))
    return _own_look(value)


def _own_look(value: Value) -> object:
    const = value.const
    if const is not NOTHING and isinstance(const, CONSTANTS):
        return (type(const), const)
    size = len(value.items) if value.items is not None else 0
    return (value.symbol, id(value.code), id(value.items), size, value.text, frozenset(value.marks))


def _remember(
    m: Machine,
    frame: Frame,
    result: Value,
    call: tuple[Closure, list[Value], dict[str, Value]],
) -> None:
    """What makes a generator, so that something can be sent into it."""
    several = result.items if frame.kind == "generator" else None
    if not isinstance(several, list):
        return
    if len(m.generators) < MAX_GENERATORS:
        m.generators[id(several)] = (several, *call)
    else:
        m.cut(frame, "it makes more generators than are kept for what is sent into them")


def _result(frame: Frame, left: str) -> Value:
    """All ends of a function joined, that behind its last line too; a generator gives what it yields."""
    ends = frame.returns
    if not ends:
        return Value(None)
    if frame.kind == "generator":
        return Value(items=ends, marks=marks_of(ends))
    value: Value | None = None
    for one in ends[-12:]:
        value = chosen(value, one)
    return chosen(Value(None), value or unknown()) if not left else value or unknown()


def _bind(
    closure: Closure,
    frame: Frame,
    given: list[Value],
    named: dict[str, Value],
    *,
    loose: bool,
    asked: bool,
) -> None:
    """Bind what is handed in; to a function that nobody `asked` for anybody may hand anything."""
    takes = closure.node.args
    places = [*takes.posonlyargs, *takes.args]
    names = frame.names
    for place, one in enumerate(places):
        if place < len(given):
            names[one.arg] = loading(received(given[place], one, frame), one, frame)
        elif one.arg in named:
            names[one.arg] = received(named[one.arg], one, frame)
        else:
            back = place - (len(places) - len(closure.defaults))
            default = closure.defaults[back] if back >= 0 else None
            names[one.arg] = loading(defaulted(default, one, frame, loose=loose), one, frame)
    rest = given[len(places) :]
    if takes.vararg:
        several = Value(items=list(rest), marks=marks_of(rest))
        names[takes.vararg.arg] = (
            several if asked or rest else parameter(takes.vararg.arg, takes.vararg, frame)
        )
    for place, one in enumerate(takes.kwonlyargs):
        default = closure.keyword_defaults[place] if place < len(closure.keyword_defaults) else None
        names[one.arg] = named.get(one.arg) or defaulted(default, one, frame, loose=loose)
    if takes.kwarg:
        known = {one.arg for one in (*places, *takes.kwonlyargs)}
        extra: dict[object, Value] = {key: one for key, one in named.items() if key not in known}
        several = Value(items=extra, marks=marks_of(extra.values()))
        names[takes.kwarg.arg] = (
            several if asked or extra else parameter(takes.kwarg.arg, takes.kwarg, frame)
        )
    if frame.module.language != "python":
        several = Value(items=list(given), marks=marks_of(given))
        names["arguments"] = (
            several if asked or given else parameter("arguments", closure.node, frame)
        )


_WHOLE = frozenset({"os.environ", "os.environb", "process.env"})


def passed(given: list[Value], named: dict[str, Value]) -> Marks:
    """What goes in may come out; of the environment itself, most likely one variable."""
    kept = (one for key, one in named.items() if key not in {"env", "environ"})
    several = [one for one in (*given, *kept) if one.symbol not in _WHOLE]
    return marks_of(several)


def call_own(m: Machine, value: Value, name: str, given: list[Value]) -> Value | None:
    """Call a method of an object that the language calls by itself; None if its class has none."""
    if not isinstance(value.code, Instance):
        return None
    found = value.code.kind.find(name)
    if found is None or not isinstance(found.code, Closure):
        return None
    kind = value.code.kind
    proxied = kind.name == PROXY and not kind.inside and kind.bases
    return invoke(m, found.code, [kind.bases[0] if proxied else value, *given], {}, value)


PROXY = "Proxy"
"""The class, at no place in the program, whose methods are the traps of a proxy: they see what is behind."""


def bind(value: Value, holder: Value) -> Value:
    """A function taken from an object: a method bound to it."""
    closure = value.code
    if not isinstance(closure, Closure) or closure.kind == "static":
        return value
    return Value(code=Bound(closure, holder), marks=value.marks)
