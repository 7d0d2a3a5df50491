"""What do classes hold whose initialiser nobody wrote: records with fields, as `dataclasses` makes them?"""

from typing import Any

from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.attributes import attribute
from ostiary.program.engine.code import Class, Closure, Frame, Instance, Made
from ostiary.program.engine.enums import member_as
from ostiary.program.engine.invoke import invoke, passed
from ostiary.program.engine.loaders import loads
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.others import either
from ostiary.program.engine.raised import is_exception
from ostiary.program.engine.tuples import is_tuple
from ostiary.program.engine.value import Value, joined, marks_of, unknown

MAX_FIELDS = 256  # of one record

_FIELD = "dataclasses.field()"


@model("dataclasses.field attr.ib attr.attrib attrs.field attr.field pydantic.Field msgspec.field")
def _field(asked: Asked) -> Value:
    """A field: what it is where nobody says otherwise, or what makes that."""
    default = asked.named.get("default")
    factory = asked.named.get("default_factory") or asked.named.get("factory")
    named = {name: asked.named[name] for name in _HOOKS if name in asked.named}
    if factory is None and not named:
        return default if default is not None else unknown()
    if default is not None:
        named["default"] = default
    return Value(symbol=_FIELD, code=Made([factory] if factory is not None else [], named))


_HOOKS = ("converter", "validator", "on_setattr")
"""Functions that a field is handed to, before or after it is there."""


@model(
    "pydantic.AfterValidator pydantic.BeforeValidator pydantic.PlainValidator pydantic.WrapValidator"
    " pydantic.functional_validators.AfterValidator pydantic.functional_validators.BeforeValidator"
    " pydantic.PlainSerializer pydantic.WrapSerializer"
)
def _checking(asked: Asked) -> Value:
    """A function that a field goes through, as its type says."""
    return Value(symbol=_FIELD, code=Made([], {"converter": asked.arg(0, "func")}))


@model("dataclasses.asdict dataclasses.astuple attr.asdict attrs.asdict msgspec.to_builtins")
def _as_dict(asked: Asked) -> Value:
    """All that a record holds, by name."""
    return attribute(asked.m, asked.arg(0), "__dict__", asked.node, asked.frame)


def instantiate(
    m: Machine,
    kind: Class,
    given: list[Value],
    named: dict[str, Value],
    *,
    node: Any,
    frame: Frame,
) -> Value:
    """An object of a class of the program, its initialiser run."""
    if len(given) == 1 and (member := member_as(kind, given[0])) is not None:
        return member
    own = kind.find("__init__") is not None
    marks = passed(given, named)
    if not own and kind.outside():  # what it is made of outside keeps all: a dict, a namespace
        marks = joined(marks, marks_of(given))
    value = Value(code=Instance(kind), marks=marks)
    if not own:
        _fill(m, value, given, named, node=node, frame=frame)
    for name in ("__new__", "__init__", "__post_init__", "constructor"):
        method = kind.find(name)
        if method is not None and isinstance(method.code, Closure):
            first = [] if name == "constructor" else [value]
            rest = ([], {}) if name == "__post_init__" else (given, named)
            given_back = invoke(m, method.code, [*first, *rest[0]], rest[1], value)
            if name == "constructor" and (given_back.symbol or given_back.code is not None):
                return given_back  # what a function gives that is called with `new`, or without
    loads(m, value, node, frame)
    return value


def _fill(
    m: Machine,
    value: Value,
    given: list[Value],
    named: dict[str, Value],
    *,
    node: Any,
    frame: Frame,
) -> None:
    """Give a new object what its class lists as fields, in their order."""
    made = value.code
    if not isinstance(made, Instance):
        return
    names = fields_of(made.kind)
    if len(names) > MAX_FIELDS:
        m.cut(frame, "it makes a record with more fields than are filled")
    for place, name in enumerate(names[:MAX_FIELDS]):
        default, hooks = made.kind.find(name), []
        if default is not None and isinstance(default.code, Made) and default.symbol == _FIELD:
            field = default.code
            hooks += [field.named[hook] for hook in _HOOKS if hook in field.named]
            default = field.named.get("default")
            if field.given:
                default = m.call(field.given[0], [], {}, node, frame)
        one = given[place] if place < len(given) else named.get(name)
        if one is None:
            one = default
        if one is not None:
            one = _through(m, value, one, [*hooks, *_told(made.kind, name)], node=node, frame=frame)
            made.attributes[name] = either(made.attributes.get(name), one)
    if names and is_tuple(made.kind):
        value.items = [made.attributes.get(name) or unknown() for name in names[:MAX_FIELDS]]
    elif not names and is_exception(made.kind.outside()):
        made.attributes["args"] = Value(items=list(given), marks=marks_of(given))


def fields_of(kind: Class, deep: int = 8) -> tuple[str, ...]:
    """The fields of a class, those of the classes that it is made from first."""
    above: list[str] = []
    for base in kind.bases:
        if isinstance(base.code, Class) and deep:
            above += fields_of(base.code, deep - 1)
    made = [name for name, one in kind.attributes.items() if one.symbol == _FIELD]
    return tuple(dict.fromkeys([*above, *kind.fields, *made]))


def _told(kind: Class, name: str) -> list[Value]:
    """The functions that the type of a field has it go through."""
    held = kind.find(f"%type.{name}")
    several = held.items if held is not None and isinstance(held.items, list) else []
    made = (one.code.named for one in several if isinstance(one.code, Made))
    return [one["converter"] for one in made if "converter" in one]


def _through(
    m: Machine, value: Value, one: Value, hooks: list[Value], *, node: Any, frame: Frame
) -> Value:
    """A field once it went through its functions; one that only looks at it gives nothing back."""
    for hook in hooks:
        checks = isinstance(hook.code, Closure) and len(hook.code.node.args.args) > 2
        made = m.call(hook, [value, unknown(), one] if checks else [one], {}, node, frame)
        one = made if made.telling else one
    return one
