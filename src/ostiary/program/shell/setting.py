"""What does an assignment put into the variables of a script?"""

from tree_sitter import Node

from ostiary.core.regex import regex
from ostiary.program.shell.following import Following
from ostiary.program.shell.words import Value, joined, known

MAX_ELEMENTS = 4096  # of an array


def assigned(script: Following, node: Node) -> str | None:
    """Follow an assignment; it prints nothing."""
    target, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if target is None:
        return ""
    variables, name = script.state.variables, script.words.raw(target)
    adds = any(one.type == "+=" for one in node.children)
    if value is not None and value.type == "array":
        several = [
            one
            for each in value.named_children
            if not _keyed(script, name, script.words.raw(each))
            for one in script.words.words(each)
        ]
        before = variables.arrays.get(name, []) if adds else []
        script.state.cut = script.state.cut or len(before) + len(several) > MAX_ELEMENTS
        variables.arrays[name] = [*before, *several][:MAX_ELEMENTS]
        variables.held.pop(name, None)
        return ""
    found = script.words.value(value) if value is not None else known("")
    if target.type == "subscript":
        _element(script, name, found)
        return ""
    script.set(name, joined([variables.one(name) or known(""), found]) if adds else found)
    return ""


_KEYED = regex(r"\[([^\]\n]{1,100})\]=['\"]?([^'\"$`]*)['\"]?")


def _keyed(script: Following, name: str, raw: str) -> bool:
    """Follow `[key]=value` in an array."""
    found = _KEYED.fullmatch(raw)
    if found is not None:
        script.state.variables.held[f"{name}[{found[1]}]"] = known(found[2])
    return found is not None


def _element(script: Following, name: str, value: Value) -> None:
    """`name[2]=value`."""
    array, _, place = name.rstrip("]").partition("[")
    several = script.state.variables.arrays.setdefault(array, [])
    number = script.words.number(place)
    if place and not place.isdecimal():
        script.state.variables.held[f"{array}[{place}]"] = value
    if number is None or not 0 <= number < MAX_ELEMENTS:
        script.state.cut = script.state.cut or number is not None
        return
    several += [known("")] * (number + 1 - len(several))
    several[number] = value
