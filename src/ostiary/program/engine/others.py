"""What else may a value be, where nobody can tell which way a program took?"""

from collections.abc import Collection
from functools import cache, lru_cache
from itertools import islice

from msgspec.structs import replace

from ostiary.program.behaviours.javascript import table as scripts
from ostiary.program.behaviours.python import behaviour_of
from ostiary.program.behaviours.python import table as python
from ostiary.program.engine.value import HOLE, NOTHING, Value, marked

MAX_HELD = 64  # elements of a container that is kept beside another one
MAX_BESIDE = 1 << 16  # characters of one of them
MAX_OTHERS = 24  # that one value may be as well
MAX_CALLED = 8  # of them that are more than texts: each is called as the first is
_LOOKED = 8  # entries of an object that are looked at for functions

MAYBE = Value()
"""Stands beside a value that may be any other one as well: it is followed, and decides nothing."""


def _is_address(value: Value) -> bool:
    known = value.const if isinstance(value.const, str) else value.text
    return known is not None and "://" in known


def _stands_in(new: Value, old: Value) -> bool:
    """Whether a bare container takes the place of a module that acts, as where loading that one fails."""
    bare = not (new.symbol or new.marks) and new.code is None and new.const is NOTHING
    return bare and old.symbol in _acting()


@cache
def _acting() -> frozenset[str]:
    """The modules whose functions are known for what they do."""
    return frozenset(one.rpartition(".")[0] for one in (*scripts(), *python()) if "." in one)


@lru_cache(maxsize=4000)
def acts(symbol: str) -> bool:
    """Whether a dotted name is that of a function that is known for what it does, or of a module of such."""
    return symbol in _acting() or symbol in scripts() or behaviour_of(symbol) is not None


def either(old: Value | None, new: Value) -> Value:
    """What a name stands for after a branch that may or may not have been taken: the telling one."""
    if old is None or old is new:
        return new
    keep, other = (new, old) if new.telling and not _stands_in(new, old) else (old, new)
    if _is_address(other) and not _is_address(keep):
        # of a path and an address, the one by which something leaves tells more
        keep, other = other, keep
    if keep.const is not NOTHING and not other.telling:
        return keep
    keep = marked(keep, other.marks)
    alone = _told(other) in {None, _told(keep)} and not other.others
    return keep if alone else with_others(keep, other)


def unsure(value: Value) -> Value:
    """The same value, which may be any other one as well."""
    if not value.known or MAYBE in value.others:
        return value
    return replace(value, others=(*value.others, MAYBE))


def undecided(value: Value) -> bool:
    """Whether a constant may be another one as well, that would answer a question the other way."""
    return bool(value.others) and any(_side(one) is not bool(value.const) for one in value.others)


def contrary(value: Value, side: bool) -> Value:
    """What `not` makes of a value that counts for one side."""
    return Value(not side, others=(MAYBE,) if value.known and undecided(value) else ())


def in_doubt(value: Value) -> bool:
    """Whether something may be what nobody knows, or what counts for nothing, as well."""
    return bool(value.others) and any(not one.telling for one in value.others)


def _side(value: Value) -> bool | None:
    """Whether something counts as true, None if nobody knows."""
    if value.known:
        return bool(value.const)
    if value.symbol:
        return None if "(" in value.symbol else True
    if value.items is not None:
        return bool(value.items)
    return True if value.code is not None else None


def chosen(old: Value | None, new: Value) -> Value:
    """What one of two values is: as `either`, and what is lost by that leaves a doubt."""
    value = either(old, new)
    if old is None or old is new or not value.known:
        return value
    if in_doubt(old) or in_doubt(new):
        return unsure(value)
    other = old if value.const is new.const else new
    if other.known and type(other.const) is type(value.const) and other.const == value.const:
        return value
    if isinstance(other.const, _NUMBERS) and len(value.others) < MAX_OTHERS:
        return replace(value, others=(*value.others, other, *other.others)[:MAX_OTHERS])
    return value if _told(other) and other.known else unsure(value)


_NUMBERS = (int, float, type(None))


def with_others(value: Value, *more: Value) -> Value:
    """The same value, which may as well be any of some more: texts, or what can be called."""
    found = {_told(one): one for one in value.others}
    for one in more:
        for each in (one, *one.others):
            if _has_room(found.values(), each) and (told := _told(each)):
                found.setdefault(told, replace(each, others=()) if each.others else each)
    found.pop(_told(value), None)
    return replace(value, others=tuple(found.values())) if len(found) > len(value.others) else value


def _has_room(kept: Collection[Value], another: Value) -> bool:
    few = len(kept) < min(MAX_CALLED, MAX_OTHERS)
    return few or (len(kept) < MAX_OTHERS and (_is_text(another) or not _many_called(kept)))


def is_full(value: Value) -> bool:
    """Whether a value may be more than what is kept of it."""
    return len(value.others) >= MAX_OTHERS or _many_called(value.others)


def _many_called(several: Collection[Value]) -> bool:
    return len(several) >= MAX_CALLED and sum(not _is_text(one) for one in several) >= MAX_CALLED


def _is_text(value: Value) -> bool:
    return value.code is None and value.items is None and not value.symbol


def callable_inside(items: object) -> bool:
    """Whether a container is an object of a script, with functions under its names."""
    if not isinstance(items, dict):
        return False
    return any(one.code is not None for one in islice(items.values(), _LOOKED))


def _holds(items: "list[Value] | dict[object, Value]") -> bool:
    """Whether a small container has anything known, or what can be called, among its first elements."""
    if len(items) > MAX_HELD:
        return False
    several = items.values() if isinstance(items, dict) else items
    return any(
        one.code is not None or (one.known and one.const) or acts(one.symbol)
        for one in islice(several, _LOOKED)
    )


def _told(value: Value) -> object:
    """What tells one value from another, of those that are kept beside it; None of any other."""
    if value.code is not None:
        return id(value.code)
    if value is MAYBE:
        return MAYBE
    if value.items is not None:
        return id(value.items) if _holds(value.items) else None
    if value.symbol and acts(value.symbol):
        return value.symbol
    if isinstance(value.const, (str, bytes)):
        return value.const if 0 < len(value.const) <= MAX_BESIDE else None
    return value.text if value.text and value.text.strip(HOLE) else None
