"""What do instructions do that make functions and classes?"""

import ast
from typing import TYPE_CHECKING

from ostiary.formats.python.code_object import Code
from ostiary.program.bytecode.budget import MAX_DEPTH
from ostiary.program.bytecode.flow import Flow
from ostiary.program.bytecode.instructions import Step
from ostiary.program.bytecode.machine import LOAD, UNKNOWN
from ostiary.program.bytecode.stack import BuildClass, CodeValue
from ostiary.program.ir import Define

if TYPE_CHECKING:
    from collections.abc import Callable

_VARIABLE, _KEYWORDS, _COROUTINE = 4, 8, 0x80 | 0x200
_DEFAULTS, _KEYWORD_DEFAULTS = 1, 2
MAX_DECORATORS = 50

NESTED: "list[Callable[[Code, Flow], list[ast.stmt]]]" = []
"""Who lowers a code object within another: put here by `body`, which knows all instructions."""


def make_function(m: Flow, step: Step) -> None:
    """A function out of a code object, its defaults and what it closes over."""
    if m.version < (3, 0):
        made, defaults = m.take(), m.popped(step.argument)
        m.push(_function(m, made, defaults, None))
        return
    if m.version < (3, 11):
        m.drop(1)
    made = m.take()
    if m.version >= (3, 13):
        m.push(_function(m, made, [], None))
        return
    extras = {bit: m.pop() for bit in (8, 4, _KEYWORD_DEFAULTS, _DEFAULTS) if step.argument & bit}
    m.push(_function(m, made, _items(extras.get(_DEFAULTS)), extras.get(_KEYWORD_DEFAULTS)))


def make_closure(m: Flow, step: Step) -> None:
    """In 2.7, a function that closes over names."""
    made = m.take()
    m.drop(1)
    m.push(_function(m, made, m.popped(step.argument), None))


def set_attribute(m: Flow, step: Step) -> None:
    """Since 3.13 defaults come to a function that is already made."""
    made, extra = m.take(), m.pop()
    given = _given(made)
    if given is not None and step.argument == _DEFAULTS:
        _defaults(given, _items(extra))
    elif given is not None and step.argument == _KEYWORD_DEFAULTS:
        _keyword_defaults(given, extra)
    m.push(made)


def _given(made: ast.expr) -> ast.arguments | None:
    if isinstance(made, ast.Lambda):
        return made.args
    if isinstance(made, Define) and not isinstance(made.body, ast.ClassDef):
        return made.body.args
    return None


def _items(value: ast.expr | None) -> list[ast.expr]:
    if isinstance(value, ast.Tuple):
        return value.elts
    return [] if value is None else [ast.Starred(value, LOAD, lineno=value.lineno, col_offset=0)]


def _function(
    m: Flow, made: ast.expr, defaults: list[ast.expr], by_keyword: ast.expr | None
) -> ast.expr:
    if not isinstance(made, CodeValue):
        return m.plain(made)
    code = made.code
    given = _parameters(m, code)
    _defaults(given, defaults)
    if by_keyword is not None:
        _keyword_defaults(given, by_keyword)
    body = nested(m, code)
    only = body[0] if len(body) == 1 else None
    if code.name == "<lambda>" and isinstance(only, ast.Return) and only.value is not None:
        return m.made(ast.Lambda(given, only.value), only.value)
    kind = ast.AsyncFunctionDef if code.flags & _COROUTINE else ast.FunctionDef
    whole = kind(code.name, given, body, [], None, None)
    whole.lineno, whole.col_offset = code.first_line, 0
    return m.made(Define(whole))


def nested(m: Flow, code: Code) -> list[ast.stmt]:
    """The body of a function or class within this one."""
    if m.nesting >= MAX_DEPTH:
        m.budget.unread(code)
        return [m.passing()]
    return NESTED[0](code, m)


def _parameters(m: Flow, code: Code) -> ast.arguments:
    names = code.slots or code.variables
    found = [_argument(m, name) for name in names[: code.arguments + code.keyword_only + 2]]
    plain, rest = found[: code.arguments], found[code.arguments :]
    only, rest = rest[: code.keyword_only], rest[code.keyword_only :]
    variable = rest.pop(0) if code.flags & _VARIABLE and rest else None
    keywords = rest.pop(0) if code.flags & _KEYWORDS and rest else None
    split = code.positional_only
    return ast.arguments(
        plain[:split], plain[split:], variable, only, [None] * len(only), keywords, []
    )


def _argument(m: Flow, name: str) -> ast.arg:
    made = ast.arg(name, None)
    made.lineno, made.col_offset = m.line, 0
    return made


def _defaults(given: ast.arguments, defaults: list[ast.expr]) -> None:
    given.defaults = defaults[: len(given.posonlyargs) + len(given.args)]


def _keyword_defaults(given: ast.arguments, table: ast.expr) -> None:
    if not isinstance(table, ast.Dict):
        return
    known = {
        key.value: value
        for key, value in zip(table.keys, table.values, strict=True)
        if isinstance(key, ast.Constant)
    }
    given.kw_defaults = [known.get(one.arg) for one in given.kwonlyargs]


def class_of(
    m: Flow, made: ast.expr, name: str, bases: list[ast.expr], keywords: list[ast.keyword]
) -> ast.expr:
    """A class out of the function that fills its namespace."""
    if not isinstance(made, Define) or isinstance(made.body, ast.ClassDef):
        return m.name(UNKNOWN)
    whole = ast.ClassDef(name, bases, keywords, made.body.body, [])
    whole.lineno, whole.col_offset = made.body.lineno, 0
    return m.made(Define(whole))


def build_class(m: Flow, _: Step) -> None:
    """In 2.7: a name, the bases, and the call of the function that fills the namespace."""
    filled, bases, name = m.pop(), m.pop(), m.pop()
    made = filled.func if isinstance(filled, ast.Call) else filled
    said = name.value if isinstance(name, ast.Constant) else UNKNOWN
    m.push(class_of(m, made, str(said), _items(bases), []))


def load_build_class(m: Flow, _: Step) -> None:
    """What makes classes."""
    m.push(BuildClass())


def define(m: Flow, name: str, value: ast.expr) -> bool:
    """The statement `def` or `class`, with its decorators, if that is what a name is given."""
    decorators: list[ast.expr] = []
    while isinstance(value, ast.Call) and len(value.args) == 1 and not value.keywords:
        decorators.append(value.func)
        value = value.args[0]
        if len(decorators) > MAX_DECORATORS:
            return False
    if not isinstance(value, Define) or value.body.name != name or value.body.decorator_list:
        return False
    value.body.decorator_list = decorators
    line = value.body.lineno
    m.emit(value.body)
    value.body.lineno = line
    return True


TABLE = {
    "MAKE_FUNCTION": make_function,
    "MAKE_CLOSURE": make_closure,
    "SET_FUNCTION_ATTRIBUTE": set_attribute,
    "LOAD_BUILD_CLASS": load_build_class,
    "BUILD_CLASS": build_class,
}
