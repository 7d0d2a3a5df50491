"""What is kept about places in the code: who jumps there, what statement is open, who handles?"""

import ast
from typing import NamedTuple

from msgspec import Struct

from ostiary.program.bytecode.stack import Stack


class Join(NamedTuple):
    """The stack as a jump leaves it; `operator` if the topmost value decided the jump."""

    stack: Stack
    operator: ast.boolop | None


class Block(Struct):
    """A statement whose body is being filled."""

    node: ast.If | ast.For
    start: int
    begins: int
    end: int
    target: int
    outer: list[ast.stmt]
    index: int
    loops: bool = False


class Guard(Struct):
    """A handler: what the stack was where its region began, and where its statements belong."""

    depth: int
    lasti: bool
    end: int
    stack: Stack = None
    body: list[ast.stmt] | None = None
    index: int = 0
    level: int = 0
