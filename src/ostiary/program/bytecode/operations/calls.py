"""What do instructions do that call?"""

import ast

from ostiary.program.bytecode.comprehension import generator
from ostiary.program.bytecode.flow import Flow
from ostiary.program.bytecode.instructions import Step
from ostiary.program.bytecode.machine import LOAD
from ostiary.program.bytecode.operations.building import spread
from ostiary.program.bytecode.operations.contexts import Enter, entered
from ostiary.program.bytecode.operations.definitions import class_of
from ostiary.program.bytecode.stack import BuildClass, Missing, Silent
from ostiary.program.ir import Define

_COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")
_MADE = ast.ListComp | ast.SetComp | ast.DictComp


def call(m: Flow, called: ast.expr, arguments: list[ast.expr], keywords: list[ast.keyword]) -> None:
    """Push the value of a call, or what stands for it."""
    if isinstance(called, Silent):
        m.silent(1)
        return
    if isinstance(called, Enter):
        entered(m, called)
        return
    if isinstance(called, BuildClass):
        made = arguments[0] if arguments else m.name("%unknown")
        said = arguments[1] if len(arguments) > 1 else None
        name = str(said.value) if isinstance(said, ast.Constant) else "%unknown"
        m.push(class_of(m, made, name, arguments[2:], keywords))
        return
    called = m.plain(called)
    if isinstance(called, Define) and len(arguments) == 1:
        folded = _comprehension(called, arguments[0])
        if folded is not None:
            m.push(folded)
            return
    parts = [called, *arguments, *(one.value for one in keywords)]
    m.push(m.made(ast.Call(called, arguments, keywords), *parts))


def _comprehension(called: Define, over: ast.expr) -> ast.expr | None:
    """A comprehension that is a function of its own, with what it goes over."""
    if called.body.name not in _COMPREHENSIONS:
        return None
    body = called.body.body
    first = body[0] if body else None
    made: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp | None = None
    if isinstance(first, ast.Return) and isinstance(first.value, _MADE):
        made = first.value
    elif called.body.name == "<genexpr>":
        made = generator(body)
    if made is None or not isinstance(made.generators[0].iter, ast.Name):
        return None
    made.generators[0].iter = over
    made.col_offset = max(made.col_offset, over.col_offset + 1)
    return made


def named(m: Flow, names: list[str], values: list[ast.expr]) -> list[ast.keyword]:
    """Arguments by keyword."""
    made = [ast.keyword(name, value) for name, value in zip(names, values, strict=False)]
    for one in made:
        one.lineno, one.col_offset = m.line, 0
    return made


def texts(value: ast.expr) -> list[str]:
    """The texts of a tuple of them."""
    elements = value.elts if isinstance(value, ast.Tuple) else []
    return [str(one.value) if isinstance(one, ast.Constant) else "%unknown" for one in elements]


def call_function(m: Flow, step: Step) -> None:
    """Before 3.11: positional arguments only."""
    if m.version < (3, 0):
        call_with_pairs(m, step)
        return
    arguments = m.popped(step.argument)
    call(m, m.take(), arguments, [])


def call_with_pairs(m: Flow, step: Step) -> None:
    """In 2.7: positional arguments, then names and values by turns, then `*` and `**`."""
    doubled = m.pop() if step.name.endswith("_KW") else None
    starred = m.pop() if "_VAR" in step.name else None
    pairs = m.popped(2 * (step.argument >> 8 & 0xFF))
    arguments = m.popped(step.argument & 0xFF)
    names = [str(one.value) if isinstance(one, ast.Constant) else "" for one in pairs[::2]]
    keywords = named(m, names, pairs[1::2])
    if starred is not None:
        arguments += spread(m, starred)
    if doubled is not None:
        keywords += mapping(m, doubled)
    call(m, m.take(), arguments, keywords)


def call_function_kw(m: Flow, step: Step) -> None:
    """Before 3.11: the names of the last arguments are a tuple on top."""
    if m.version < (3, 0):
        call_with_pairs(m, step)
        return
    names = texts(m.pop())
    values = m.popped(step.argument)
    split = max(len(values) - len(names), 0)
    call(m, m.take(), values[:split], named(m, names, values[split:]))


def call_method(m: Flow, step: Step) -> None:
    """3.7 to 3.10: a method, with a NULL beneath."""
    arguments = m.popped(step.argument)
    called = m.take()
    m.drop(1)
    call(m, called, arguments, [])


def kw_names(m: Flow, step: Step) -> None:
    """3.11 and 3.12: the names of the last arguments of the call to come."""
    there = step.argument < len(m.code.constants)
    value = m.code.constants[step.argument] if there else ()
    m.keywords = tuple(map(str, value)) if isinstance(value, tuple) else ()


def call_any(m: Flow, step: Step) -> None:
    """Since 3.11: a callable, and beside it a NULL or its first argument."""
    names = list(m.keywords)
    m.keywords = ()
    if step.name == "CALL_KW":
        names = texts(m.pop())
    values = m.popped(step.argument)
    split = max(len(values) - len(names), 0)
    called, arguments = beside(m, values[:split])
    call(m, called, arguments, named(m, names, values[split:]))


def beside(m: Flow, arguments: list[ast.expr]) -> tuple[ast.expr, list[ast.expr]]:
    """The callable, and its arguments with the one that stands beside it."""
    upper, lower = m.take(), m.take()
    if m.version >= (3, 13):
        called, first = lower, upper
    else:
        called, first = (upper, lower) if isinstance(lower, Missing) else (lower, upper)
    if isinstance(first, Missing):
        return called, arguments
    if isinstance(called, Silent | Enter):
        return called, []
    return called, [m.plain(first), *arguments]


def call_ex(m: Flow, step: Step) -> None:
    """A tuple of arguments and perhaps a mapping of those by keyword."""
    doubled = m.take() if step.argument & 1 or m.version >= (3, 14) else None
    arguments = spread(m, m.pop())
    known = doubled is not None and not isinstance(doubled, Missing)
    keywords = mapping(m, m.plain(doubled)) if doubled is not None and known else []
    if m.version >= (3, 13):
        m.drop(1)
        called = m.take()
    else:
        called = m.take()
        if m.version >= (3, 11) and isinstance(m.peek(1), Missing):
            m.drop(1)
    call(m, called, arguments, keywords)


def mapping(m: Flow, value: ast.expr) -> list[ast.keyword]:
    """The keywords that a mapping stands for."""
    if not isinstance(value, ast.Dict):
        return [_doubled(m, value)]
    found = []
    for key, one in zip(value.keys, value.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            found += named(m, [key.value], [one])
        elif key is None:
            found.append(_doubled(m, one))
        else:
            pair = m.made(ast.Dict([key], [one]), key, one)
            found.append(_doubled(m, pair))
    return found


def _doubled(m: Flow, value: ast.expr) -> ast.keyword:
    made = ast.keyword(None, value)
    made.lineno, made.col_offset = m.line, 0
    return made


def push_null(m: Flow, _: Step) -> None:
    """The NULL beside a callable."""
    m.push(Missing())


def convert(m: Flow, _: Step) -> None:
    """In 2.7, backquotes."""
    value = m.pop()
    called = m.made(ast.Name("repr", LOAD))
    m.push(m.made(ast.Call(called, [value], []), value))


TABLE = {
    "CALL_FUNCTION": call_function,
    "CALL_FUNCTION_VAR": call_with_pairs,
    "CALL_FUNCTION_VAR_KW": call_with_pairs,
    "CALL_FUNCTION_KW": call_function_kw,
    "CALL_FUNCTION_EX": call_ex,
    "CALL_METHOD": call_method,
    "KW_NAMES": kw_names,
    "CALL": call_any,
    "CALL_KW": call_any,
    "PUSH_NULL": push_null,
    "UNARY_CONVERT": convert,
}
