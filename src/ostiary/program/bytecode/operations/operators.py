"""What do instructions do that compute?"""

import ast

from ostiary.program.bytecode.flow import Flow
from ostiary.program.bytecode.instructions import Step
from ostiary.program.bytecode.machine import LOAD, UNKNOWN
from ostiary.program.bytecode.operations.imports import star
from ostiary.program.bytecode.operations.stores import store

_BINARY: dict[str, type[ast.operator]] = {
    "+": ast.Add,
    "&": ast.BitAnd,
    "//": ast.FloorDiv,
    "<<": ast.LShift,
    "@": ast.MatMult,
    "*": ast.Mult,
    "%": ast.Mod,
    "|": ast.BitOr,
    "**": ast.Pow,
    ">>": ast.RShift,
    "-": ast.Sub,
    "/": ast.Div,
    "^": ast.BitXor,
}
_BY_NAME = {
    "ADD": "+",
    "AND": "&",
    "FLOOR_DIVIDE": "//",
    "LSHIFT": "<<",
    "MATRIX_MULTIPLY": "@",
    "MULTIPLY": "*",
    "MODULO": "%",
    "OR": "|",
    "POWER": "**",
    "RSHIFT": ">>",
    "SUBTRACT": "-",
    "TRUE_DIVIDE": "/",
    "DIVIDE": "/",
    "XOR": "^",
}
_UNARY: dict[str, type[ast.unaryop]] = {
    "UNARY_NOT": ast.Not,
    "UNARY_NEGATIVE": ast.USub,
    "UNARY_POSITIVE": ast.UAdd,
    "UNARY_INVERT": ast.Invert,
}
_COMPARE: tuple[type[ast.cmpop] | None, ...] = (
    ast.Lt,
    ast.LtE,
    ast.Eq,
    ast.NotEq,
    ast.Gt,
    ast.GtE,
    ast.In,
    ast.NotIn,
    ast.Is,
    ast.IsNot,
    None,
)


def binary(m: Flow, sign: str) -> None:
    """An operator between the two topmost values."""
    right, left = m.pop(), m.pop()
    if sign == "[]":
        m.push(m.made(ast.Subscript(left, right, LOAD), left, right))
        return
    operator = _BINARY.get(sign)
    whole = ast.BinOp(left, operator(), right) if operator else ast.Name(UNKNOWN, LOAD)
    m.push(m.made(whole, left, right))


def named(m: Flow, step: Step) -> None:
    """An operator that has an instruction of its own, before 3.11."""
    binary(m, _BY_NAME[step.name.partition("_")[2]])


def numbered(m: Flow, step: Step) -> None:
    """An operator by its number."""
    signs = m.table.operators
    sign = signs[step.argument] if step.argument < len(signs) else "?"
    binary(m, sign if sign == "[]" else sign.removesuffix("="))


def unary(m: Flow, step: Step) -> None:
    """An operator before the topmost value."""
    value = m.pop()
    m.push(m.made(ast.UnaryOp(_UNARY[step.name](), value), value))


def subscript(m: Flow, _: Step) -> None:
    """An item."""
    binary(m, "[]")


def compare(m: Flow, step: Step) -> None:
    """A comparison by its number, in which newer versions keep further bits."""
    shift = 0 if m.version < (3, 12) else 4 if m.version < (3, 13) else 5
    number = step.argument >> shift
    right, left = m.pop(), m.pop()
    kind = _COMPARE[number] if number < len(_COMPARE) else None
    if kind is None:
        m.push(m.name("%caught"))
        return
    m.push(m.made(ast.Compare(left, [kind()], [right]), left, right))


def identity(m: Flow, step: Step) -> None:
    """`is` and `in`, since 3.9."""
    right, left = m.pop(), m.pop()
    pair = (ast.Is, ast.IsNot) if step.name == "IS_OP" else (ast.In, ast.NotIn)
    m.push(m.made(ast.Compare(left, [pair[step.argument & 1]()], [right]), left, right))


def part_of(m: Flow, first: ast.expr, last: ast.expr) -> ast.Slice:
    """A slice without a step; a bound that is None is none."""
    bounds = [
        None if isinstance(one, ast.Constant) and one.value is None else one
        for one in (first, last)
    ]
    made = ast.Slice(*bounds)
    m.made(made, first, last)
    return made


def binary_slice(m: Flow, _: Step) -> None:
    """A part from here to there."""
    last, first, owner = m.pop(), m.pop(), m.pop()
    part = part_of(m, first, last)
    m.push(m.made(ast.Subscript(owner, part, LOAD), owner, part))


def store_slice(m: Flow, _: Step) -> None:
    """Assign to a part."""
    last, first, owner = m.pop(), m.pop(), m.pop()
    part = part_of(m, first, last)
    store(m, m.made(ast.Subscript(owner, part, ast.Store()), owner, part))


def intrinsic(m: Flow, step: Step) -> None:
    """What a rare need has, by its number: most give back what they get."""
    names = m.table.intrinsics
    name = names[step.argument] if step.argument < len(names) else ""
    if name == "INTRINSIC_IMPORT_STAR":
        star(m)
        m.silent(1)
    elif name == "INTRINSIC_UNARY_POSITIVE":
        value = m.pop()
        m.push(m.made(ast.UnaryOp(ast.UAdd(), value), value))
    elif name == "INTRINSIC_LIST_TO_TUPLE":
        to_tuple(m, step)


def to_tuple(m: Flow, _: Step) -> None:
    """A list that was only a way to a tuple."""
    value = m.pop()
    if isinstance(value, ast.List):
        value = m.made(ast.Tuple(value.elts, LOAD), value)
    m.push(value)


def pair_intrinsic(m: Flow, _: Step) -> None:
    """One value out of two; the lower is the one that matters."""
    m.drop(1)


TABLE = {
    **dict.fromkeys([f"BINARY_{name}" for name in _BY_NAME], named),
    **dict.fromkeys([f"INPLACE_{name}" for name in _BY_NAME], named),
    **dict.fromkeys(_UNARY, unary),
    "BINARY_OP": numbered,
    "BINARY_SUBSCR": subscript,
    "BINARY_SLICE": binary_slice,
    "STORE_SLICE": store_slice,
    "COMPARE_OP": compare,
    "IS_OP": identity,
    "CONTAINS_OP": identity,
    "CALL_INTRINSIC_1": intrinsic,
    "CALL_INTRINSIC_2": pair_intrinsic,
    "LIST_TO_TUPLE": to_tuple,
}
