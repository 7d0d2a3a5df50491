"""What do the instructions do that only Python 2 has?"""

import ast

from ostiary.program.bytecode.flow import Flow
from ostiary.program.bytecode.instructions import Step
from ostiary.program.bytecode.machine import LOAD
from ostiary.program.bytecode.operations.operators import part_of
from ostiary.program.bytecode.operations.stores import store


def _part(m: Flow, kind: str, context: ast.expr_context) -> ast.Subscript:
    bits = int(kind[-1:]) if kind[-1:].isdigit() else 0
    nothing = m.constant(None)
    last = m.pop() if bits & 2 else nothing
    first = m.pop() if bits & 1 else nothing
    owner = m.pop()
    part = part_of(m, first, last)
    made = ast.Subscript(owner, part, context)
    m.made(made, owner, part)
    return made


def load_slice(m: Flow, step: Step) -> None:
    """A part of a sequence."""
    m.push(_part(m, step.name, LOAD))


def store_slice(m: Flow, step: Step) -> None:
    """Assign to a part of a sequence."""
    store(m, _part(m, step.name, ast.Store()))


def delete_slice(m: Flow, step: Step) -> None:
    """Delete a part of a sequence."""
    m.emit(ast.Delete([_part(m, step.name, ast.Del())]))


def prints(m: Flow, step: Step) -> None:
    """`print` of one item, to a file that lies on top or to the usual one."""
    if step.name.endswith("_TO"):
        m.drop(1)
    values = [] if "NEWLINE" in step.name else [m.pop()]
    called = m.name("print")
    if values:
        m.emit(ast.Expr(m.made(ast.Call(called, values, []), *values)))


def executes(m: Flow, _: Step) -> None:
    """`exec code in globals, locals`."""
    local, outer, code = m.pop(), m.pop(), m.pop()
    called = m.name("exec")
    m.emit(ast.Expr(m.made(ast.Call(called, [code, outer, local], []), code)))


def annotation(m: Flow, _: Step) -> None:
    """3.6: the annotation of a variable."""
    m.drop(1)


def display(m: Flow, _: Step) -> None:
    """What an interactive session would print."""
    m.emit(ast.Expr(m.pop()))


TABLE = {
    **{f"SLICE+{bits}": load_slice for bits in range(4)},
    **{f"STORE_SLICE+{bits}": store_slice for bits in range(4)},
    **{f"DELETE_SLICE+{bits}": delete_slice for bits in range(4)},
    "PRINT_ITEM": prints,
    "PRINT_ITEM_TO": prints,
    "PRINT_NEWLINE": prints,
    "PRINT_NEWLINE_TO": prints,
    "PRINT_EXPR": display,
    "EXEC_STMT": executes,
    "STORE_ANNOTATION": annotation,
}
