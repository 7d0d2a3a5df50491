"""What does an object of the program's own classes give when it is gone through, step by step?

Sources: The Python Language Reference, 3.3.7 Emulating container types; ECMAScript, 7.4 Operations on
Iterator Objects.
"""

from collections.abc import Callable

from ostiary.program.engine.code import Class, Closure, Frame, Instance
from ostiary.program.engine.enums import members_of
from ostiary.program.engine.invoke import call_own, invoke
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.pairs import WELL_KNOWN, gone_through
from ostiary.program.engine.unfinished import LOOP
from ostiary.program.engine.value import Value, joined, marks_of

MAX_STEPPED = 512  # steps of an iterator that the program wrote itself


def is_own(value: Value) -> bool:
    """Whether a value is an object of a class of the program."""
    return isinstance(value.code, Instance)


def iterated(m: Machine, over: Value) -> Value | None:
    """What an object gives when it is gone through; None if it has no word in that."""
    if isinstance(over.code, Class) and (several := members_of(over.code)):
        return Value(items=several)
    if not is_own(over):
        return _of_object(m, over) if isinstance(over.items, dict) else None
    found = first_of(m, over, ("__iter__", "__aiter__", *WELL_KNOWN))
    if found is None:
        return _places(m, over)
    if not is_own(found):
        return _stepped(m, found)
    given = _steps(m, lambda: first_of(m, found, ("__next__", "__anext__")), _home(over))
    if given is not None:
        given.marks = joined(over.marks, given.marks)
    return given


def _home(over: Value) -> Frame | None:
    """The file of an object's class."""
    return over.code.kind.module.frame if isinstance(over.code, Instance) else None


def _steps(m: Machine, step: Callable[[], Value | None], frame: Frame | None) -> Value | None:
    """What an iterator of the program gives, step by step until it raises; None if it gives nothing.

    Where nothing it holds became another one, or where nobody can tell how it goes on, one step more would
    say the same.
    """
    several: list[Value] = []
    for _ in range(MAX_STEPPED):
        before = m.turns, m.doubts
        m.left = ""
        one = step()
        if one is None or m.left == "raise":
            break
        several.append(one)
        if m.turns == before[0] or m.doubts != before[1]:
            break
    else:
        _cut(m, frame)
    return Value(items=several, marks=marks_of(several)) if several else None


def _alike(one: Value, other: Value) -> bool:
    """Whether a place says no more than the one before it: as of what answers for every key."""
    same = one.const is other.const and one.code is other.code and one.items is other.items
    return not one.telling or (same and one.symbol == other.symbol)


def _cut(m: Machine, frame: Frame | None) -> None:
    if frame is not None:
        m.cut(frame, LOOP)


def until(m: Machine, step: Callable[[], Value], end: Value, frame: Frame) -> Value | None:
    """What a function gives until it gives `end`."""

    def one() -> Value | None:
        found = step()
        return None if found.known and end.known and found.const == end.const else found

    return _steps(m, one, frame)


def _places(m: Machine, over: Value) -> Value | None:
    """What an object gives for 0, 1 and on until it raises, where it has no other way to be gone through."""
    several: list[Value] = []
    for place in range(MAX_STEPPED):
        doubts, m.left = m.doubts, ""
        one = call_own(m, over, "__getitem__", [Value(place)])
        if one is None or m.left == "raise" or (several and _alike(one, several[-1])):
            break
        several.append(one)
        if m.doubts != doubts or not one.telling:
            break
    else:
        _cut(m, _home(over))
    return Value(items=several, marks=marks_of(several)) if several else None


def _of_object(m: Machine, over: Value) -> Value | None:
    """What an object of JavaScript gives that has an iterator."""
    items = over.items if isinstance(over.items, dict) else {}
    made = next((items[one] for one in WELL_KNOWN if one in items), None)
    if made is None or not isinstance(made.code, Closure):
        return gone_through(over)
    return _stepped(m, invoke(m, made.code, [], {}, over))


def _stepped(m: Machine, given: Value) -> Value:
    """What an iterator of JavaScript steps through until it is done, or all that a generator gives."""
    step = given.items.get("next") if isinstance(given.items, dict) else None
    if step is None or not isinstance(step.code, Closure):
        return given
    several: list[Value] = []
    for _ in range(MAX_STEPPED):
        doubts = m.doubts
        one = invoke(m, step.code, [], {}, given)
        items = one.items if isinstance(one.items, dict) else {}
        done = items.get("done", Value(False))
        if done.const is True and several:
            break
        several.append(items.get("value") or one)
        if not done.known or done.const or m.doubts != doubts:
            break
    else:
        _cut(m, step.code.frame)
    return Value(items=several, marks=marks_of(several))


def first_of(
    m: Machine, value: Value, names: tuple[str, ...], given: list[Value] | None = None
) -> Value | None:
    """Call the first of these methods that an object has."""
    for name in names:
        found = call_own(m, value, name, list(given or ()))
        if found is not None:
            return found
    return None
