"""What do the functions of JavaScript take and do?"""

import ast

from tree_sitter import Node

from ostiary.program.ir import Define
from ostiary.program.lower import nodes
from ostiary.program.lower.javascript.names import called, name_of
from ostiary.program.lower.javascript.patterns import Bound, bind, target
from ostiary.program.lower.walker import LOAD, STORE, Walker, at

PASSED_ON = "%passed"
"""Stands for a function in which nothing of note is: what goes in may come out."""

_LISTS = frozenset({"formal_parameters", "statement_block"})
_TYPED = frozenset({"required_parameter", "optional_parameter"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


def expression(w: Walker, node: Node) -> ast.expr:
    """A function that is a value."""
    given = node.child_by_field_name("name")
    return Define(function(w, node, name_of(w, given) if given else "%function"))


def declaration(w: Walker, node: Node, out: list[ast.stmt]) -> None:
    """A function that is declared."""
    given = node.child_by_field_name("name")
    out.append(function(w, node, name_of(w, given) if given else "%function"))


def function(w: Walker, node: Node, name: str) -> Function:
    """Parameters, then what patterns among them bind, then the body."""
    flag, w.flag = w.flag, ""
    given = Parameters(w)
    for one in _parameters(w, node):
        given.add(one)
    body = [*given.fields, *given.prologue] if name == "constructor" else given.prologue
    inner = node.child_by_field_name("body")
    if name != "constructor" and w.dull(node):
        body = [at(nodes.Return(called(PASSED_ON, given.read(node), node)), node)]
    elif inner is not None and inner.type == "statement_block":
        body = [*body, *w.block(inner.named_children)]
    elif inner is not None:
        body = [*body, at(nodes.Return(w.expr(inner)), inner)]
    w.flag = flag
    kind = nodes.AsyncFunctionDef if is_async(node) else nodes.FunctionDef
    made = kind(name, given.arguments(), body, given.decorators, None, None)
    made.end_lineno = node.end_point[0] + 1
    return at(made, node)


def is_async(node: Node) -> bool:
    """Whether a function waits."""
    for child in node.children:
        if child.type == "async":
            return True
        if child.type in _LISTS:
            break
    return False


def _parameters(w: Walker, node: Node) -> list[Node]:
    single = node.child_by_field_name("parameter")
    if single is not None:
        return [single]
    several = node.child_by_field_name("parameters")
    return w.children(several) if several is not None else []


class Parameters:
    """The parameters of one function as Python writes them."""

    def __init__(self, w: Walker) -> None:
        self.w = w
        self.names: list[ast.arg] = []
        self.defaults: list[ast.expr | None] = []
        self.rest: ast.arg | None = None
        self.prologue: list[ast.stmt] = []
        self.fields: list[ast.stmt] = []
        self.decorators: list[ast.expr] = []

    def add(self, node: Node) -> None:
        """One parameter, with its type, its default and its decorators."""
        default: Node | None = None
        if node.type in _TYPED:
            inner = node.child_by_field_name("pattern")
            default = node.child_by_field_name("value")
            self._adorned(node, inner)
            if inner is None or inner.type == "this":
                return
            node = inner
        if node.type == "assignment_pattern":
            left, default = node.child_by_field_name("left"), node.child_by_field_name("right")
            node = left or node
        if node.type == "rest_pattern":
            inner = next(iter(self.w.children(node)), None)
            self.rest = self._arg(inner or node)
            return
        self.names.append(self._arg(node))
        self.defaults.append(self.w.expr(default) if default is not None else None)

    def read(self, node: Node) -> list[ast.expr]:
        """All of them as values."""
        return [at(nodes.Name(one.arg, LOAD), node) for one in self.names]

    def _arg(self, node: Node) -> ast.arg:
        w = self.w
        if node.type == "identifier":
            name = name_of(w, node)
        else:
            name = w.fresh()
            self.prologue += declared(w, node, at(nodes.Name(name, LOAD), node), "let")
        made = nodes.arg(name, None, None)
        made.lineno = node.start_point[0] + 1
        return made

    def _adorned(self, node: Node, pattern: Node | None) -> None:
        w = self.w
        for child in node.named_children:
            if child.type == "decorator":
                self.decorators += w.exprs(child.named_children)
            elif child.type == "accessibility_modifier" and pattern is not None:
                name = w.text(pattern)
                field = nodes.Attribute(at(nodes.Name("this", LOAD), node), name, STORE)
                value = at(nodes.Name(name, LOAD), node)
                self.fields.append(at(nodes.Assign([at(field, node)], value), node))

    def arguments(self) -> ast.arguments:
        """Once one parameter has a default, those after it have one too: nothing."""
        start = next((place for place, one in enumerate(self.defaults) if one is not None), None)
        given = [] if start is None else self.defaults[start:]
        nothing = nodes.Constant(None, lineno=1)
        defaults = [nothing if one is None else one for one in given]
        return nodes.arguments([], self.names, self.rest, [], [], None, defaults)


def declared(w: Walker, pattern: Node, value: ast.expr, kind: str) -> list[ast.stmt]:
    """Statements that declare what a pattern binds."""
    if pattern.type == "identifier":
        return [declare(target(w, pattern), value, kind, pattern)]
    out: Bound = []
    bind(w, pattern, value, out)
    return [declare(one, given, kind, pattern) for one, given in out]


def declare(name: ast.expr, value: ast.expr, kind: str, node: Node) -> ast.Assign:
    """An assignment that declares its name."""
    made = at(nodes.Assign([name], value), node)
    made.declares = kind
    return made
