"""What do methods of the program's own classes give to the library that calls them?

A class that is made from one outside puts its methods in the place of those; whoever has an object of it and
calls a method of the class outside has them called: parsers, formatters, visitors, encoders, loaders.
"""

from itertools import islice

from ostiary.core.coverage import Reach
from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Class, Closure, Instance
from ostiary.program.engine.invoke import invoke
from ostiary.program.engine.value import CLEAN, Marks, Value, joined, marked, unknown
from ostiary.program.flow import Taint

MAX_OVERRIDDEN = 12  # methods of one class
MAX_ASKED = 2  # times that those of one class are called

_HIDDEN = (Taint.DECODED, Taint.UNVEILED)
"""What is followed out of them: what decodes by such a detour hides."""
_CALLED = frozenset({"__missing__", "__getitem__", "__call__"})
_NEVER = (
    "unittest.",
    "threading.",
    "tkinter",
    "PyQt",
    "PySide",
    "wx.",
    "type",
    "object",
    "Exception",
)
"""Classes whose methods are called for what they do, or one by one by their names."""


def overridden(asked: Asked) -> Marks:
    """What a method of a class outside may give, that calls those of the program's own in its place."""
    several = (asked.target.base, *asked.given[:4], *list(asked.named.values())[:4])
    found: Marks = CLEAN
    for one in several:
        if one is not None and isinstance(one.code, Instance):
            found = joined(found, _given(asked, one, one.code.kind))
    return found


def _given(asked: Asked, value: Value, kind: Class) -> Marks:
    outside = kind.outside()
    if outside == _FORMATTER and asked.name.endswith(_FORMATS):
        return _formatted(asked, value, kind)
    decodes = asked.frame.module.decodes or kind.module.decodes
    if not outside or not decodes or outside.startswith(_NEVER):
        return CLEAN
    m = asked.m
    held, times = m.overridden.get(kind, (CLEAN, 0))
    if times >= MAX_ASKED:
        return held
    m.overridden[kind] = held, MAX_ASKED  # while they run, they do not call each other this way
    # which part of a text reaches them nobody knows here: the whole of it would be a wrong one
    first = unknown({mark: spot for mark, spot in asked.marks.items() if mark in _HIDDEN})
    own = value.code.attributes if isinstance(value.code, Instance) else {}
    # nobody knows in which order they are called: what one of them makes of the object does not count
    other = Value(code=Instance(kind, dict(own)))
    before = m.reach, m.deep, m.loose
    m.reach, m.loose = (m.reach if m.reach is Reach.TEST else Reach.CALL), True
    try:
        for one in _methods(kind):
            made = _called(asked, one, other, first)
            held = joined(held, {name: made[name] for name in _HIDDEN if name in made})
    finally:
        m.reach, m.deep, m.loose = before
    m.overridden[kind] = held, times + 1
    _left(kind, own, other)
    return held


_FORMATTER = "string.Formatter"
_FORMATS = ("format", "vformat")
_HOLDER = regex(r"\{([^{}:!]{1,400})")
MAX_HOLDERS = 8  # of one text


def _formatted(asked: Asked, value: Value, kind: Class) -> Marks:
    """What the program's own formatter is asked for, once for each place in a text."""
    text = asked.text(0)
    found: Marks = CLEAN
    for name in ("get_value", "get_field", "format_field", "convert_field"):
        method = kind.find(name)
        if method is None or not isinstance(method.code, Closure):
            continue
        several = list(islice(_HOLDER.finditer(text), MAX_HOLDERS + 1))
        if len(several) > MAX_HOLDERS:
            asked.m.cut(asked.frame, "it fills more places of a text than are followed")
        for one in several[:MAX_HOLDERS]:
            given = [value, Value(one[1], marks=asked.arg(0).marks), unknown(), unknown()]
            found = joined(found, invoke(asked.m, method.code, given, {}, value).marks)
    return found


def _left(kind: Class, own: dict[str, Value], other: Value) -> None:
    """What they decoded is left in the object, and what they filled that was empty before."""
    after = other.code.attributes if isinstance(other.code, Instance) else {}
    for name, one in after.items():
        before = own.get(name) or kind.find(name)
        if one is before:
            continue
        told: Marks = {mark: one.marks[mark] for mark in _HIDDEN if mark in one.marks}
        if before is not None and before.known and before.const in {"", b"", None}:
            own[name] = one
        elif told:
            own[name] = marked(before or unknown(), told)


def _methods(kind: Class) -> list[Closure]:
    """The methods that somebody outside may call; special ones only where they are asked for a key."""
    found = [
        one.code
        for name, one in kind.attributes.items()
        if isinstance(one.code, Closure) and (name in _CALLED or not name.startswith("__"))
    ]
    return found[:MAX_OVERRIDDEN]


def _called(asked: Asked, method: Closure, value: Value, first: Value) -> Marks:
    if method in asked.m.stack:
        return CLEAN
    own = [] if method.kind == "static" else [value]
    called, node = method.frame.module.called, id(method.node)
    new = node not in called
    takes = len([*method.node.args.posonlyargs, *method.node.args.args]) - len(own)
    given = [first, *[unknown()] * min(max(takes - 1, 0), 6)] if takes > 0 else []
    runs = method.runs
    made = invoke(asked.m, method, [*own, *given], {}, value).marks
    method.runs = runs
    if new:  # it is still looked at by itself, at its own moment
        called.discard(node)
    return made
