"""What statements is one code object, and those within it?"""

import ast
from collections.abc import Callable

from ostiary.formats.python.code_object import Code
from ostiary.formats.python.opcodes.table import Opcodes
from ostiary.program.bytecode.budget import Budget
from ostiary.program.bytecode.flow import Flow
from ostiary.program.bytecode.instructions import Step, instructions
from ostiary.program.bytecode.operations import (
    building,
    calls,
    contexts,
    definitions,
    imports,
    jumps,
    names,
    operators,
    python2,
    stores,
)

_HANDLERS: dict[str, Callable[[Flow, Step], None]] = {
    **names.TABLE,
    **stores.TABLE,
    **imports.TABLE,
    **definitions.TABLE,
    **operators.TABLE,
    **building.TABLE,
    **calls.TABLE,
    **contexts.TABLE,
    **jumps.TABLE,
    **python2.TABLE,
}
_IS_FUNCTION, _HAS_DOCSTRING = 2, 0x4000000


def statements(
    code: Code, table: Opcodes, budget: Budget, nesting: int = 0, ground: int = 0
) -> list[ast.stmt]:
    """The body of a code object, never empty."""
    budget.bytes_left -= len(code.bytecode)
    if budget.bytes_left < 0:
        budget.unread(code)
        nothing = ast.Pass()
        nothing.lineno, nothing.col_offset = code.first_line, 0
        return [nothing]
    machine = Flow(code, table, budget, nesting, ground)
    _docstring(machine)
    steps = instructions(code, table)
    places = {step.place for step in steps}
    budget.faults += sum(step.target >= 0 and step.target not in places for step in steps)
    skip = 0
    for index, step in enumerate(steps):
        machine.line = step.line
        if step.place < machine.skip_until or skip > index:
            continue
        machine.arrive(step.place)
        width = _decides(steps, index) if step.name == "COPY" and step.argument == 1 else 0
        if width:
            jump = steps[index + width - 1]
            word = "TRUE" if "TRUE" in jump.name else "FALSE"
            _run(machine, jump._replace(name=f"JUMP_IF_{word}_OR_POP"))
            skip = index + width + 1
            while skip < len(steps) and steps[skip - 1].name == "NOT_TAKEN":
                skip += 1
            continue
        _run(machine, step)
    budget.instructions += len(steps)
    return _finished(machine)


def _run(machine: Flow, step: Step) -> None:
    handler = _HANDLERS.get(step.name)
    if handler is None:
        machine.budget.unknown += 1
    else:
        handler(machine, step)


def _decides(steps: list[Step], index: int) -> int:
    """How many instructions from a copy on are `and` or `or`, up to the jump; 0 if they are not."""
    at = index + 1
    if at < len(steps) and steps[at].name == "TO_BOOL":
        at += 1
    if at >= len(steps) or steps[at].name not in ("POP_JUMP_IF_TRUE", "POP_JUMP_IF_FALSE"):
        return 0
    after = at + 1
    if after < len(steps) and steps[after].name == "NOT_TAKEN":
        after += 1
    if after >= len(steps) or steps[after].name != "POP_TOP" or steps[at].target <= index:
        return 0
    return at - index + 1


def _docstring(machine: Flow) -> None:
    code, version = machine.code, machine.version
    first = code.constants[0] if code.constants else None
    if isinstance(first, bytes) and version < (3, 0):
        first = first.decode("latin-1")
    said = code.flags & _HAS_DOCSTRING if version >= (3, 13) else not code.name.startswith("<")
    if said and code.flags & _IS_FUNCTION and isinstance(first, str):
        machine.emit(ast.Expr(machine.constant(first)))


def _finished(machine: Flow) -> list[ast.stmt]:
    body = machine.finish()
    last = body[-1] if body else None
    value = last.value if isinstance(last, ast.Return) else None
    if isinstance(value, ast.Constant) and value.value is None:
        body.pop()
    machine.line = machine.code.first_line
    for kind, found in ((ast.Global, machine.globals), (ast.Nonlocal, machine.nonlocals)):
        if found and machine.code.flags & _IS_FUNCTION:
            declared = kind(sorted(found))
            declared.lineno, declared.col_offset = machine.line, 0
            body.insert(0, declared)
    return body or [machine.passing()]


def _nested(code: Code, outer: Flow) -> list[ast.stmt]:
    return statements(code, outer.table, outer.budget, outer.nesting + 1, outer.deep() + 1)


definitions.NESTED.append(_nested)
