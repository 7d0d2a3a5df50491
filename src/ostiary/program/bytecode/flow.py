"""Where do branches, loops and handlers begin and end, and what values meet there?"""

import ast

from ostiary.formats.python.code_object import Code
from ostiary.formats.python.opcodes.table import Opcodes
from ostiary.program.bytecode.blocks import Block, Guard, Join
from ostiary.program.bytecode.budget import Budget
from ostiary.program.bytecode.comprehension import fold
from ostiary.program.bytecode.instructions import Step
from ostiary.program.bytecode.machine import UNKNOWN, Machine
from ostiary.program.bytecode.placing import insert, pruned
from ostiary.program.bytecode.regions import handler_ends, regions
from ostiary.program.bytecode.stack import Marker, Stack, depth

MAX_BLOCKS = 40
MAX_JOINS = 8
"""Jumps to one place whose values are kept."""
_NEVER = 1 << 60


class Flow(Machine):
    """A machine that also knows about places in the code."""

    def __init__(
        self, code: Code, table: Opcodes, budget: Budget, nesting: int, ground: int = 0
    ) -> None:
        super().__init__(code, table, budget, nesting)
        self.live = True
        self.left_for = -1
        """Where the last unconditional jump forward went, if it was the last instruction."""
        self.skip_until = 0
        self.blocks: list[Block] = []
        self.hollow: list[Block] = []
        self.pending: dict[int, list[Join]] = {}
        self.setups: dict[int, tuple[Stack, Stack, bool]] = {}
        self.bases: list[Stack] = []
        self.guards: dict[int, Guard] = {}
        self.opens: dict[int, list[int]] = {}
        self.closes: dict[int, list[int]] = {}
        self.root = self.body
        self.ground = ground
        """How deep the statement is in which the outermost block stands."""
        self.inserts: dict[int, tuple[list[ast.stmt], list[tuple[int, ast.If]]]] = {}
        found = regions(code) if table.version >= (3, 11) else ()
        ends = handler_ends(found)
        for one in found:
            guard = Guard(one.depth, one.lasti, ends.get(one.target, one.target))
            self.guards.setdefault(one.target, guard)
            self.opens.setdefault(one.start, []).append(one.target)
            self.closes.setdefault(one.end, []).append(one.target)

    def arrive(self, place: int) -> None:
        """All that happens because the code gets to this place."""
        self.hollow.clear()
        while self.blocks and self.blocks[-1].end <= place:
            if not self.otherwise(place):
                self.close()
        self.join(place)
        for block in self.hollow:
            self.fill(block)
        self.hollow.clear()
        for target in self.closes.get(place, ()):
            guard = self.guards[target]
            guard.body, guard.index = self.body, len(self.body)
            guard.level = self.deep()
        if place in self.setups:
            self.handle_setup(place)
        elif place in self.guards and not self.live:
            self.handle_guard(self.guards[place], place)
        for target in self.opens.get(place, ()):
            if self.guards[target].stack is None:
                self.guards[target].stack = self.stack
        self.left_for = -1

    def deep(self) -> int:
        """How many statements are open around what comes next, those of outer functions included."""
        return self.ground + len(self.blocks)

    def otherwise(self, place: int) -> bool:
        """Turn to the other branch of the innermost block, if its first ended in a jump over it."""
        block = self.blocks[-1]
        if self.left_for <= place or block.target != place or not isinstance(block.node, ast.If):
            return False
        if self.left_for > self.enclosing(len(self.blocks) - 1):
            return False
        block.end, block.target = self.left_for, -1
        self.left_for = -1
        self.body = block.node.orelse
        return True

    def enclosing(self, level: int) -> int:
        """Where the block around a level ends."""
        return self.blocks[level - 1].end if level else _NEVER

    def open(self, node: ast.If | ast.For, start: int, end: int, begins: int = -1) -> None:
        """Begin a block."""
        self.emit(node)
        outer = self.body
        inner_end = min(end, self.enclosing(len(self.blocks)))
        self.blocks.append(Block(node, start, begins, inner_end, end, outer, len(outer) - 1))
        self.body = node.body

    def close(self) -> None:
        """End the innermost block."""
        block = self.blocks.pop()
        self.body = block.outer
        self.hollow.append(block)
        if isinstance(block.node, ast.For):
            self.fill(block)
            fold(block.outer, block.index)

    def fill(self, block: Block) -> None:
        """Give a block a body; one that jumps back is a loop."""
        node = block.node
        if not node.body:
            node.body.append(self.passing())
        in_place = block.index < len(block.outer) and block.outer[block.index] is node
        if block.loops and in_place and isinstance(node, ast.If) and not node.orelse:
            loop = ast.While(node.test, node.body, [])
            loop.lineno, loop.col_offset = node.lineno, 0
            block.outer[block.index] = loop

    def passing(self) -> ast.Pass:
        """A statement that does nothing."""
        nothing = ast.Pass()
        nothing.lineno, nothing.col_offset = self.line, 0
        return nothing

    def branch(self, step: Step, value: ast.expr, *, jumps_if: bool) -> None:
        """A test after which the code goes on or elsewhere."""
        end = step.target
        if step.target > step.place:
            self.remember(step.target)
        else:
            end = self.enclosing(len(self.blocks))
            if self.mark_loop(step, self.blocks) and end <= step.after:
                return  # the test of a `while` once more, at its end
        if isinstance(value, Marker):
            return
        test = self.negated(self.plain(value)) if jumps_if else self.plain(value)
        if self.deep() < MAX_BLOCKS:
            self.open(ast.If(test, [], []), step.place, end, step.after)
        else:
            self.emit(ast.Expr(test))

    def negated(self, test: ast.expr) -> ast.expr:
        """The opposite."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return test.operand
        return self.made(ast.UnaryOp(ast.Not(), test), test)

    def remember(self, target: int, operator: ast.boolop | None = None) -> None:
        """Keep the stack for a place further on, unless no way leads here."""
        if not self.live:
            return
        joins = self.pending.setdefault(target, [])
        if len(joins) < MAX_JOINS:
            joins.append(Join(self.stack, operator))

    def jump(self, step: Step) -> None:
        """An unconditional jump."""
        if step.target > step.place:
            self.remember(step.target)
            self.left_for = step.target
        else:
            self.back(step)
        self.live = False

    def back(self, step: Step) -> None:
        """A jump back: the end of a loop's body, or its early end."""
        block = self.blocks[-1] if self.blocks else None
        if block is None or not isinstance(block.node, ast.If) or block.node.body:
            self.mark_loop(step, self.blocks)
            return
        if block.target > step.place and self.body is block.node.body:
            block.node.test = self.negated(block.node.test)
            block.end = self.enclosing(len(self.blocks) - 1)
            block.target = -1
        self.mark_loop(step, self.blocks[:-1])

    @staticmethod
    def mark_loop(step: Step, blocks: list[Block]) -> bool:
        """Say of the outermost test after the target of a jump back that it is one of a loop."""
        loop = None
        for block in reversed(blocks):
            if isinstance(block.node, ast.For):
                if block.start >= step.target:
                    return False  # it is the next turn of that loop
                break
            if block.begins < step.target:
                break
            loop = block
        if loop:
            loop.loops = True
        return loop is not None

    def end(self) -> None:
        """Nothing follows here: a return, a raise."""
        self.live = False

    def join(self, place: int) -> None:
        """Let the values of all jumps to this place meet."""
        joins = self.pending.pop(place, [])
        if not self.live:
            if joins:
                self.stack, self.live, self.adrift = joins.pop().stack, True, False
            elif not self.adrift:
                self.stack, self.adrift = None, True
        for one in reversed(joins):
            self.meet(one)

    def meet(self, one: Join) -> None:
        """Make one value of two that may lie on top here."""
        mine, other = self.stack, one.stack
        if mine is None or other is None or mine.depth != other.depth:
            return
        if isinstance(mine.value, Marker) or isinstance(other.value, Marker):
            return
        if one.operator is None and _same(mine.value, other.value):
            return
        mine_value, other_value = self.pop(), self.plain(other.value)
        if one.operator is not None:
            both: ast.expr = ast.BoolOp(one.operator, [other_value, mine_value])
        else:
            both = ast.IfExp(self.decided(), other_value, mine_value)
        self.push(self.made(both, mine_value, other_value))

    def decided(self) -> ast.expr:
        """The test of the branch that ends here and did nothing but choose a value."""
        while self.hollow:
            block = self.hollow.pop(0)
            node, outer = block.node, block.outer
            bare = isinstance(node, ast.If) and not node.body and not node.orelse
            if isinstance(node, ast.If) and bare and outer and outer[-1] is node:
                outer.pop()
                return node.test
            self.fill(block)
        return self.name(UNKNOWN)

    def setup(self, step: Step, base: Stack, kept: Stack) -> None:
        """Before 3.11: a handler further on, and what the stack is then."""
        if step.target > step.place:
            self.setups[step.target] = (base, kept, self.adrift)

    def handle_setup(self, place: int) -> None:
        """Begin a handler, before 3.11."""
        base, kept, adrift = self.setups.pop(place)
        was_left = not self.live and self.left_for > place
        end = self.left_for
        if self.version < (3, 9):
            self.bases.append(base)
        self.stack, self.live, self.adrift = kept, True, adrift
        self.silent(3 if self.version < (3, 0) else 6)
        if was_left and self.deep() < MAX_BLOCKS:
            self.open(ast.If(self.name("%caught"), [], []), place, end)
            self.blocks[-1].target = -1

    def handle_guard(self, guard: Guard, place: int) -> None:
        """Begin a handler, since 3.11."""
        self.stack, self.live, self.adrift = self.trimmed(guard.stack, guard.depth), True, False
        self.adrift = depth(self.stack) < guard.depth
        self.silent(1 + guard.lasti)
        if guard.end <= place or max(self.deep(), guard.level) >= MAX_BLOCKS:
            return
        node = ast.If(self.name("%caught"), [], [])
        if self.version < (3, 12) or guard.body is None:
            self.open(node, place, guard.end)
            self.blocks[-1].target = -1
            return
        # Handlers stand after all else here; their statements go to where their regions end.
        while self.blocks:
            self.close()
        node.lineno, node.col_offset = self.line, 0
        self.inserts.setdefault(id(guard.body), (guard.body, []))[1].append((guard.index, node))
        self.ground = guard.level
        self.blocks.append(Block(node, place, place, guard.end, -1, self.root, _NEVER))
        self.body = node.body

    def finish(self) -> list[ast.stmt]:
        """All statements, the handlers where they belong."""
        while self.blocks:
            self.close()
        for block in self.hollow:
            self.fill(block)
        for belongs, rows in reversed(self.inserts.values()):
            insert(belongs, rows)
        pruned(self.root, self.line)
        return self.root


def _same(mine: ast.expr, other: ast.expr) -> bool:
    if isinstance(mine, ast.Name) and isinstance(other, ast.Name):
        return mine.id == other.id
    return mine is other
