"""What do instructions do that build lists, dicts, slices and texts?"""

import ast

from ostiary.program.bytecode.flow import Flow
from ostiary.program.bytecode.instructions import Step
from ostiary.program.bytecode.machine import LOAD, STORE

_CONVERSIONS = (-1, ord("s"), ord("r"), ord("a"))
_DISPLAY = ast.List | ast.Tuple | ast.Set


def build(m: Flow, step: Step) -> None:
    """A display of several values."""
    items = m.popped(step.argument)
    if step.name == "BUILD_TUPLE":
        m.push(m.made(ast.Tuple(items, LOAD), *items))
    elif step.name == "BUILD_LIST":
        m.push(m.made(ast.List(items, LOAD), *items))
    else:
        m.push(m.made(ast.Set(items), *items))


def build_map(m: Flow, step: Step) -> None:
    """A dict of keys and values by turns; in 2.7 the argument only foretells its size."""
    items = m.popped(2 * step.argument) if m.version >= (3, 0) else []
    if len(items) % 2:
        items.pop()  # the budget allows no more, in the midst of a pair
    m.push(m.made(ast.Dict([*items[::2]], items[1::2]), *items))


def build_const_key_map(m: Flow, step: Step) -> None:
    """A dict whose keys are a constant."""
    keys, values = m.pop(), m.popped(step.argument)
    known: list[ast.expr | None] = [*keys.elts] if isinstance(keys, ast.Tuple) else []
    known = (known + [m.constant(None)] * len(values))[: len(values)]
    m.push(m.made(ast.Dict(known, values), *values))


def unpacked(m: Flow, step: Step) -> None:
    """Before 3.9: one display out of several sequences or mappings."""
    parts = m.popped(step.argument)
    if "MAP" in step.name:
        whole = ast.Dict([], [])
        m.made(whole)
        for part in parts:
            _merge(m, whole, part)
        m.push(whole)
        return
    items = [item for part in parts for item in spread(m, part)]
    if "TUPLE" in step.name:
        m.push(m.made(ast.Tuple(items, LOAD), *items))
    elif "LIST" in step.name:
        m.push(m.made(ast.List(items, LOAD), *items))
    else:
        m.push(m.made(ast.Set(items), *items))


def spread(m: Flow, part: ast.expr) -> list[ast.expr]:
    """What a sequence adds to a display."""
    if isinstance(part, _DISPLAY):
        return part.elts
    return [m.made(ast.Starred(part, LOAD), part)]


def _merge(m: Flow, whole: ast.Dict, part: ast.expr) -> None:
    if isinstance(part, ast.Dict):
        whole.keys += part.keys
        whole.values += part.values
    else:
        whole.keys.append(None)
        whole.values.append(part)
    whole.col_offset = max(whole.col_offset, part.col_offset + 1)
    m.budget.nodes_left -= 1


def extend(m: Flow, step: Step) -> None:
    """Add a sequence or mapping to a display further down."""
    part = m.shallow(m.pop())
    owner = m.peek(step.argument)
    if isinstance(owner, _DISPLAY):
        owner.elts += spread(m, part)
        owner.col_offset = max(owner.col_offset, part.col_offset + 2)
    elif isinstance(owner, ast.Dict):
        _merge(m, owner, part)
    elif owner is not None:
        verb = "extend" if step.name == "LIST_EXTEND" else "update"
        _call(m, owner, verb, part)


def append(m: Flow, step: Step) -> None:
    """Add a value to a list or set further down."""
    value = m.shallow(m.pop())
    owner = m.peek(step.argument)
    if isinstance(owner, _DISPLAY):
        owner.elts.append(value)
        owner.col_offset = max(owner.col_offset, value.col_offset + 1)
    elif owner is not None:
        _call(m, owner, "add" if step.name == "SET_ADD" else "append", value)


def map_add(m: Flow, step: Step) -> None:
    """Add a key and a value to a dict further down."""
    top, below = m.shallow(m.pop()), m.shallow(m.pop())
    key, value = (below, top) if m.version >= (3, 8) else (top, below)
    owner = m.peek(step.argument)
    if isinstance(owner, ast.Dict):
        owner.keys.append(key)
        owner.values.append(value)
        owner.col_offset = max(owner.col_offset, key.col_offset + 1, value.col_offset + 1)
    elif isinstance(owner, ast.Name):
        place = m.made(ast.Subscript(m.name(owner.id), key, STORE), key)
        m.emit(m.made(ast.Assign([place], value)))


def store_map(m: Flow, _: Step) -> None:
    """In 2.7: add a key and a value to the dict beneath them."""
    key, value = m.shallow(m.pop()), m.shallow(m.pop())
    owner = m.peek(1)
    if isinstance(owner, ast.Dict):
        owner.keys.append(key)
        owner.values.append(value)
        owner.col_offset = max(owner.col_offset, key.col_offset + 1, value.col_offset + 1)


def _call(m: Flow, owner: ast.expr, verb: str, value: ast.expr) -> None:
    if isinstance(owner, ast.Name):
        called = m.made(ast.Attribute(m.name(owner.id), verb, LOAD))
        m.emit(ast.Expr(m.made(ast.Call(called, [value], []), called, value)))
    else:
        m.emit(ast.Expr(value))


def freeze(m: Flow) -> None:
    """Before a loop: an empty display beneath the iterator gets a name, because the loop will fill it."""
    values = [m.take() for _ in range(min(6, m.stack.depth if m.stack else 0))]
    for value in reversed(values):
        empty = (isinstance(value, ast.List | ast.Set) and not value.elts) or (
            isinstance(value, ast.Dict) and not value.values
        )
        m.push(m.named(value, "%=") if empty else value)


def build_slice(m: Flow, step: Step) -> None:
    """A slice."""
    last = m.pop() if step.argument == 3 else None
    upper, lower = m.pop(), m.pop()
    parts = [part for part in (lower, upper, last) if part is not None]
    m.push(m.made(ast.Slice(_bound(lower), _bound(upper), last), *parts))


def _bound(value: ast.expr) -> ast.expr | None:
    return None if isinstance(value, ast.Constant) and value.value is None else value


def format_value(m: Flow, step: Step) -> None:
    """Before 3.13: one value of a text, converted and formatted."""
    spec = m.pop() if step.argument & 4 else None
    _formatted(m, m.pop(), _CONVERSIONS[step.argument & 3], spec)


def convert_value(m: Flow, step: Step) -> None:
    """Since 3.13: a conversion before the formatting."""
    value = m.pop()
    conversion = _CONVERSIONS[step.argument & 3]
    m.push(m.made(ast.FormattedValue(value, conversion, None), value))


def format_simple(m: Flow, step: Step) -> None:
    """Since 3.13: one value of a text."""
    spec = m.pop() if step.name == "FORMAT_WITH_SPEC" else None
    value, conversion = m.pop(), -1
    if isinstance(value, ast.FormattedValue):
        conversion = value.conversion
        value = value.value
    _formatted(m, value, conversion, spec)


def _formatted(m: Flow, value: ast.expr, conversion: int, spec: ast.expr | None) -> None:
    if spec is not None and not isinstance(spec, ast.JoinedStr):
        spec = m.made(ast.JoinedStr([spec]), spec)
    part = m.made(ast.FormattedValue(value, conversion, spec), value)
    m.push(m.made(ast.JoinedStr([part]), part))


def build_string(m: Flow, step: Step) -> None:
    """A text out of parts."""
    parts = m.popped(step.argument)
    values: list[ast.expr] = []
    for part in parts:
        if isinstance(part, ast.JoinedStr):
            values += part.values
        elif isinstance(part, ast.Constant):
            values.append(part)
        else:
            values.append(m.made(ast.FormattedValue(part, -1, None), part))
    m.push(m.made(ast.JoinedStr(values), *parts))


def interpolation(m: Flow, step: Step) -> None:
    """Since 3.14: one value of a template, with the text that it had in the source."""
    spec = m.pop() if step.argument & 1 else None
    m.drop(1)
    _formatted(m, m.pop(), _CONVERSIONS[step.argument >> 2 & 3], spec)


def template(m: Flow, _: Step) -> None:
    """Since 3.14: texts and values."""
    values, texts = m.pop(), m.pop()
    called = m.name("Template")
    m.push(m.made(ast.Call(called, [texts, values], []), texts, values))


TABLE = {
    "BUILD_TUPLE": build,
    "BUILD_LIST": build,
    "BUILD_SET": build,
    "BUILD_MAP": build_map,
    "BUILD_CONST_KEY_MAP": build_const_key_map,
    "BUILD_LIST_UNPACK": unpacked,
    "BUILD_TUPLE_UNPACK": unpacked,
    "BUILD_TUPLE_UNPACK_WITH_CALL": unpacked,
    "BUILD_SET_UNPACK": unpacked,
    "BUILD_MAP_UNPACK": unpacked,
    "BUILD_MAP_UNPACK_WITH_CALL": unpacked,
    "LIST_EXTEND": extend,
    "SET_UPDATE": extend,
    "DICT_UPDATE": extend,
    "DICT_MERGE": extend,
    "LIST_APPEND": append,
    "SET_ADD": append,
    "MAP_ADD": map_add,
    "STORE_MAP": store_map,
    "BUILD_SLICE": build_slice,
    "FORMAT_VALUE": format_value,
    "CONVERT_VALUE": convert_value,
    "FORMAT_SIMPLE": format_simple,
    "FORMAT_WITH_SPEC": format_simple,
    "BUILD_STRING": build_string,
    "BUILD_INTERPOLATION": interpolation,
    "BUILD_TEMPLATE": template,
}
