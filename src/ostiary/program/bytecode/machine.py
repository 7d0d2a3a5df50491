"""What does the code do so far: the stack, the statements, and how much of it was understood?"""

import ast
from typing import TypeVar

from ostiary.formats.python.code_object import Code
from ostiary.formats.python.opcodes.table import Opcodes
from ostiary.program.bytecode.budget import Budget
from ostiary.program.bytecode.stack import Cell, Marker, Place, Silent, Stack, depth, pushed

MAX_NESTING = 40
"""How deep an expression may be before part of it gets a name of its own."""
MAX_REACH = 256
"""How far down the stack one instruction may reach."""
LOAD, STORE = ast.Load(), ast.Store()
UNKNOWN = "%unknown"
_Node = TypeVar("_Node", ast.expr, ast.stmt, ast.Starred)
_ENDS = (ast.Return, ast.Raise)


class Machine:
    """Runs over the instructions of one code object once, in their order, on names instead of values."""

    def __init__(self, code: Code, table: Opcodes, budget: Budget, nesting: int) -> None:
        self.code = code
        self.table = table
        self.version = table.version
        self.budget = budget
        self.nesting = nesting
        self.line = code.first_line
        self.stack: Stack = None
        self.adrift = False
        """Nothing is known of the stack here, so that a missing value is no fault."""
        self.body: list[ast.stmt] = []
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.keywords: tuple[str, ...] = ()
        self.temporary = 0

    def made(self, node: _Node, *parts: ast.expr) -> _Node:
        """A node with its line; its column holds how deep it is, since columns are not in old bytecode."""
        node.lineno = self.line
        node.col_offset = 1 + max([part.col_offset for part in parts], default=0)
        return node

    def shallow(self, value: ast.expr) -> ast.expr:
        """The value, under a name of its own if it got too deep."""
        return self.named(value) if value.col_offset > MAX_NESTING else value

    def push(self, value: ast.expr) -> None:
        """Put a value on the stack, under a name of its own if it got too deep."""
        if isinstance(value, Marker):
            value.lineno, value.col_offset = self.line, 0
        else:
            value = self.shallow(value)
        self.stack = pushed(self.stack, value)

    def take(self) -> ast.expr:
        """The topmost value as it is."""
        if self.stack is None:
            self.budget.faults += not self.adrift
            return self.name(UNKNOWN)
        value = self.stack.value
        self.stack = self.stack.under
        return value

    def pop(self) -> ast.expr:
        """The topmost value as an expression."""
        return self.plain(self.take())

    def popped(self, count: int) -> list[ast.expr]:
        """Several values, the lowest first."""
        count = self.within(count)
        return [self.pop() for _ in range(count)][::-1]

    def drop(self, count: int) -> None:
        """Forget values."""
        for _ in range(self.within(count)):
            self.take()

    def within(self, count: int) -> int:
        """As many as there are; an argument that asks for more is a fault."""
        there = depth(self.stack)
        self.budget.reach_left -= count
        if count > there + 4 or self.budget.reach_left < 0:
            self.budget.faults += not self.adrift
            return there if self.budget.reach_left >= 0 else 0
        return count

    def plain(self, value: ast.expr) -> ast.expr:
        """An expression for any value; a place still to be filled gets a name."""
        if isinstance(value, Place):
            name = self.fresh()
            value.fill(self.name(name, STORE))
            return self.name(name)
        if isinstance(value, Marker):
            return self.dated(value.plain())
        if isinstance(value, ast.Name) and value.id[:2] == "%=":
            return self.unnamed(value)
        return value

    def dated(self, tree: ast.expr) -> ast.expr:
        """A small tree made elsewhere, with lines."""
        for node in ast.walk(tree):
            if isinstance(node, ast.expr):
                self.made(node)
        return tree

    def peek(self, place: int) -> ast.expr | None:
        """The value at this place, 1 for the topmost."""
        cell = self.stack
        for _ in range(min(place, MAX_REACH) - 1):
            cell = cell.under if cell else None
        return cell.value if cell else None

    def name(self, name: str, context: ast.expr_context = LOAD) -> ast.Name:
        """A name."""
        found = ast.Name(name, context)
        found.lineno, found.col_offset = self.line, 1
        return found

    def constant(self, value: "str | int | float | complex | bytes | None") -> ast.Constant:
        """A constant."""
        found = ast.Constant(value)
        found.lineno, found.col_offset = self.line, 1
        return found

    def fresh(self, sign: str = "%v") -> str:
        """A name that no source has."""
        self.temporary += 1
        return f"{sign}{self.temporary}"

    def named(self, value: ast.expr, sign: str = "%v") -> ast.Name:
        """Give a value a name, so that it can be used twice but happens once."""
        name = self.fresh(sign)
        value = self.plain(value)
        self.emit(self.made(ast.Assign([self.name(name, STORE)], value)))
        return self.name(name)

    def unnamed(self, name: ast.Name) -> ast.expr:
        """The value of a name made for a comprehension, if it was the last thing that happened."""
        last = self.body[-1] if self.body else None
        if not isinstance(last, ast.Assign) or isinstance(
            last.value, ast.List | ast.Dict | ast.Set
        ):
            return name
        target = last.targets[0]
        if isinstance(target, ast.Name) and target.id == name.id:
            self.body.pop()
            return last.value
        return name

    def twice(self, value: ast.expr) -> tuple[ast.expr, ast.expr]:
        """Two of one value: plain names and constants as they are, all else by a name."""
        if isinstance(value, Place):
            value = self.plain(value)
        if isinstance(value, ast.Name):
            return value, self.name(value.id)
        if not isinstance(value, ast.Constant | Marker):
            value = self.named(value)
            return value, self.name(value.id)
        return value, value

    def emit(self, statement: ast.stmt) -> None:
        """Add a statement; what ends a function in the midst of it may or may not happen."""
        statement.lineno = self.line
        statement.col_offset = 0
        body = self.body
        if body and isinstance(body[-1], _ENDS):
            ended = body.pop()
            maybe = ast.If(self.name(UNKNOWN), [ended], [])
            maybe.lineno, maybe.col_offset = ended.lineno, 0
            body.append(maybe)
        body.append(statement)

    def rotate(self, count: int) -> None:
        """Move the topmost value down to be the last of `count`."""
        count = self.within(min(count, MAX_REACH))
        if count < 2:
            return
        values = [self.take() for _ in range(count)]
        self.stack = pushed(self.stack, values[0])
        for value in reversed(values[1:]):
            self.stack = pushed(self.stack, value)

    def swap(self, place: int) -> None:
        """Exchange the topmost value with another."""
        place = self.within(min(place, MAX_REACH))
        if place < 2:
            return
        values = [self.take() for _ in range(place)]
        values[0], values[-1] = values[-1], values[0]
        for value in reversed(values):
            self.stack = pushed(self.stack, value)

    def copy(self, place: int) -> None:
        """Put another of the value at this place on top."""
        place = self.within(min(place, MAX_REACH))
        values = [self.take() for _ in range(max(place, 1))]
        one, other = self.twice(values[-1])
        values[-1] = one
        for value in reversed(values):
            self.stack = pushed(self.stack, value)
        self.stack = pushed(self.stack, other)

    def silent(self, count: int) -> None:
        """Values of the interpreter's own."""
        for _ in range(count):
            self.push(Silent())

    def trimmed(self, stack: Stack, wanted: int) -> Stack:
        """The lowest values of a stack; far down only its ground is found."""
        if depth(stack) - wanted > MAX_REACH:
            return None
        cell: Cell | None = stack
        while cell is not None and cell.depth > wanted:
            cell = cell.under
        return cell
