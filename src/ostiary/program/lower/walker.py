"""How is a tree-sitter tree walked once, whatever its depth and damage, into the intermediate form?"""

import ast
from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import TypeAlias, TypeVar

from tree_sitter import Language, Node

from ostiary.program.lower import nodes

MAX_DEPTH = 50
"""Levels lowered by recursion; what lies deeper is lowered later into a hole left for it, at no loss."""

LOAD, STORE, DELETE = ast.Load(), ast.Store(), ast.Del()

Located = TypeVar("Located", bound=ast.expr | ast.stmt)


class Walker:
    """One walk over one file: where we are, what is still to do, and how much was damaged."""

    def __init__(self, data: bytes, grammar: "Lowering") -> None:
        self.data = data
        self.expressions = grammar.expressions
        self.statements = grammar.statements
        self.skipped = grammar.skipped
        self.hoist = grammar.hoist
        self.marks: tuple[int, ...] | None = None
        """Places of note, in order: functions without any are not lowered; None lowers them all."""
        self.faults = 0
        self.flag = ""
        """The name that a `continue` inside a switch sets, because the switch itself is a loop here."""
        self.used: set[str] = set()
        self.spaces = 0
        self.first: list[ast.stmt] = []
        """What runs before anything else in the file, wherever it stands."""
        self.stray: list[ast.stmt] = []
        """Statements found where an expression should be; they follow the statement they are in."""
        self._depth = 0
        self.levels = 0
        self.beyond = False
        """Whether something nests too deep to be lowered, so that it is missing."""
        self._names = 0
        self._row, self._line = 0, 1
        self._known: dict[str, str] = {}
        self._later: list[tuple[ast.NamedExpr | ast.If, Node, str, int]] = []

    def module(self, roots: Iterable[Node], lost: int) -> tuple[ast.Module, int]:
        """The whole file with every hole filled, and the number of damaged spots."""
        body: list[ast.stmt] = []
        for root in roots:
            body += self.block([root] if root.is_error else root.named_children)
            lost = lost or int(root.has_error)
            self._deepen(body)
        tree = ast.Module([*self.first, *body], [])
        tree.__dict__["beyond"] = self.beyond
        return tree, max(self.faults, lost)

    def _deepen(self, body: list[ast.stmt]) -> None:
        """Fill every hole, so that the tree can go."""
        while self._later:
            hole, node, self.flag, self.spaces = self._later.pop()
            self._depth = 0
            if isinstance(hole, ast.If):
                hole.body = self.block([node])
            else:
                hole.value = self.expr(node)
                body.extend(self.stray)
                self.stray.clear()

    def dull(self, node: Node) -> bool:
        """Whether nothing of note stands in a node."""
        if self.marks is None:
            return False
        place = bisect_left(self.marks, node.start_byte)
        return place >= len(self.marks) or self.marks[place] >= node.end_byte

    @property
    def deep(self) -> bool:
        """Whether what recurses by itself has to stop here."""
        return self._depth > MAX_DEPTH

    def deferred(self, flag: str) -> bool:
        """Whether something inside the switch of this flag is still to be lowered."""
        return any(waiting[2] == flag for waiting in self._later[-20:])

    def text(self, node: Node) -> str:
        """The text of a node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def word(self, node: Node) -> str:
        """The text of a name: one object for all that are the same."""
        text = self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")
        return self._known.setdefault(text, text)

    def fresh(self) -> str:
        """A name that no program can hold."""
        self._names += 1
        return f"%{self._names}"

    def children(self, node: Node) -> list[Node]:
        """Named children without comments."""
        skipped = self.skipped
        return [one for one in node.named_children if one.kind_id not in skipped]

    def expr(self, node: Node) -> ast.expr:
        """One expression, in place."""
        if self._depth > MAX_DEPTH and node.child_count:
            return self._hole(node)
        self._depth += 1
        made = self.expressions[node.kind_id](self, node)
        self._depth -= 1
        row = node.start_point[0]
        if row != self._row:
            self._row, self._line = row, row + 1
        made.lineno = self._line  # the same number for all of a line: minified files have but few
        return made

    def _hole(self, node: Node) -> ast.expr:
        name = at(nodes.Name(self.fresh(), STORE), node)
        hole = at(nodes.NamedExpr(name, name), node)
        self._later.append((hole, node, self.flag, self.spaces))
        return hole

    def sub(self, node: Node, field: str) -> ast.expr:
        """The expression in a field, or nothing."""
        inner = node.child_by_field_name(field)
        return self.nothing(node) if inner is None else self.expr(inner)

    def nothing(self, node: Node) -> ast.expr:
        """What stands where nothing does."""
        return at(nodes.Constant(None), node)

    def exprs(self, nodes: Iterable[Node]) -> list[ast.expr]:
        """Several expressions without the comments between them."""
        skipped = self.skipped
        return [self.expr(one) for one in nodes if one.kind_id not in skipped]

    def block(self, nodes: Iterable[Node]) -> list[ast.stmt]:
        """Statements in the order in which they count: where functions are hoisted, they stand first."""
        out: list[ast.stmt] = []
        for node in nodes:
            self.statement(node, out)
        if self.hoist:
            functions = [one for one in out if isinstance(one, _FUNCTIONS)]
            if functions:
                return [*functions, *(one for one in out if not isinstance(one, _FUNCTIONS))]
        return out

    def statement(self, node: Node, out: list[ast.stmt]) -> None:
        """One statement, which may become several or none."""
        kind = node.kind_id
        if kind in self.skipped:
            return
        if self._depth > MAX_DEPTH:
            hole = at(nodes.If(at(nodes.Constant(True), node), [], []), node)
            self._later.append((hole, node, self.flag, self.spaces))
            out.append(hole)
            return
        self._depth += 1
        lower = self.statements.get(kind)
        if lower is None:
            out.append(at(nodes.Expr(self.expr(node)), node))
        else:
            lower(self, node, out)
        self._depth -= 1
        if self.stray:
            out.extend(self.stray)
            self.stray.clear()


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

Expression: TypeAlias = Callable[[Walker, Node], ast.expr]
Statement: TypeAlias = Callable[[Walker, Node, list[ast.stmt]], None]


class Lowering:
    """The functions of a language, found by the numbers that its grammar gives to the kinds of nodes."""

    def __init__(
        self,
        language: Language,
        expressions: dict[str, Expression],
        statements: dict[str, Statement],
        skipped: Iterable[str],
        *,
        hoist: bool,
    ) -> None:
        kinds = {
            one: language.node_kind_for_id(one) or "" for one in range(language.node_kind_count)
        }
        named = {one for one in kinds if language.node_kind_is_named(one)}
        self.expressions = {one: expressions.get(kinds[one], remains) for one in kinds}
        self.expressions[ERROR] = remains
        self.statements = {
            one: statements[kind]
            for one, kind in kinds.items()
            if one in named and kind in statements
        }
        self.statements[ERROR] = debris
        self.skipped = frozenset(one for one, kind in kinds.items() if kind in skipped)
        self.hoist = hoist


ERROR = 65_535
"""The number of the kind of a damaged spot in every grammar."""


def at(made: Located, node: Node) -> Located:
    """Say where something stands."""
    made.lineno = node.start_point[0] + 1
    return made


def remains(w: Walker, node: Node) -> ast.expr:
    """What is in a damaged spot where an expression should be, or in a node that has no meaning here."""
    if node.is_error or node.is_missing:
        w.faults += 1
    found: list[ast.expr] = []
    for child in w.children(node):
        if child.kind_id in w.statements:
            inner: list[ast.stmt] = []
            outer, w.stray = w.stray, []
            w.statement(child, inner)
            w.stray = [*outer, *inner]
        else:
            found.append(w.expr(child))
    if len(found) == 1:
        return found[0]
    return at(nodes.Tuple(found, LOAD), node) if found else w.nothing(node)


def debris(w: Walker, node: Node, out: list[ast.stmt]) -> None:
    """What is in a damaged spot where a statement should be."""
    w.faults += 1
    for child in w.children(node):
        w.statement(child, out)
