"""How does a constant of a code object read as an expression?"""

import ast

from ostiary.formats.python.code_object import Code, Group, Slice, Value
from ostiary.program.bytecode.machine import LOAD, UNKNOWN, Machine
from ostiary.program.bytecode.stack import CodeValue


def constant(m: Machine, value: Value) -> ast.expr:
    """The expression; a text of Python 2 reads as text, a byte a character, as in its source."""
    m.budget.nodes_left -= 1
    if isinstance(value, bytes) and m.version < (3, 0):
        value = value.decode("latin-1")
    if isinstance(value, Code):
        return CodeValue(value)
    if isinstance(value, tuple):
        items = elements(m, value)
        return m.made(ast.Tuple(items, LOAD), *items)
    if isinstance(value, Group):
        items = elements(m, value.items)
        return m.made(ast.Set(items), *items)
    if isinstance(value, Slice):
        parts = elements(m, (value.first, value.last, value.step))
        return m.made(ast.Slice(*parts), *parts) if len(parts) == 3 else m.name(UNKNOWN)
    return m.made(ast.Constant(value))


def elements(m: Machine, values: tuple[Value, ...]) -> list[ast.expr]:
    """The expressions of several; what the budget does not allow is one that nobody knows."""
    if len(values) > m.budget.nodes_left:
        m.budget.faults += 1
        return [m.made(ast.Starred(m.name(UNKNOWN), LOAD))]
    return [m.plain(constant(m, value)) for value in values]
