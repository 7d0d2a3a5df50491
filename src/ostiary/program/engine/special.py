"""What do objects of the program's own classes do where an operator or a built-in function meets them?

Source: The Python Language Reference, 3.3 Special method names.
"""

import ast

from ostiary.program.engine.code import Class, Closure, Instance, made_up
from ostiary.program.engine.enums import member_as
from ostiary.program.engine.invoke import call_own, invoke
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.stepped import first_of, is_own, iterated
from ostiary.program.engine.value import Value, unknown

_SIGNS: dict[type, str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.MatMult: "matmul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.LShift: "lshift",
    ast.RShift: "rshift",
    ast.BitAnd: "and",
    ast.BitOr: "or",
    ast.BitXor: "xor",
}
_UNARY: dict[type, str] = {
    ast.USub: "__neg__",
    ast.UAdd: "__pos__",
    ast.Invert: "__invert__",
}
_COMPARED: dict[type, tuple[str, str]] = {
    ast.Eq: ("__eq__", "__eq__"),
    ast.NotEq: ("__ne__", "__ne__"),
    ast.Lt: ("__lt__", "__gt__"),
    ast.LtE: ("__le__", "__ge__"),
    ast.Gt: ("__gt__", "__lt__"),
    ast.GtE: ("__ge__", "__le__"),
}
"""The method of the left side, and that of the right one if the left has none."""

_TEXT = ("__str__", "__repr__")
_NUMBER = ("__index__", "__int__", "__trunc__")
_BUILTIN: dict[str, tuple[str, ...]] = {
    "bool": ("__bool__", "__len__"),
    "bytes": ("__bytes__", "__iter__"),
    "format": ("__format__", *_TEXT),
    "str": _TEXT,
    "print": _TEXT,
    "ascii": ("__repr__",),
    "int": _NUMBER,
    "float": ("__float__", "__index__"),
    "complex": ("__complex__", "__float__"),
    **dict.fromkeys(("open", "io.open", "os.open", "os.fspath", "pathlib.Path"), ("__fspath__",)),
    **dict.fromkeys(("hex", "oct", "bin", "range", "chr"), ("__index__",)),
    **{
        name: (f"__{name}__",)
        for name in (
            "len",
            "repr",
            "hash",
            "dir",
            "abs",
            "round",
            "divmod",
            "pow",
            "next",
            "reversed",
        )
    },
}
"""The methods that a built-in function calls of its first argument, the first that there is."""

_INSTEAD = frozenset(
    ("open", "io.open", "os.open", "pathlib.Path", "print", "range", "chr", "hex", "oct", "bin")
)
"""Functions that go on with what the method gave, in the place of the object."""

_ASKED = frozenset(("isinstance", "issubclass"))


def combined(
    m: Machine, sign: ast.operator, left: Value, right: Value, *, into: bool = False
) -> Value | None:
    """`left sign right`, or `left sign= right`; None where neither side has a word in it."""
    name = _SIGNS.get(type(sign), "")
    found = call_own(m, left, f"__i{name}__", [right]) if into else None
    if found is None:
        found = call_own(m, left, f"__{name}__", [right])
    return found if found is not None else call_own(m, right, f"__r{name}__", [left])


def changed(m: Machine, sign: ast.unaryop, value: Value) -> Value | None:
    """`-value`, `~value`; asked for its truth by `not`."""
    if isinstance(sign, ast.Not):
        return truth(m, value)
    return call_own(m, value, _UNARY.get(type(sign), ""), [])


def truth(m: Machine, value: Value) -> Value | None:
    """What a condition asks an object for."""
    return first_of(m, value, _BUILTIN["bool"])


def compared(m: Machine, sign: ast.cmpop, left: Value, right: Value) -> Value | None:
    """`left sign right`, for the signs that objects have a word in."""
    if isinstance(sign, ast.In | ast.NotIn):
        found = call_own(m, right, "__contains__", [left])
        return found if found is not None else iterated(m, right)
    names = _COMPARED.get(type(sign))
    if names is None:
        return None
    found = call_own(m, left, names[0], [right])
    return found if found is not None else call_own(m, right, names[1], [left])


def element_of(m: Machine, base: Value, key: Value) -> Value | None:
    """`base[key]` of an object or a class of the program."""
    if isinstance(base.code, Class):
        return _of_class(m, base, key)
    if not is_own(base):
        return None
    if is_own(key):
        first_of(m, key, ("__hash__", "__index__"))
    found = call_own(m, base, "__getitem__", [key])
    return found if found is not None else call_own(m, base, "__missing__", [key])


def _of_class(m: Machine, base: Value, key: Value) -> Value | None:
    kind = base.code
    if not isinstance(kind, Class):
        return None
    if (member := member_as(kind, key)) is not None:
        return member
    above = kind.made_by.find("__getitem__") if kind.made_by is not None else None
    found = above or kind.find("__class_getitem__")
    if found is None or not isinstance(found.code, Closure):
        return None
    return invoke(m, found.code, [base, key], {}, base)


def cut_out(bounds: list[Value]) -> Value:
    """The key that `base[start:stop:step]` hands to an object."""
    return made_up("slice", dict(zip(("start", "stop", "step"), bounds, strict=True)))


def cut_by(key: Value) -> list[Value] | None:
    """The bounds of a key that cuts a part out; None of any other key."""
    code = key.code
    if not isinstance(code, Instance) or code.kind.name != "slice" or code.kind.inside != "slice":
        return None
    return [code.attributes.get(one, Value(None)) for one in ("start", "stop", "step")]


def put_at(m: Machine, base: Value, key: Value, value: Value) -> None:
    """`base[key] = value`, as far as the object sees to that itself."""
    first_of(m, base, ("__setitem__", "%set"), [key, value])


def put_as(m: Machine, base: Value, name: str, value: Value) -> None:
    """`base.name = value`, as far as the object, a property or a descriptor sees to that itself."""
    held = _held(base, name)
    if held is not None and isinstance(held.code, Closure) and held.code.setter is not None:
        script = held.code.frame.module.language != "python"
        invoke(m, held.code.setter, [value] if script else [base, value], {}, base)
    elif held is not None and call_own(m, held, "__set__", [base, value]) is not None:
        return
    if not _inside(m, base, "__setattr__"):
        first_of(m, base, ("__setattr__", "%set"), [Value(name), value])


def _held(base: Value, name: str) -> Value | None:
    """What stands under a name before something is put there."""
    if isinstance(base.code, Instance):
        return base.code.kind.find(name)
    if isinstance(base.code, Class):
        return base.code.find(name)
    return base.items.get(name) if isinstance(base.items, dict) else None


def taken_from(m: Machine, base: Value, key: Value, *, named: bool) -> None:
    """`del base.name`, `del base[key]`; an array of JavaScript keeps the place."""
    if isinstance(base.items, list) and m.frames and m.frames[-1].module.language != "python":
        place = key.const
        if isinstance(place, int) and 0 <= place < len(base.items):
            base.items[place] = Value(None)
    first_of(m, base, ("__delattr__" if named else "__delitem__", "%delete"), [key])


def looked_for(m: Machine, base: Value, name: str) -> Value | None:
    """`base.name`, where a class answers for every name; None where what it answers says nothing."""
    if _inside(m, base, "__getattribute__"):
        return None
    found = call_own(m, base, "__getattribute__", [Value(name)])
    return found if found is not None and (found.telling or found.known) else None


def _inside(m: Machine, base: Value, name: str) -> bool:
    """Whether the method that would be called is at work already: it asks in another way then."""
    found = base.code.kind.find(name) if isinstance(base.code, Instance) else None
    return found is not None and any(one is found.code for one in m.stack)


def trapped(m: Machine, target: Value, given: list[Value], *, new: bool) -> Value | None:
    """What a proxy of JavaScript does where it is called, or made an object of."""
    rest = [Value(items=given)] if new else [unknown(), Value(items=given)]
    return call_own(m, target, "%construct" if new else "%apply", rest)


def in_words(m: Machine, values: Value) -> Value:
    """What is put into a text: one object, or several, as they show themselves."""
    if is_own(values):
        return shown(m, values) or values
    if isinstance(values.items, list) and any(map(is_own, values.items)):
        return Value(items=[shown(m, one) or one for one in values.items], marks=values.marks)
    return values


def shown(m: Machine, value: Value) -> Value | None:
    """The text that an object makes of itself."""
    return first_of(m, value, _TEXT)


def formatted(m: Machine, value: Value) -> Value | None:
    """The text that an object makes of itself in an f-string."""
    found = call_own(m, value, "__format__", [Value("")])
    return found if found is not None else shown(m, value)


def answered(m: Machine, name: str, given: list[Value]) -> tuple[Value | None, list[Value]]:
    """What a built-in function gives whose arguments are objects of the program, or None, and its arguments.

    A function that only asks an object for something, a path or a number, goes on with that.
    """
    if not any(map(is_own, given[:2])):
        return None, given
    one, rest = given[0], given[1:]
    if name in _ASKED:
        check = f"__{name.removeprefix('is')}check__"
        return (call_own(m, rest[0], check, [one]) if rest else None), given
    if name.startswith("operator."):
        return _operated(m, name.rpartition(".")[2].strip("_"), one, rest), given
    found = first_of(m, one, _BUILTIN.get(name, ()), rest)
    if found is not None and name in _INSTEAD:
        return None, [found, *rest]
    return found, given


def _operated(m: Machine, name: str, one: Value, rest: list[Value]) -> Value | None:
    found = call_own(m, one, f"__{name}__", rest)
    if found is None and rest:
        found = call_own(m, rest[0], f"__r{name}__", [one])
    return found
