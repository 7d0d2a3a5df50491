"""Which classes do functions of Python's library make: tuples whose elements have names, and records?

Sources: The Python Standard Library, `collections.namedtuple` and `dataclasses.make_dataclass`.
"""

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Class
from ostiary.program.engine.loops import elements
from ostiary.program.engine.value import Value

MAX_NAMES = 256  # elements of one of them

_TUPLE = "typing.NamedTuple"


@model("collections.namedtuple typing.NamedTuple dataclasses.make_dataclass")
def _class(asked: Asked) -> Value:
    """A class with these names for what its objects are made of, in their order."""
    told = asked.arg(1, "field_names", "fields")
    parts = told.const.replace(",", " ").split() if isinstance(told.const, str) else []
    for one in elements(told) or () if not parts else ():
        first = one.items[0] if isinstance(one.items, list) and one.items else one
        parts.append(str(first.const) if isinstance(first.const, str) else "")
    if not parts or len(parts) > MAX_NAMES or not all(one.isidentifier() for one in parts):
        return asked.result()
    record = asked.name.endswith("dataclass")
    base = Value(symbol="builtins.object" if record else _TUPLE)
    made = Class(asked.text(0, "typename"), {}, (base,), asked.frame.module, asked.frame.inside)
    made.fields = tuple(parts)
    for name, one in _defaults(asked, parts).items():
        made.attributes[name] = one
    return Value(code=made, marks=asked.marks)


def _defaults(asked: Asked, names: list[str]) -> dict[str, Value]:
    """What stands for the last elements where nothing is given for them."""
    several = elements(asked.named.get("defaults") or Value()) or []
    return dict(zip(names[len(names) - len(several) :], several, strict=False))


def is_tuple(kind: Class) -> bool:
    """Whether the objects of a class are tuples as well."""
    return kind.outside() == _TUPLE
