"""What do instructions do that load a constant, a name, an attribute?"""

import ast

from ostiary.program.bytecode.constants import constant
from ostiary.program.bytecode.flow import Flow
from ostiary.program.bytecode.instructions import Step
from ostiary.program.bytecode.machine import LOAD, UNKNOWN
from ostiary.program.bytecode.stack import Imported, Missing, Silent

_WRITTEN: dict[str, str | int | None] = {
    "None": None,
    "True": True,
    "False": False,
    "-1": -1,
    "''": "",
}


def at(names: tuple[str, ...], index: int) -> str:
    """A name by its number."""
    return names[index] if 0 <= index < len(names) else UNKNOWN


def local(m: Flow, index: int) -> str:
    """A local name."""
    return at(m.code.slots, index)


def shared(m: Flow, index: int) -> str:
    """A name that functions share."""
    if m.version >= (3, 11):
        return local(m, index)
    return at(m.code.cells + m.code.free, index)


def load_const(m: Flow, step: Step) -> None:
    """A constant."""
    there = step.argument < len(m.code.constants)
    m.push(constant(m, m.code.constants[step.argument] if there else None))


def load_name(m: Flow, step: Step) -> None:
    """A global or a name of a class body."""
    m.push(m.name(at(m.code.names, step.argument)))


def load_global(m: Flow, step: Step) -> None:
    """A global, since 3.11 perhaps with a NULL for a call to come."""
    if m.version < (3, 11):
        load_name(m, step)
        return
    if step.argument & 1 and m.version < (3, 13):
        m.push(Missing())
    m.push(m.name(at(m.code.names, step.argument >> 1)))
    if step.argument & 1 and m.version >= (3, 13):
        m.push(Missing())


def load_fast(m: Flow, step: Step) -> None:
    """A local."""
    m.push(m.name(local(m, step.argument)))


def load_and_clear(m: Flow, _: Step) -> None:
    """A local put aside while a comprehension has its name."""
    m.push(Silent())


def load_two(m: Flow, step: Step) -> None:
    """Two locals."""
    m.push(m.name(local(m, step.argument >> 4)))
    m.push(m.name(local(m, step.argument & 15)))


def load_shared(m: Flow, step: Step) -> None:
    """A name of an outer function."""
    m.push(m.name(shared(m, step.argument)))


def load_from_dict(m: Flow, step: Step) -> None:
    """A name of a class body, or else one further out."""
    m.drop(1)
    deep = step.name == "LOAD_FROM_DICT_OR_DEREF"
    m.push(m.name(shared(m, step.argument) if deep else at(m.code.names, step.argument)))


def load_locals(m: Flow, _: Step) -> None:
    """The names of a class body as a dict."""
    m.push(m.made(ast.Call(m.name("locals"), [], [])))


def load_attr(m: Flow, step: Step) -> None:
    """An attribute, since 3.12 perhaps as a method."""
    new = m.version >= (3, 12)
    name = at(m.code.names, step.argument >> 1 if new else step.argument)
    top = m.peek(1)
    if isinstance(top, Imported) and not top.several:
        m.take()
        m.push(Imported(top.module, top.level, several=False, inner=True))
        return
    value = m.pop()
    attribute = m.made(ast.Attribute(value, name, LOAD), value)
    method(m, attribute, method=bool(new and step.argument & 1))


def load_method(m: Flow, step: Step) -> None:
    """A method, before 3.12."""
    value = m.pop()
    name = at(m.code.names, step.argument)
    method(m, m.made(ast.Attribute(value, name, LOAD), value), method=True)


def method(m: Flow, value: ast.expr, *, method: bool) -> None:
    """A callable, with the NULL that a method has beside it."""
    before = m.version < (3, 13)
    if method and before:
        m.push(Missing())
    m.push(value)
    if method and not before:
        m.push(Missing())


def load_super_attr(m: Flow, step: Step) -> None:
    """An attribute of `super()`."""
    m.drop(2)
    called = m.pop()
    whole = m.made(ast.Call(called, [], []), called)
    name = at(m.code.names, step.argument >> 2)
    method(m, m.made(ast.Attribute(whole, name, LOAD), whole), method=bool(step.argument & 1))


def small(m: Flow, step: Step) -> None:
    """A small number."""
    m.push(m.constant(step.argument))


def shared_constant(m: Flow, step: Step) -> None:
    """A builtin that the interpreter keeps at hand."""
    word = at(m.table.common, step.argument)
    m.push(m.constant(_WRITTEN[word]) if word in _WRITTEN else m.name(word))


def assertion(m: Flow, _: Step) -> None:
    """The class of failed assertions."""
    m.push(m.name("AssertionError"))


TABLE = {
    "LOAD_CONST": load_const,
    "LOAD_NAME": load_name,
    "LOAD_GLOBAL": load_global,
    "LOAD_FAST": load_fast,
    "LOAD_FAST_BORROW": load_fast,
    "LOAD_FAST_CHECK": load_fast,
    "LOAD_FAST_AND_CLEAR": load_and_clear,
    "LOAD_FAST_LOAD_FAST": load_two,
    "LOAD_FAST_BORROW_LOAD_FAST_BORROW": load_two,
    "LOAD_DEREF": load_shared,
    "LOAD_CLASSDEREF": load_shared,
    "LOAD_CLOSURE": load_shared,
    "LOAD_FROM_DICT_OR_GLOBALS": load_from_dict,
    "LOAD_FROM_DICT_OR_DEREF": load_from_dict,
    "LOAD_LOCALS": load_locals,
    "LOAD_ATTR": load_attr,
    "LOAD_METHOD": load_method,
    "LOAD_SUPER_ATTR": load_super_attr,
    "LOAD_SMALL_INT": small,
    "LOAD_COMMON_CONSTANT": shared_constant,
    "LOAD_ASSERTION_ERROR": assertion,
}
