"""How often is a function worth another run, and when is its answer known before?"""

import ast
from collections.abc import Sequence
from itertools import islice

from ostiary.core.coverage import BY_ITSELF
from ostiary.core.regex import regex
from ostiary.program.engine.closed import fixed
from ostiary.program.engine.code import Closure, Frame
from ostiary.program.engine.held import holding
from ostiary.program.engine.machine import MAX_CALLS, Machine
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.value import NOTHING, Value

MAX_RUNS = (
    6  # of one function that does nothing to the world, in a file without any sign of decoding
)
MAX_RUNS_LATER = 3  # the same of what somebody has to call
MAX_VAGUE = 20  # runs of one function in a row that gave nothing known: it decodes nothing
MAX_VAGUE_LATER = 5
MAX_ALIKE = 8  # of one function, called with what looks the same, in such a file
MAX_ALIKE_LATER = 3
MAX_PARTS = 64  # elements of an answer that are looked at for what is known
MAX_LOOKS = 1_000  # ways in which calls of one function look
MAX_NOTED = 4  # calls that hand over the same things of note, and bring nothing new
MAX_MADE = 200  # of all functions that were made of one text, in such a file
MAX_STALE = 20  # runs in a row, of all made of one text, that did something, and nothing new
MAX_STALE_LATER = 4
MAX_ACTING = 200  # of one that does, in such a file
MAX_EXACT = 20_000  # of a function that does nothing to the world, in a file that decodes
MAX_EXACT_ACTING = 400  # of one that does, in such a file
MAX_TOLD = 400  # characters of a text that is looked at for the name of what does something
MAX_WITHIN = 4  # runs of one function inside each other, while loops are run to their end
MAX_WITHIN_NOTED = 16  # the same, where each hands on a function that does something
MAX_ALWAYS = 64  # answers of one function that hang on nothing but constants

MAX_AGAIN = 4  # runs of one call in a row that did nothing new, whatever became another around it
MAX_AGAIN_EARLY = 60  # the same of what nobody has to call

OFTEN = "it calls a function more often than is followed"

CONSTANTS = (str, bytes, int, float, type(None))


_SINKS = regex(r"(?i)system|popen|urlopen|subprocess|exec|eval|spawn|socket|requests|://|/\.")


def _unasked(m: Machine) -> bool:
    """Whether the code at hand runs although nobody has to call it."""
    return m.reach in BY_ITSELF and not (m.deep or m.loose)


def worn(m: Machine, closure: Closure, idle: int) -> bool:
    """Whether a call was run so often to no new end that what it gave last is what it gives."""
    most = MAX_AGAIN_EARLY if _unasked(m) else MAX_AGAIN
    if _decoding(m, closure):
        most = MAX_EXACT  # it gives one part after the other
    if idle < most:
        return False
    if closure.acts and not m.astray:
        m.cut(closure.frame, OFTEN)
    return True


def _of_note(m: Machine, closure: Closure, given: Sequence[Value]) -> bool:
    """Whether a call hands over what does something to the world, a name of that, or what is stolen.

    In a function that brings nothing new, the same things are of note a few times only.
    """
    telling = [one for one in given if _telling(one, acts=closure.acts)]
    if not telling or not _stale(m, closure):
        return bool(telling)
    several = given if _unasked(m) else telling
    look = tuple(map(_rough, several))
    noted: dict[object, int] = closure.node.__dict__.setdefault("noted", {})
    count = noted.get(look, 0)
    if len(noted) < MAX_LOOKS:
        noted[look] = count + 1
    return count < MAX_NOTED


def _telling(one: Value, *, acts: bool) -> bool:
    if (one.symbol and holding(one.symbol)) or not LOOT.isdisjoint(one.marks):
        return True
    const = one.const
    if not isinstance(const, str) or len(const) > MAX_TOLD:
        return False
    return acts or bool(_SINKS.search(const))


def beyond(m: Machine, closure: Closure, given: Sequence[Value] = ()) -> bool:
    """Whether one more run of a function is one too many; what was never run is left for later."""
    if len(m.stack) >= MAX_CALLS:
        m.cut(closure.frame, "its functions call each other deeper than they are followed")
        return True
    module = closure.frame.module
    module.called.add(id(closure.node))
    exact, unasked = _exact(m, closure), _unasked(m)
    runs = MAX_RUNS if unasked else MAX_RUNS_LATER
    most, fewest = (MAX_EXACT_ACTING, MAX_ACTING) if closure.acts else (MAX_EXACT, runs)
    limit = most if exact else fewest
    noted = _of_note(m, closure, given)
    told = closure.node.__dict__
    told["runs"] = told.get("runs", 0) + 1
    if not exact and told["runs"] > MAX_MADE:
        limit = 0  # each function around makes it anew
    in_vain = _stale(m, closure) > (MAX_STALE if unasked else MAX_STALE_LATER)
    if in_vain and not (noted or _decoding(m, closure)):
        limit = 0
    if limit < closure.runs <= MAX_ACTING and noted:
        limit = MAX_ACTING  # however often it was called with what says nothing
    acted = closure.acts or (limit == 0 and told.get("acts", False))
    if closure.runs > limit and (exact or acted) and not m.astray:
        m.cut(closure.frame, OFTEN)
    within = (MAX_WITHIN_NOTED if noted else MAX_WITHIN) if exact else 2
    return closure.runs > limit or m.stack.count(closure) > within


def _stale(m: Machine, closure: Closure) -> int:
    """After how many runs in a row at this moment nothing new was done, by whomever it was made."""
    found: int = closure.node.__dict__.get("stale", {}).get((m.reach, m.deep, m.loose), 0)
    return found


def did(m: Machine, closure: Closure, news: int) -> None:
    """Note whether a run brought anything that was not among the `news` before it."""
    stale = 0 if m.ledger.news > news else _stale(m, closure) + 1
    closure.node.__dict__.setdefault("stale", {})[m.reach, m.deep, m.loose] = stale


def _exact(m: Machine, closure: Closure) -> bool:
    """Whether a function may be run for what it gives: it does not if nothing known came out for long."""
    if not m.exact(closure.frame):
        return False
    return _vague(closure) < (MAX_VAGUE if _unasked(m) else MAX_VAGUE_LATER)


def _decoding(m: Machine, closure: Closure) -> bool:
    """Whether a function gave something known last, in a file whose loops are run to their end for that."""
    return closure.frame.module.decodes and m.exact(closure.frame) and not _vague(closure)


def _vague(closure: Closure) -> int:
    """After how many runs in a row of a function, by whomever it was made, nothing known came out."""
    found: int = closure.node.__dict__.get("vague", 0)
    return found


def alike(m: Machine, closure: Closure, given: list[Value], named: dict[str, Value]) -> bool:
    """Whether a call is one of many between which nobody could tell: by constants, names and marks."""
    if _exact(m, closure):
        return False
    around = m.changes if closure.acts else 0
    look = (
        m.state,
        around,
        *map(_rough, given),
        *((name, _rough(one)) for name, one in named.items()),
    )
    count = closure.alike.get(look, 0)
    if len(closure.alike) < MAX_LOOKS:
        closure.alike[look] = count + 1
    return count >= (MAX_ALIKE if _unasked(m) else MAX_ALIKE_LATER)


def _rough(value: Value) -> object:
    const = value.const
    if value.others:
        return tuple(map(_rough, value.others))
    if const is not NOTHING and isinstance(const, CONSTANTS):
        return (type(const), const)
    return (value.symbol, type(value.code), frozenset(value.marks))


def gave(
    m: Machine,
    closure: Closure,
    given: list[Value],
    named: dict[str, Value],
    *,
    result: Value,
    before: tuple[int, int],
    frame: Frame,
) -> None:
    """Note what a run of a function gave; `before` are the doubts and the state that it began with."""
    told = result.const is not NOTHING or result.items is not None
    clear = told if _unasked(m) else _decoded(result)
    closure.node.__dict__["vague"] = 0 if clear else _vague(closure) + 1
    if not told or result.marks or frame.outer or before != (m.doubts, m.state) or named:
        return
    if frame.module.language != "python":
        return  # scripts assign to names around them without saying so
    key = _constants(given)
    if key is not None and len(closure.always) < MAX_ALWAYS and _stands_alone(closure):
        closure.always[key] = result


def _decoded(result: Value) -> bool:
    """Whether what a function gave may have come out of decoding: a text, bytes, numbers, or some of them."""
    several = result.items.values() if isinstance(result.items, dict) else result.items
    found = (result, *islice(several or (), MAX_PARTS))
    return any(one.known and not isinstance(one.const, (bool, type(None))) for one in found)


def _stands_alone(closure: Closure) -> bool:
    """Whether a function reads no name around it that the program may change."""
    names = [one for one in ast.walk(closure.node) if isinstance(one, ast.Name)]
    own = {one.id for one in names if not isinstance(one.ctx, ast.Load)}
    own |= {one.arg for one in ast.walk(closure.node) if isinstance(one, ast.arg)}
    return all(fixed(closure.frame, one.id) for one in names if one.id not in own)


def known_always(closure: Closure, given: list[Value], named: dict[str, Value]) -> Value | None:
    """The answer of a function that is the same whenever it is asked with these constants."""
    if not closure.always or named:
        return None
    key = _constants(given)
    return closure.always.get(key) if key is not None else None


def _constants(given: list[Value]) -> tuple[object, ...] | None:
    """Arguments that are constants and carry nothing; None if any is more."""
    found: list[object] = []
    for one in given:
        if one.marks or one.how or one.others or not isinstance(one.const, CONSTANTS):
            return None
        found += (type(one.const), one.const)
    return tuple(found)
