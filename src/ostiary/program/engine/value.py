"""What is one value to the evaluator: how much of it is known, and what it carries?"""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ostiary.program.engine.held import holding
from ostiary.program.flow import Spot

HOLE = "\ufffc"
"""Stands in approximate text for a part that nobody knows."""

MAX_TEXT = 4096  # characters of approximate text
MAX_CONST = 1 << 24  # characters, bytes or bits of one constant
MAX_ITEMS = 1 << 18  # elements of one container
_SEVERAL = 65  # values that are looked at for what many of them carry together
FULL = "it has a container of more elements than are kept"


class _Nothing:
    """The constant of a value whose constant is not known; None is a constant like any other."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Final = _Nothing()

Marks = Mapping[str, Spot]
"""What a value carries: kind of mark to the place where it came in."""


class _Clean(dict[str, Spot]):
    """No marks: one object for all that has none, so that `is` tells it."""

    __slots__ = ()


CLEAN: Final[Marks] = _Clean()


class Value(Struct, eq=False):
    """One abstract value.

    `const` is the constant that it is, NOTHING if unknown; `items` the elements of a list (or
    tuple) or the pairs of a dict; `symbol` a dotted name of something outside (`os.environ`,
    `requests.get()`); `code` a function, class, instance or module of the program itself; `text`
    what is known of its text, with holes; `marks` what it carries; `how` the decoders that it
    came out of, innermost first; `base` the object that it is an attribute of; `others` what it may be as
    well, where nobody can tell which way was taken.
    """

    const: object = NOTHING
    symbol: str = ""
    items: "list[Value] | dict[object, Value] | None" = None
    code: object = None
    marks: Marks = CLEAN
    text: str | None = None
    how: tuple[str, ...] = ()
    base: "Value | None" = None
    others: "tuple[Value, ...]" = ()

    def __repr__(self) -> str:
        return f"Value({self.const!r}, {self.symbol!r}, {self.code!r}, marks={sorted(self.marks)})"

    @property
    def known(self) -> bool:
        """Whether it is a constant by itself; a container of constants is told by `plain`."""
        return self.const is not NOTHING

    @property
    def telling(self) -> bool:
        """Whether losing it would lose something."""
        return bool(
            self.symbol
            or self.code is not None
            or self.items
            or self.marks
            or (self.const is not NOTHING and self.const not in (None, "", b"", 0, False))
            or (self.text and self.text.strip(HOLE))
        )


def unknown(marks: Marks = CLEAN, text: str | None = None) -> Value:
    """A value of which only marks and maybe some text are known."""
    return Value(marks=marks, text=text)


def joined(*several: Marks) -> Marks:
    """All marks of several values; the first place of each kind stays."""
    first = CLEAN
    merged: dict[str, Spot] | None = None
    for one in several:
        if not one or one is first:
            continue
        if not first:
            first = one
        else:
            merged = {**one, **(merged or first)}
    return merged or first


def marked(value: Value, marks: Marks) -> Value:
    """The same value carrying more; containers and code stay the same objects."""
    if not marks or all(one in value.marks for one in marks):
        return value
    return replace(value, marks=joined(value.marks, marks))


def marks_of(values: Iterable[Value]) -> Marks:
    """What several values carry together; looks at a bounded number of them."""
    found: Marks = CLEAN
    for one in islice(values, _SEVERAL):
        marks = one.marks
        if one.symbol and (named := holding(one.symbol)):
            marks = {**marks, **named} if marks else named
        if not marks or marks is found:
            continue
        found = {**found, **marks, **found} if found else marks
    return found


def plain(value: Value) -> object:
    """The value as plain Python data if all of it is known and of a size to be kept, NOTHING if not."""
    return value.const if value.const is not NOTHING else _plain(value, 3, [MAX_ITEMS])


def _plain(value: Value, deep: int, room: list[int]) -> object:
    if value.const is not NOTHING:
        return value.const
    if value.items is None or deep < 0 or value.code is not None:
        return NOTHING
    room[0] -= len(value.items)
    if room[0] < 0:
        return NOTHING
    if isinstance(value.items, dict):
        pairs = {}
        for key, one in value.items.items():
            inner = _plain(one, deep - 1, room)
            if inner is NOTHING:
                return NOTHING
            pairs[key] = inner
        return pairs
    found = []
    for one in value.items:
        inner = one.const if one.const is not NOTHING else _plain(one, deep - 1, room)
        if inner is NOTHING:
            return NOTHING
        found.append(inner)
    return found


def wrap(data: object, marks: Marks = CLEAN, how: tuple[str, ...] = ()) -> Value:
    """Plain Python data as a value."""
    if isinstance(data, (list, tuple)):
        plain = {int, str, bytes}.issuperset(map(type, data))  # by far the most, and the longest
        several = (Value(one, marks=marks, how=how) for one in data[:MAX_ITEMS])
        deep = (wrap(one, marks, how) for one in data[:MAX_ITEMS])
        return Value(items=list(several if plain else deep), marks=marks, how=how)
    if isinstance(data, dict):
        inner = {key: wrap(one, marks, how) for key, one in data.items()}
        return Value(items=inner, marks=marks, how=how)
    return Value(data, marks=marks, how=how)


def text_of(value: Value, deep: int = 2) -> str:
    """What is known of its text, with holes where it is not."""
    const = value.const
    if isinstance(const, str):
        return const[:MAX_TEXT]
    if isinstance(const, bytes):
        return const[:MAX_TEXT].decode("latin-1")
    if const is not NOTHING:
        return "" if const is None else str(const)[:MAX_TEXT] if not huge(const) else HOLE
    if value.text is not None:
        return value.text
    if value.items and deep:
        several = value.items if isinstance(value.items, list) else list(value.items.values())
        return " ".join(text_of(one, deep - 1) for one in several[:64])[:MAX_TEXT]
    return HOLE


def huge(const: object) -> bool:
    """Whether turning a number into digits would cost too much."""
    return isinstance(const, int) and const.bit_length() > 4096
