"""What do instructions do that assign to a name, an attribute, an item, or delete one?"""

import ast

from ostiary.program.bytecode.flow import Flow
from ostiary.program.bytecode.instructions import Step
from ostiary.program.bytecode.machine import STORE
from ostiary.program.bytecode.operations.definitions import define
from ostiary.program.bytecode.operations.imports import bind
from ostiary.program.bytecode.operations.names import at, local, shared
from ostiary.program.bytecode.stack import Imported, ImportedName, Marker, Missing, Place, Silent

MAX_PARTS = 5000
"""Targets of one unpacking."""
MAX_WITHIN = 20
"""Unpackings within unpackings."""
_MADE_BY_COMPILER = frozenset(
    ("__module__", "__qualname__", "__firstlineno__", "__static_attributes__", "__classcell__")
)


def store(m: Flow, target: ast.expr) -> None:
    """Give the topmost value to a target."""
    value = m.take()
    if isinstance(value, Place):
        value.fill(target)
        return
    if isinstance(value, Imported | ImportedName) and isinstance(target, ast.Name):
        bind(m, value, target.id)
        return
    if isinstance(value, Silent | Missing):
        return
    value = m.plain(value)
    if isinstance(target, ast.Name):
        if target.id in _MADE_BY_COMPILER and not isinstance(value, ast.Call):
            return
        keep(m, target.id)
        if define(m, target.id, value):
            return
    m.emit(m.made(ast.Assign([target], value)))


def keep(m: Flow, name: str) -> None:
    """A value still on the stack is what the name meant before: `a, b = b, a`."""
    cell, found = m.stack, False
    for _ in range(3):
        if cell is None:
            break
        found = found or (isinstance(cell.value, ast.Name) and cell.value.id == name)
        cell = cell.under
    if not found:
        return
    values = [m.take() for _ in range(min(3, m.stack.depth if m.stack else 0))]
    for value in reversed(values):
        same = isinstance(value, ast.Name) and value.id == name
        m.push(m.named(value) if same else value)


def store_name(m: Flow, step: Step) -> None:
    """Assign to a name of the module or class."""
    store(m, m.name(at(m.code.names, step.argument), STORE))


def store_global(m: Flow, step: Step) -> None:
    """Assign to a global."""
    m.globals.add(at(m.code.names, step.argument))
    store_name(m, step)


def store_fast(m: Flow, step: Step) -> None:
    """Assign to a local."""
    store(m, m.name(local(m, step.argument), STORE))


def store_shared(m: Flow, step: Step) -> None:
    """Assign to a name that functions share."""
    name = shared(m, step.argument)
    if name in m.code.free:
        m.nonlocals.add(name)
    store(m, m.name(name, STORE))


def store_then_load(m: Flow, step: Step) -> None:
    """Assign to one local, load another."""
    store(m, m.name(local(m, step.argument >> 4), STORE))
    m.push(m.name(local(m, step.argument & 15)))


def store_two(m: Flow, step: Step) -> None:
    """Assign to two locals."""
    store(m, m.name(local(m, step.argument >> 4), STORE))
    store(m, m.name(local(m, step.argument & 15), STORE))


def store_attr(m: Flow, step: Step) -> None:
    """Assign to an attribute."""
    owner = m.pop()
    store(m, m.made(ast.Attribute(owner, at(m.code.names, step.argument), STORE), owner))


def store_subscr(m: Flow, _: Step) -> None:
    """Assign to an item."""
    key, owner = m.pop(), m.pop()
    store(m, m.made(ast.Subscript(owner, key, STORE), owner, key))


def delete(m: Flow, target: ast.expr) -> None:
    """Delete what is named."""
    m.emit(ast.Delete([target]))


def delete_name(m: Flow, step: Step) -> None:
    """Delete a name."""
    if step.name == "DELETE_FAST":
        name = local(m, step.argument)
    elif step.name == "DELETE_DEREF":
        name = shared(m, step.argument)
    else:
        name = at(m.code.names, step.argument)
    delete(m, m.name(name, ast.Del()))


def delete_attr(m: Flow, step: Step) -> None:
    """Delete an attribute."""
    owner = m.pop()
    delete(m, m.made(ast.Attribute(owner, at(m.code.names, step.argument), ast.Del()), owner))


def delete_subscr(m: Flow, _: Step) -> None:
    """Delete an item."""
    key, owner = m.pop(), m.pop()
    delete(m, m.made(ast.Subscript(owner, key, ast.Del()), owner, key))


def unpack(m: Flow, step: Step) -> None:
    """Take a sequence apart: an assignment whose targets are still to come."""
    extended = step.name == "UNPACK_EX"
    before, after = step.argument & 0xFF, step.argument >> 8
    count = min(before + 1 + after if extended else step.argument, m.budget.nodes_left, MAX_PARTS)
    if count < step.argument and not extended:
        m.budget.faults += 1
    count = max(count, 0)
    m.budget.nodes_left -= count
    unused: list[ast.expr] = [m.name("%unused", STORE) for _ in range(count)]
    if extended and before < count:
        unused[before] = m.made(ast.Starred(m.name("%unused", STORE), STORE))
    value = m.take()
    targets = ast.Tuple(unused, STORE)
    m.made(targets)
    if isinstance(value, Place) and isinstance(value.owner, ast.Tuple):
        targets.col_offset += value.owner.col_offset
        if targets.col_offset > MAX_WITHIN:
            value = m.plain(value)
            targets.col_offset = 1
    if isinstance(value, Place):
        value.fill(targets)
    else:
        m.emit(m.made(ast.Assign([targets], m.plain(value))))
    for index in reversed(range(len(unused))):
        m.push(Place(targets, index))


def popped(m: Flow, _: Step) -> None:
    """A value that nobody wants: what happened in making it still happened."""
    value = m.take()
    if isinstance(value, Marker):
        return
    value = m.plain(value)
    idle = isinstance(value, ast.Tuple) and all(isinstance(one, ast.Constant) for one in value.elts)
    if not idle and not isinstance(value, ast.Name | ast.Constant):
        m.emit(ast.Expr(value))


TABLE = {
    "STORE_NAME": store_name,
    "STORE_GLOBAL": store_global,
    "STORE_FAST": store_fast,
    "STORE_DEREF": store_shared,
    "STORE_FAST_LOAD_FAST": store_then_load,
    "STORE_FAST_STORE_FAST": store_two,
    "STORE_ATTR": store_attr,
    "STORE_SUBSCR": store_subscr,
    "DELETE_NAME": delete_name,
    "DELETE_GLOBAL": delete_name,
    "DELETE_FAST": delete_name,
    "DELETE_DEREF": delete_name,
    "DELETE_ATTR": delete_attr,
    "DELETE_SUBSCR": delete_subscr,
    "UNPACK_SEQUENCE": unpack,
    "UNPACK_EX": unpack,
    "POP_TOP": popped,
}
