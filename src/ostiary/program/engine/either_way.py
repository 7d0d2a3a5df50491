"""What do attributes, elements, methods and functions outside give where a value may be one of several?"""

import ast
from typing import Any

from msgspec.structs import replace

from ostiary.program.behaviours import javascript, python
from ostiary.program.decode.catalogue import DECODERS
from ostiary.program.engine.alternatives import each_way, full, leads
from ostiary.program.engine.asked import MODELS
from ostiary.program.engine.attributes import attribute
from ostiary.program.engine.changes import CHANGING
from ostiary.program.engine.code import Frame, Method
from ostiary.program.engine.doubt import shaken, unsettled
from ostiary.program.engine.elements import element
from ostiary.program.engine.handovers import early
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.methods import method
from ostiary.program.engine.others import in_doubt, unsure, with_others
from ostiary.program.engine.outside import outside
from ostiary.program.engine.value import Value, marked
from ostiary.program.engine.weight import made, taken


def of_others(m: Machine, base: Value, found: Value, node: ast.Attribute, frame: Frame) -> Value:
    """The attribute of whatever else the base may be, where that is no text and nobody has to ask for it."""
    script = frame.module.language != "python"
    several = [one for one in base.others if leads(one) or (script and isinstance(one.items, dict))]
    several = several if early(m) else []
    if not several:
        return found
    m.steps -= len(several)
    frame.weak += 1
    try:
        return with_others(found, *(attribute(m, one, node.attr, node, frame) for one in several))
    finally:
        frame.weak -= 1


def any_of_them(
    m: Machine,
    target: Value,
    given: list[Value],
    named: dict[str, Value],
    node: Any,
    *,
    frame: Frame,
    result: Value,
) -> Value:
    """What a function does to the world, or gives, with what it may be given as well."""
    several_given = (*given, *named.values())
    if not any(one.others or one.items is not None for one in several_given):
        return result
    shaky = unsettled(m, *several_given)
    if shaky and result.items is not None:
        m.unsettled[id(result.items)] = result.items
    doubtful = shaky or any(map(in_doubt, several_given))
    does = python.behaviour_of(target.symbol) is not None or target.symbol in javascript.table()
    worked_out = result.known or target.symbol in MODELS or target.symbol in DECODERS
    if not does and not (worked_out and _matters(m, frame)):
        return unsure(result) if doubtful else result
    several: list[Value] = []
    for some, more in each_way(given, named):
        several.append(outside(m, target, some, more, node, frame=frame))
        m.steps -= 1 + taken(some) + made(several[-1])
    if does and full([*given, *named.values()]):
        m.cut(frame, "it chooses among more texts than are looked at")
    result = _the_known(result, several)
    return unsure(result) if doubtful else result


def _the_known(result: Value, several: list[Value]) -> Value:
    """One of several results with the others beside it; one that is known before one that is not."""
    if not several:
        return result
    known = next((one for one in several if one.known and one.const), None)
    if known is not None and not (result.known or result.items is not None or result.code):
        result = marked(known, result.marks)
    return with_others(result, *several)


_TAKES_IN = CHANGING - {"reverse", "sort"}
"""Methods that put something into a container."""
_CHANGES = _TAKES_IN | {"push", "unshift", "shift", "splice", "set", "delete"}
"""Methods after which a container, of Python or of a script, holds more or less."""


def of_any(
    m: Machine,
    code: Method,
    target: Value,
    given: list[Value],
    named: dict[str, Value],
    *,
    node: Any,
    frame: Frame,
    result: Value,
) -> Value:
    """What a method of a text or a container gives where that, or what it is given, may be another."""
    if m.doubtful and code.name in _CHANGES:
        shaken(m, code.base, frame)
    if code.name in _TAKES_IN:
        return result  # what it was handed brings its others along
    doubtful = unsettled(m, code.base) or in_doubt(code.base) or any(map(in_doubt, given))
    if not (code.base.others or any(one.others for one in given)) or not _matters(m, frame):
        return unsure(result) if doubtful else result
    bases = [one for one in code.base.others if _is_plain(one)]
    ways = [
        (again := Method(one, code.name), replace(target, code=again, text=one.text), given, named)
        for one in bases
    ]
    if _is_plain(code.base):
        ways += [(code, target, some, more) for some, more in each_way(given, named)]
    several: list[Value] = []
    for one, as_target, some, more in ways:
        several.append(method(m, one, as_target, some, more, node=node, frame=frame))
        m.steps -= 1 + taken((one.base, *some)) + made(several[-1])
    result = _the_known(result, several)
    return unsure(result) if doubtful else result


def _matters(m: Machine, frame: Frame) -> bool:
    """Whether what only makes something of texts is asked about each: of early code, and where it decodes."""
    return frame.module.decodes or early(m)


def _is_plain(value: Value) -> bool:
    """Whether it is a text, bytes or a container, and nothing of the program."""
    return isinstance(value.const, (str, bytes)) or (value.items is not None and not value.code)


def part_of_any(m: Machine, base: Value, key: Value, node: Any, frame: Frame) -> Value:
    """`base[key]`, where either may be another one."""
    found = element(m, base, key, node, frame)
    if not base.others and not key.others:
        return found
    several = [
        element(m, one, key, node, frame) for one in base.others if one.items is not None
    ] + [element(m, base, one, node, frame) for one in key.others if one.known]
    return with_others(found, *several)


def take_named(named: dict[str, Value], value: Value) -> None:
    """Take the arguments of a call out of a container, beside those of what it may be as well."""
    for each in (value, *value.others):
        for key, one in each.items.items() if isinstance(each.items, dict) else ():
            name = str(key)
            named[name] = with_others(named[name], one) if name in named else one
