"""What do instructions do that import?"""

import ast

from ostiary.program.bytecode.flow import Flow
from ostiary.program.bytecode.instructions import Step
from ostiary.program.bytecode.stack import Imported, ImportedName


def import_name(m: Flow, step: Step) -> None:
    """Import a module, for now onto the stack."""
    wanted, level = m.pop(), m.pop()
    names = m.code.names
    index = step.argument >> 2 if m.version >= (3, 15) else step.argument  # lower bits: how lazy
    module = names[index] if index < len(names) else "%unknown"
    relative = level.value if isinstance(level, ast.Constant) else 0
    relative = relative if isinstance(relative, int) and 0 < relative < 100 else 0
    several = isinstance(wanted, ast.Tuple) and bool(wanted.elts)
    m.push(Imported(module, relative, several=several))


def import_from(m: Flow, step: Step) -> None:
    """Take a name out of the module on the stack, which stays there."""
    top = m.peek(1)
    names = m.code.names
    name = names[step.argument] if step.argument < len(names) else "%unknown"
    if not isinstance(top, Imported):
        value, other = m.twice(m.take())
        m.push(value)
        m.push(m.made(ast.Attribute(m.plain(other), name, ast.Load())))
    elif top.several:
        m.push(ImportedName(top, name))
    else:
        m.push(Imported(top.module, top.level, several=False, inner=True))


def import_star(m: Flow, _: Step) -> None:
    """Take all names out of a module."""
    star(m)


def star(m: Flow) -> None:
    """The statement for a module on the stack."""
    top = m.take()
    if isinstance(top, Imported):
        m.emit(ast.ImportFrom(top.module or None, [_alias(m, "*", None)], top.level))


def bind(m: Flow, value: Imported | ImportedName, name: str) -> None:
    """The statement that gives an imported thing its name."""
    if isinstance(value, ImportedName):
        source = value.source
        alias = _alias(m, value.name, None if name == value.name else name)
        m.emit(ast.ImportFrom(source.module or None, [alias], source.level))
        return
    plain = not value.inner and name == value.module.partition(".")[0]
    m.emit(ast.Import([_alias(m, value.module, None if plain else name)]))


def _alias(m: Flow, name: str, other: str | None) -> ast.alias:
    made = ast.alias(name, other)
    made.lineno, made.col_offset = m.line, 0
    return made


TABLE = {
    "IMPORT_NAME": import_name,
    "IMPORT_FROM": import_from,
    "IMPORT_STAR": import_star,
}
