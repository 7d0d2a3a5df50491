"""Rules for the standard library."""

from ostiary.core.regex import regex
from ostiary.formats.model.judge import Box, Made, Opaque, Symbol
from ostiary.program.loading.arguments import (
    MAX_SIZE,
    Arguments,
    Asked,
    Rule,
    between,
    constant,
    harmless,
    items,
    listed_class,
    need,
    plain,
    symbol,
    text,
    whole,
)

MAX_PATTERN = 10_000
"""Characters of a regular expression."""
MAX_DIGITS = 100_000
"""Characters of a number that is written as text."""

_ZONE = regex(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*")


def _latin(arguments: Arguments, _asked: Asked) -> None:
    """Bytes as Python 3 writes them for Python 2."""
    need(len(arguments) == 2 and isinstance(arguments[0], str | Opaque), "a text is missing")
    need(arguments[1] in ("latin1", "latin-1"), "the encoding is not latin1")


def _reconstructor(arguments: Arguments, asked: Asked) -> None:
    """An object as protocols 0 and 1 make it: a class, the base that has the data, the data."""
    between(arguments, 3, 3)
    listed_class(arguments[0], asked)
    listed_class(arguments[1], asked)
    plain(arguments[2])


def _new(arguments: Arguments, asked: Asked) -> None:
    """`copyreg.__newobj__`: a class that is on the list for the arguments that follow."""
    between(arguments, 1, 1_000)
    name = listed_class(arguments[0], asked)
    need(asked.called(name, arguments[1:]), f"`{name}` is not harmless with these")


def _new_with_keywords(arguments: Arguments, asked: Asked) -> None:
    """`copyreg.__newobj_ex__`: a class, its arguments, and its keywords, of which it has none."""
    between(arguments, 3, 3)
    name = listed_class(arguments[0], asked)
    keywords = arguments[2]
    need(isinstance(keywords, Box) and not keywords.items, "it has keywords")
    need(asked.called(name, items(arguments[1])), f"`{name}` is not harmless with these")


def _partial(arguments: Arguments, asked: Asked) -> None:
    """`functools.partial` of something that may be named, or of something that another rule let pass."""
    between(arguments, 1, 1_000)
    need(isinstance(arguments[0], Symbol), "what it calls is not named")
    for one in arguments:
        harmless(one, asked)


def _attribute(arguments: Arguments, asked: Asked) -> None:
    """`getattr`: what may be named is an attribute of a listed class or enumeration, written out."""
    between(arguments, 2, 2)
    name, last = symbol(arguments[0]), text(arguments[1])
    need(last.isidentifier(), "the attribute is not one name")
    good = asked.entry(f"{name}.{last}") or asked.named(f"{name}.{last}")
    need(good, f"`{name}.{last}` is not on the list, nor of a class on it")


def _factory(arguments: Arguments, asked: Asked) -> None:
    """`collections.defaultdict`: nothing, or a listed class, or what `functools.partial` gave."""
    between(arguments, 0, 2)
    first = arguments[0] if arguments else None
    if isinstance(first, Symbol):
        name = listed_class(first, asked)
        need(asked.called(name, ()), f"`{name}` is not harmless without arguments")
    else:
        good = first is None or (isinstance(first, Made) and first.by == "functools.partial")
        need(good, "what makes the values is not named")
    for one in arguments[1:]:
        harmless(one, asked)


def _type_of(arguments: Arguments, _asked: Asked) -> None:
    """`type(None)` and the like; with more arguments it would make a class."""
    need(len(arguments) == 1, "with more than one it makes a class")
    first = arguments[0]
    good = first is None or (
        isinstance(first, Symbol)
        and first.dotted in ("builtins.Ellipsis", "builtins.NotImplemented")
    )
    need(good, "it is not asked for the type of None")


def _filled(arguments: Arguments, asked: Asked) -> None:
    """A container out of one that is at hand; by a number it would be made as large as that says."""
    between(arguments, 0, 2)
    for one in arguments:
        good = one is None or isinstance(one, str | bytes | Box | Opaque | Made)
        need(good or (isinstance(one, int) and 0 <= one <= MAX_SIZE), "no data")
        harmless(one, asked)


def _number(arguments: Arguments, _asked: Asked) -> None:
    """A number out of constants that are not too long."""
    between(arguments, 0, 3)
    for one in arguments:
        constant(one)
        need(not isinstance(one, str | bytes) or len(one) <= MAX_DIGITS, "it is very long")


def _pattern(arguments: Arguments, _asked: Asked) -> None:
    """A regular expression that is compiled."""
    between(arguments, 1, 2)
    first = arguments[0]
    good = isinstance(first, Made) and first.by == "_codecs.encode"
    good = good or (isinstance(first, str | bytes) and len(first) <= MAX_PATTERN)
    need(good, "no pattern, or a long one")
    for one in arguments[1:]:
        whole(one, 0, 1 << 16)


def _zone(arguments: Arguments, _asked: Asked) -> None:
    """The key of a time zone: words with slashes between, so no way out of the database."""
    between(arguments, 1, 2)
    need(_ZONE.fullmatch(text(arguments[0])), "that is no key of a time zone")
    for one in arguments[1:]:
        constant(one)


def _array(arguments: Arguments, _asked: Asked) -> None:
    """`array._array_reconstructor`: the class, a type code, a format of the machine, and bytes."""
    between(arguments, 4, 4)
    need(symbol(arguments[0]) == "array.array", "the class is not `array.array`")
    need(len(text(arguments[1])) == 1, "no type code")
    whole(arguments[2], 0, 21)
    plain(arguments[3])


def _array_of(arguments: Arguments, _asked: Asked) -> None:
    """`array.array`: a type code and a list of numbers."""
    between(arguments, 1, 2)
    need(len(text(arguments[0])) == 1, "no type code")
    for one in arguments[1:]:
        need(not isinstance(one, int), "no list")
        plain(one)


def _path(arguments: Arguments, _asked: Asked) -> None:
    """Parts of a path: no file is touched."""
    for one in arguments:
        need(isinstance(one, str | Opaque), "a part of a path is no text")


def _member(arguments: Arguments, _asked: Asked) -> None:
    """A member of an enumeration by its value."""
    between(arguments, 1, 1)
    first = arguments[0]
    for one in items(first) if isinstance(first, Box) else (first,):
        constant(one)


def _instance(arguments: Arguments, asked: Asked) -> None:
    """What makes an empty object of a listed class: the class, then numbers and data."""
    between(arguments, 1, 4)
    listed_class(arguments[0], asked)
    for one in arguments[1:]:
        plain(one)


PYTHON: dict[str, Rule] = {
    "latin": _latin,
    "reconstructor": _reconstructor,
    "new": _new,
    "new-with-keywords": _new_with_keywords,
    "partial": _partial,
    "attribute": _attribute,
    "factory": _factory,
    "type-of": _type_of,
    "filled": _filled,
    "number": _number,
    "pattern": _pattern,
    "zone": _zone,
    "python-array": _array,
    "python-array-of": _array_of,
    "path": _path,
    "member": _member,
    "instance": _instance,
}
