"""What do the functions, classes and imports of Python become, as the tolerant grammar tells them?"""

import ast

from tree_sitter import Node

from ostiary.program.lower.python.comprehensions import Parameters
from ostiary.program.lower.python.expressions import arguments
from ostiary.program.lower.walker import Walker, at

Out = list[ast.stmt]


def body_of(w: Walker, node: Node | None, field: str = "body") -> Out:
    """The statements in a field."""
    inner = node.child_by_field_name(field) if node is not None else None
    return w.block(inner.named_children) if inner is not None else []


def function(w: Walker, node: Node, out: Out) -> None:
    """`def`."""
    given = Parameters(w)
    given.read(node.child_by_field_name("parameters"))
    name, note = node.child_by_field_name("name"), node.child_by_field_name("return_type")
    kind = ast.AsyncFunctionDef if node.children[0].type == "async" else ast.FunctionDef
    returns = w.expr(note) if note is not None else None
    body = [*given.prologue, *body_of(w, node)]
    title = w.text(name) if name is not None else "%function"
    out.append(at(kind(title, given.arguments(), body, [], returns, None), node))


def structure(w: Walker, node: Node, out: Out) -> None:
    """A class."""
    name, above = node.child_by_field_name("name"), node.child_by_field_name("superclasses")
    bases, words = arguments(w, above) if above is not None else ([], [])
    title = w.text(name) if name is not None else "%class"
    out.append(at(ast.ClassDef(title, bases, words, body_of(w, node), []), node))


def decorated(w: Walker, node: Node, out: Out) -> None:
    """A definition with its decorators."""
    found: list[ast.expr] = []
    for child in w.children(node):
        if child.type == "decorator":
            found += w.exprs(child.named_children)
    inner = node.child_by_field_name("definition")
    start = len(out)
    if inner is not None:
        w.statement(inner, out)
    for made in out[start:]:
        if isinstance(made, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            made.decorator_list = found
            return
    out += [at(ast.Expr(one), node) for one in found]


def _names(w: Walker, node: Node) -> list[ast.alias]:
    found = []
    for one in node.children_by_field_name("name"):
        name, alias = one.child_by_field_name("name"), one.child_by_field_name("alias")
        real = w.text(name if name is not None else one)
        real = "".join(real.split())
        made = ast.alias(real, w.text(alias) if alias is not None else None)
        made.lineno, made.col_offset = one.start_point[0] + 1, one.start_point[1]
        found.append(made)
    return found


def imported(w: Walker, node: Node, out: Out) -> None:
    """`import a.b as c`."""
    names = _names(w, node)
    if names:
        out.append(at(ast.Import(names), node))


def imported_from(w: Walker, node: Node, out: Out) -> None:
    """`from a import b`."""
    source = node.child_by_field_name("module_name")
    path = "".join(w.text(source).split()) if source is not None else "__future__"
    module = path.lstrip(".")
    names = _names(w, node) or [ast.alias("*", None, lineno=node.start_point[0] + 1)]
    out.append(at(ast.ImportFrom(module or None, names, len(path) - len(module)), node))
