"""What do instructions do that guard: `with`, `try`, `raise`?"""

import ast

from ostiary.program.bytecode.flow import Flow
from ostiary.program.bytecode.instructions import Step
from ostiary.program.bytecode.stack import Marker, Missing, Place, Silent, pushed


class Enter(Marker):
    """The method that enters a context, whose call begins a `with`."""

    def __init__(self, context: ast.expr, *, waits: bool) -> None:
        super().__init__()
        self.context = context
        self.waits = waits


def entered(m: Flow, enter: Enter) -> None:
    """Begin a `with`: its body follows flat."""
    item = ast.withitem(enter.context, None)
    kind = ast.AsyncWith if enter.waits else ast.With
    m.emit(m.made(kind([item], [m.passing()])))
    m.push(Place(item))


def before_with(m: Flow, step: Step) -> None:
    """3.11 to 3.13: the exit stays beneath what entering gives."""
    context = m.pop()
    m.silent(1)
    entered(m, Enter(context, waits="ASYNC" in step.name))


def setup_with(m: Flow, step: Step) -> None:
    """Before 3.11: the same, with a handler to come."""
    if step.name == "SETUP_ASYNC_WITH":
        top = m.take()
        kept = m.stack
        base = kept.under if kept else None
        m.setup(step, base, kept)
        m.stack = pushed(m.stack, top)
        return
    context = m.pop()
    base = m.stack
    m.silent(1)
    m.setup(step, base, m.stack)
    entered(m, Enter(context, waits=False))


def load_special(m: Flow, step: Step) -> None:
    """Since 3.14: the method that enters or leaves a context, with what stands beside it."""
    specials = m.table.specials
    name = specials[step.argument] if step.argument < len(specials) else ""
    value = m.take()
    if name in ("__enter__", "__aenter__"):
        m.push(Enter(m.plain(value), waits=name == "__aenter__"))
    else:
        m.silent(1)
    m.silent(1)


def setup_handler(m: Flow, step: Step) -> None:
    """Before 3.11: a handler to come."""
    m.setup(step, m.stack, m.stack)


def setup_loop(m: Flow, step: Step) -> None:
    """Before 3.8: where `break` goes."""
    m.remember(step.target)


def end_finally(m: Flow, _: Step) -> None:
    """Before 3.9: the end of handlers, where the stack is as it was before them."""
    if m.bases:
        m.stack = m.bases.pop()
        m.live, m.adrift = True, False
    else:
        m.take()


def pop_finally(m: Flow, step: Step) -> None:
    """3.8: leave a `finally` early."""
    top = m.take() if step.argument else None
    m.drop(1)
    if top is not None:
        m.push(top)


def pop_except(m: Flow, _: Step) -> None:
    """The end of a handler."""
    m.drop(1 if m.version >= (3, 11) else 3)


def one_more(m: Flow, _: Step) -> None:
    """A value of the interpreter's own."""
    m.silent(1)


def two_more(m: Flow, _: Step) -> None:
    """Two of them."""
    m.silent(2)


def caught(m: Flow, _: Step) -> None:
    """Whether an exception is of a class: nobody knows."""
    kind = m.pop()
    if isinstance(kind, ast.Call):
        m.emit(ast.Expr(kind))
    m.push(m.name("%caught"))


def caught_group(m: Flow, _: Step) -> None:
    """The part of a group that is of a class."""
    m.drop(2)
    m.silent(2)


def not_caught(m: Flow, step: Step) -> None:
    """3.9 and 3.10: whether an exception is of a class, and a jump if not."""
    m.drop(2)
    m.branch(step, m.name("%caught"), jumps_if=False)


def reraise(m: Flow, _: Step) -> None:
    """On with an exception."""
    m.end()


def prep_reraise(m: Flow, _: Step) -> None:
    """3.11: one exception out of what a group's handlers left."""
    m.drop(2)
    m.silent(1)


def throw(m: Flow, _: Step) -> None:
    """An exception thrown into a generator within."""
    m.drop(3)
    m.silent(2)


def raises(m: Flow, step: Step) -> None:
    """`raise`, whose second part is the cause, or in 2.7 the value."""
    parts = m.popped(min(step.argument, 3))
    if m.version < (3, 0) and len(parts) > 1:
        arguments = (
            [] if isinstance(parts[1], ast.Constant) and parts[1].value is None else [parts[1]]
        )
        parts = [m.made(ast.Call(parts[0], arguments, []), *parts[:2])]
    m.emit(ast.Raise(*parts[:2]))
    m.end()


def cleanup_start(m: Flow, _: Step) -> None:
    """3.6 to 3.8: leave a context; `END_FINALLY` tidies up."""
    m.drop(1)
    m.silent(2)


def cleanup_finish(m: Flow, _: Step) -> None:
    """3.6 to 3.8: the same."""
    m.drop(2)


def nothing(_m: Flow, _step: Step) -> None:
    """An instruction that matters to the interpreter alone."""


def awaiting(m: Flow, _: Step) -> None:
    """Wait for a value."""
    value = m.take()
    if isinstance(value, Silent | Place):
        m.push(value)
        return
    value = m.plain(value)
    m.push(m.made(ast.Await(value), value))


def yield_from(m: Flow, _: Step) -> None:
    """Before 3.11: the end of waiting, or of giving on what another generator gives."""
    m.drop(1)


def iterate_within(m: Flow, _: Step) -> None:
    """Give on what another generator gives."""
    value = m.pop()
    m.push(m.made(ast.YieldFrom(value), value))


def send(m: Flow, step: Step) -> None:
    """Since 3.11: the loop that waits; what it does is said by the value beneath."""
    m.drop(1)
    if m.version >= (3, 15) and isinstance(m.peek(1), Silent | Missing):
        m.drop(1)
        m.push(m.plain(m.take()))
    if m.version >= (3, 12):
        m.silent(1)
    m.skip_until = step.target


def end_send(m: Flow, _: Step) -> None:
    """The value beneath is what was waited for."""
    m.drop(1)


def yields(m: Flow, _: Step) -> None:
    """Give a value, get another."""
    value = m.pop()
    m.push(m.made(ast.Yield(value), value))


def returns(m: Flow, step: Step) -> None:
    """The end of a function; a module and a class just end."""
    if step.name == "RETURN_CONST":
        constants = m.code.constants
        known = constants[step.argument] if step.argument < len(constants) else None
        simple = known if isinstance(known, str | bytes | int | float | complex) else None
        value: ast.expr = m.constant(simple)
    else:
        value = m.pop()
    m.end()
    if m.code.flags & 2 or not isinstance(value, ast.Constant | ast.Name):
        m.emit(ast.Return(value))


_IGNORED = (
    "NOP",
    "RESERVED",
    "RESUME",
    "POP_BLOCK",
    "SETUP_ANNOTATIONS",
    "COPY_FREE_VARS",
    "MAKE_CELL",
    "PRECALL",
    "NOT_TAKEN",
    "TO_BOOL",
    "ASYNC_GEN_WRAP",
    "CALL_FINALLY",
    "EXIT_INIT_CHECK",
    "INTERPRETER_EXIT",
    "TRACE_RECORD",
    "GEN_START",
)
TABLE = {
    **dict.fromkeys(_IGNORED, nothing),
    "BEFORE_WITH": before_with,
    "BEFORE_ASYNC_WITH": before_with,
    "SETUP_WITH": setup_with,
    "SETUP_ASYNC_WITH": setup_with,
    "LOAD_SPECIAL": load_special,
    "SETUP_FINALLY": setup_handler,
    "SETUP_EXCEPT": setup_handler,
    "SETUP_LOOP": setup_loop,
    "END_FINALLY": end_finally,
    "POP_FINALLY": pop_finally,
    "POP_EXCEPT": pop_except,
    "PUSH_EXC_INFO": one_more,
    "BEGIN_FINALLY": one_more,
    "WITH_EXCEPT_START": one_more,
    "WITH_CLEANUP": nothing,
    "WITH_CLEANUP_START": cleanup_start,
    "WITH_CLEANUP_FINISH": cleanup_finish,
    "RETURN_GENERATOR": one_more,
    "CHECK_EXC_MATCH": caught,
    "CHECK_EG_MATCH": caught_group,
    "JUMP_IF_NOT_EXC_MATCH": not_caught,
    "RERAISE": reraise,
    "PREP_RERAISE_STAR": prep_reraise,
    "CLEANUP_THROW": throw,
    "RAISE_VARARGS": raises,
    "GET_AWAITABLE": awaiting,
    "YIELD_FROM": yield_from,
    "GET_YIELD_FROM_ITER": iterate_within,
    "SEND": send,
    "END_SEND": end_send,
    "YIELD_VALUE": yields,
    "RETURN_VALUE": returns,
    "RETURN_CONST": returns,
}
