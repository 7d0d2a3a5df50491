"""What is a name, an attribute, a literal or a container worth?"""

import ast
from itertools import islice

from ostiary.program.engine.alternatives import each_way
from ostiary.program.engine.as_values import as_value
from ostiary.program.engine.attributes import attribute
from ostiary.program.engine.code import COMPREHENSION, Class, Closure, Frame
from ostiary.program.engine.conversions import as_text
from ostiary.program.engine.definitions import merged
from ostiary.program.engine.doubt import Doubt, unsettled
from ostiary.program.engine.either_way import of_others, part_of_any
from ostiary.program.engine.elements import bits, element, sliced
from ostiary.program.engine.forms import in_form
from ostiary.program.engine.letters import copied
from ostiary.program.engine.machine import Machine, expression
from ostiary.program.engine.names import named
from ostiary.program.engine.others import chosen, undecided, unsure, with_others
from ostiary.program.engine.raised import in_words
from ostiary.program.engine.special import cut_out, formatted
from ostiary.program.engine.statements import assign
from ostiary.program.engine.stepped import is_own, iterated
from ostiary.program.engine.swaps import paid_instead
from ostiary.program.engine.tagged import tagged
from ostiary.program.engine.value import (
    CLEAN,
    FULL,
    MAX_ITEMS,
    MAX_TEXT,
    Marks,
    Value,
    joined,
    marked,
    marks_of,
    text_of,
    unknown,
)
from ostiary.program.engine.weight import fits, made
from ostiary.program.ir import Define


@expression(ast.Constant)
def _constant(_: Machine, node: ast.Constant, __: Frame) -> Value:
    return Value(node.value)


@expression(ast.Name)
def _name(m: Machine, node: ast.Name, frame: Frame) -> Value:
    value = frame.find(node.id)
    if frame.parent is not None:
        m.looked.add(node.id)
    if value is not None:
        return value
    return as_value(m, named(m, node.id, node, frame), node, frame)


@expression(ast.Attribute)
def _attribute(m: Machine, node: ast.Attribute, frame: Frame) -> Value:
    base = m.value(node.value, frame)
    found = attribute(m, base, node.attr, node, frame)
    if base.others:
        found = of_others(m, base, found, node, frame)
    if found.known and unsettled(m, base):
        found = unsure(found)
    return as_value(m, found, node, frame)


@expression(ast.Subscript)
def _subscript(m: Machine, node: ast.Subscript, frame: Frame) -> Value:
    if isinstance(node.value, ast.Tuple) and frame.module.language != "python":
        return [m.value(one, frame) for one in node.value.elts][-1]  # JavaScript's `a, b`
    base = m.value(node.value, frame)
    if isinstance(node.slice, ast.Slice):
        parts = [
            m.value(one, frame) if one is not None else Value(None)
            for one in (node.slice.lower, node.slice.upper, node.slice.step)
        ]
        if is_own(base):
            return element(m, base, cut_out(parts), node, frame)
        cut = sliced(base, parts)
        several = [sliced(one, parts) for one in base.others]
        m.steps -= made(cut) + sum(map(made, several))
        return with_others(cut, *several) if several else cut
    return part_of_any(m, base, m.value(node.slice, frame), node, frame)


@expression(ast.List, ast.Tuple, ast.Set)
def _several(m: Machine, node: ast.List, frame: Frame) -> Value:
    items: list[Value] = []
    marks: Marks = CLEAN
    for one in node.elts[:MAX_ITEMS]:
        if isinstance(one, ast.Constant):
            items.append(Value(one.value))
        elif isinstance(one, ast.Starred):
            inner = m.value(one.value, frame)
            inner = iterated(m, inner) or inner
            items += _spread(inner)[: max(MAX_ITEMS - len(items), 0)]
            marks = joined(marks, inner.marks)
        else:
            items.append(m.value(one, frame))
    result = Value(items=items, marks=joined(marks_of(items), marks))
    m.steps -= made(result)
    if len(items) >= MAX_ITEMS:
        m.cut(frame, FULL)
    return result


def _spread(value: Value) -> list[Value]:
    if isinstance(value.items, list):
        return value.items
    if isinstance(value.const, (str, bytes)):
        several = value.const[:MAX_ITEMS]
        return [Value(one, marks=value.marks, how=value.how) for one in several]
    return [unknown(value.marks, value.text)]


_NAMES = (".__dict__", "sys.modules")


@expression(ast.Dict)
def _dict(m: Machine, node: ast.Dict, frame: Frame) -> Value:
    items: dict[object, Value] = {}
    for place, (key, one) in enumerate(zip(node.keys, node.values, strict=True)):
        value = m.value(one, frame)
        if key is None:
            if value.symbol.endswith(_NAMES) and not any(node.keys):
                return value  # a copy of all names of a module
            spread = _paired(value, place)
            m.steps -= len(spread) >> 1  # whoever copies what grows makes much of little
            items.update(islice(spread.items(), max(MAX_ITEMS - len(items), 0)))
            continue
        name = m.value(key, frame)
        if isinstance(one, Define) and (accessor := getattr(one.body, "accessor", "")):
            value = merged(accessor, value, items.get(hashable(name, place)))
        items[hashable(name, place)] = value
        if name.marks:
            items[f"%{place}"] = unknown(name.marks)
    if len(items) >= MAX_ITEMS:
        m.cut(frame, FULL)
    marks = marks_of(items.values())
    copied(m, items, marks, node, frame)
    if m.hooking and None in node.keys:
        paid_instead(m, items, marks, node, frame)
    return Value(items=items, marks=marks)


def _paired(value: Value, place: int) -> dict[object, Value]:
    """The pairs that a container is spread into."""
    return value.items if isinstance(value.items, dict) else {f"%{place}": value}


def hashable(key: Value, place: int) -> object:
    """The key under which a value is kept; one that nobody knows gets a place of its own."""
    const = key.const
    if isinstance(const, (str, bytes, int, float, bool)) or const is None:
        return const
    return f"%{place}"


@expression(ast.JoinedStr)
def _joined(m: Machine, node: ast.JoinedStr, frame: Frame) -> Value:
    pieces = [m.value(one, frame) for one in node.values]
    result = _in_one(pieces)
    if any(one.others for one in pieces):
        result = with_others(result, *(_in_one(several) for several, _ in each_way(pieces, {})))
        return unsure(result)
    return result


def _in_one(pieces: list[Value]) -> Value:
    if all(isinstance(one.const, str) for one in pieces) and fits(one.const for one in pieces):
        text = "".join(str(one.const) for one in pieces)
        return Value(text, marks=marks_of(pieces), how=_how(pieces))
    return unknown(marks_of(pieces), "".join(map(text_of, pieces))[:MAX_TEXT])


def _how(pieces: list[Value]) -> tuple[str, ...]:
    return max((one.how for one in pieces), key=len, default=())


@expression(ast.FormattedValue)
def _formatted(m: Machine, node: ast.FormattedValue, frame: Frame) -> Value:
    value = m.value(node.value, frame)
    if frame.module.language != "python":
        value = as_text(m, value)
    elif is_own(value):
        value = formatted(m, value) or value
    value = in_words(value)
    form = m.value(node.format_spec, frame) if node.format_spec is not None else Value("")
    plain = frame.module.language == "python" or isinstance(value.const, str | int)
    text = in_form(value.const, form.const, node.conversion) if plain else None
    if text is None:
        result = unknown(value.marks, text_of(value))
    else:
        result = Value(text, marks=value.marks, how=value.how)
    return with_others(result, *value.others) if value.others else result


@expression(ast.IfExp)
def _conditional(m: Machine, node: ast.IfExp, frame: Frame) -> Value:
    test = m.value(node.test, frame)
    if test.known and not undecided(test):
        return m.value(node.body if test.const else node.orelse, frame)
    old, new = _perhaps(m, node.orelse, frame), _perhaps(m, node.body, frame)
    if test.known:
        return chosen(old, new) if test.const else chosen(new, old)
    return marked(chosen(old, new), bits(test, old, new))


def _perhaps(m: Machine, node: ast.expr, frame: Frame) -> Value:
    """What an expression gives of which nobody knows whether it is asked; what it binds is in doubt."""
    frame.weak += 1
    try:
        with Doubt(m, frame):
            return m.value(node, frame)
    finally:
        frame.weak -= 1


@expression(ast.BoolOp)
def _either(m: Machine, node: ast.BoolOp, frame: Frame) -> Value:
    """`or` and `and`; where the left side is not known, any of them may be meant."""
    value = m.value(node.values[0], frame)
    wanted = isinstance(node.op, ast.Or)
    for one in node.values[1:]:
        sure = value.known and not undecided(value)
        if sure and bool(value.const) is wanted:
            return value
        value = m.value(one, frame) if sure else chosen(value, _perhaps(m, one, frame))
    return value


@expression(ast.NamedExpr)
def _assigning(m: Machine, node: ast.NamedExpr, frame: Frame) -> Value:
    value = m.value(node.value, frame)
    while frame.kind == COMPREHENSION and frame.parent is not None:
        frame = frame.parent  # PEP 572: it is bound outside of the comprehension
    assign(m, node.target, value, frame)
    return value


@expression(ast.Starred)
def _through(m: Machine, node: ast.Starred, frame: Frame) -> Value:
    return m.value(node.value, frame)


@expression(ast.Lambda)
def _lambda(m: Machine, node: ast.Lambda, frame: Frame) -> Value:
    defaults = tuple(m.value(one, frame) for one in node.args.defaults)
    inside = f"{frame.inside}.<lambda>".lstrip(".")
    frame.lends = True
    made = Closure(node, frame, inside, defaults)
    if frame.module.language == "python":
        frame.module.closures.append(made)  # who knows to whom it is handed
    return Value(code=made, marks=tagged(m, made))


@expression(Define)
def _defined(m: Machine, node: Define, frame: Frame) -> Value:
    """A function or class expression of JavaScript; its own name is bound inside only."""
    before = frame.names.get(node.body.name)
    m.run([node.body], frame)
    value = frame.names.get(node.body.name) or unknown()
    if isinstance(value.code, Closure):
        value.code.arrow = bool(getattr(node, "arrow", False))
    if isinstance(value.code, (Closure, Class)) and before is not None:
        frame.names[node.body.name] = before
        if isinstance(value.code, Closure):
            own = value.code.frame = Frame(frame.module, "function", frame, frame.inside)
            own.names[node.body.name] = value
    return value
