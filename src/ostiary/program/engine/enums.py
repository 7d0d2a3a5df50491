"""What are the members of an enumeration, which Python makes out of what its class names?"""

from typing import Any

from ostiary.program.engine.code import Class, Closure, Frame, Instance, Method
from ostiary.program.engine.invoke import invoke
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Value, unknown

MEMBERS = "__members__"
_KINDS = ("enum.", "aenum.")
_AUTO = frozenset({"enum.auto()", "aenum.auto()"})


def enumerate_(m: Machine, made: Class, node: Any, frame: Frame) -> None:
    """Put members in the place of what the body of an enumeration names; each stands for its value, too."""
    if not _of_enum(made, 4):
        return
    members: dict[object, Value] = {}
    for name, one in list(made.attributes.items()):
        if name.startswith(("_", "%")) or isinstance(one.code, Closure | Class | Method):
            continue
        value = _numbered(m, made, name, node, frame) if one.symbol in _AUTO else one
        members[name] = made.attributes[name] = _member(m, made, name, value)
    made.attributes[MEMBERS] = Value(items=members)


def _of_enum(kind: Class, deep: int) -> bool:
    return any(
        one.symbol.startswith(_KINDS)
        or (isinstance(one.code, Class) and deep > 0 and _of_enum(one.code, deep - 1))
        for one in kind.bases
    )


def _numbered(m: Machine, made: Class, name: str, node: Any, frame: Frame) -> Value:
    """What stands for `auto()`: a number, or what the class makes of the name."""
    found = made.find("_generate_next_value_")
    if found is None or not isinstance(found.code, Closure):
        return unknown()
    return m.call(found, [Value(name), unknown(), unknown(), unknown()], {}, node, frame)


def _member(m: Machine, made: Class, name: str, value: Value) -> Value:
    held = {"value": value, "_value_": value, "name": Value(name), "_name_": Value(name)}
    member = Value(
        value.const, code=Instance(made, held), marks=value.marks, text=value.text, how=value.how
    )
    first = made.find("__init__")
    if first is not None and isinstance(first.code, Closure):
        given = value.items if isinstance(value.items, list) else [value]
        invoke(m, first.code, [member, *given], {}, member)
    return member


def members_of(kind: Class) -> list[Value]:
    """The members of an enumeration in their order; none of any other class."""
    held = kind.find(MEMBERS)
    return list(held.items.values()) if held is not None and isinstance(held.items, dict) else []


def member_as(kind: Class, told: Value) -> Value | None:
    """The member of an enumeration that a name or a value stands for; None if it is none of its."""
    several = members_of(kind)
    if not several or not told.known:
        return None
    named = kind.attributes.get(told.const) if isinstance(told.const, str) else None
    return next((one for one in several if one is named or one.const == told.const), None)
