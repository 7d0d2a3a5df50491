"""What lies on the stack of a code object, without running it?"""

import ast
from typing import NamedTuple, Optional

from ostiary.formats.python.code_object import Code


class Cell(NamedTuple):
    """A value and what lies under it: a remembered stack costs nothing, however deep it is."""

    value: ast.expr
    under: Optional["Cell"]
    depth: int


Stack = Cell | None


def pushed(stack: Stack, value: ast.expr) -> Cell:
    """The stack with one more."""
    return Cell(value, stack, stack.depth + 1 if stack else 1)


def depth(stack: Stack) -> int:
    """How many values there are."""
    return stack.depth if stack else 0


class Marker(ast.expr):
    """A value that only the machine knows: where an expression is wanted it has a plain form."""

    def plain(self) -> ast.expr:
        """What stands for it in a tree."""
        return ast.Name("%unknown", ast.Load())


class Missing(Marker):
    """The NULL beside a callable that is no method."""


class Silent(Marker):
    """A value of the interpreter's own: an iterator, an exception, a saved local, a context's exit."""


class BuildClass(Marker):
    """What makes a class out of a function."""


class CodeValue(Marker):
    """A code object as a constant."""

    def __init__(self, code: Code) -> None:
        super().__init__()
        self.code = code


class Imported(Marker):
    """A module as IMPORT_NAME leaves it; `inner` once a part of a dotted name was taken."""

    def __init__(self, module: str, level: int, *, several: bool, inner: bool = False) -> None:
        super().__init__()
        self.module = module
        self.level = level
        self.several = several
        self.inner = inner

    def plain(self) -> ast.expr:
        """The call that would have the same value."""
        called = ast.Name("__import__", ast.Load())
        name: ast.expr = ast.Constant("." * self.level + self.module)
        return ast.Call(called, [name], [])


class ImportedName(Marker):
    """A name that is taken from a module."""

    def __init__(self, source: Imported, name: str) -> None:
        super().__init__()
        self.source = source
        self.name = name

    def plain(self) -> ast.expr:
        """The attribute that would have the same value."""
        return ast.Attribute(self.source.plain(), self.name, ast.Load())


class Place(Marker):
    """A value that goes to a target still to come: of a loop, a `with`, an unpacking."""

    def __init__(self, owner: ast.For | ast.withitem | ast.Tuple, index: int = 0) -> None:
        super().__init__()
        self.owner = owner
        self.index = index

    def fill(self, target: ast.expr) -> None:
        """Write the target where it belongs."""
        if isinstance(self.owner, ast.Tuple):
            starred = isinstance(self.owner.elts[self.index], ast.Starred)
            filled = ast.Starred(target, ast.Store()) if starred else target
            self.owner.elts[self.index] = filled
            filled.lineno, filled.col_offset = target.lineno, target.col_offset
        elif isinstance(self.owner, ast.withitem):
            self.owner.optional_vars = target
        else:
            self.owner.target = target
