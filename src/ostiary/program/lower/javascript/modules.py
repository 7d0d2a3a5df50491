"""What do modules of JavaScript and TypeScript bring in and give out?"""

import ast

from tree_sitter import Node

from ostiary.program.lower import nodes
from ostiary.program.lower.javascript.functions import declare
from ostiary.program.lower.javascript.literals import string_of
from ostiary.program.lower.javascript.names import called, member, name_of
from ostiary.program.lower.walker import LOAD, STORE, Walker, at

_WHOLE = frozenset({"default", "*"})
Out = list[ast.stmt]


def imported(w: Walker, node: Node, _out: Out) -> None:
    """Each name that an `import` brings in is declared before anything else runs."""
    if node.children[1].type == "type" and node.named_child_count > 1:
        return
    pairs: list[tuple[str, str]] = []
    for child in w.children(node):
        if child.type == "import_clause":
            pairs += _clause(w, child)
        elif child.type == "import_require_clause":
            pairs += [("*", w.text(one)) for one in child.named_children[:1]]
            node = child
    source = node.child_by_field_name("source")
    if source is None:
        return
    for theirs, ours in pairs:
        name = at(nodes.Name(ours, STORE), node)
        w.first.append(declare(name, _of(w, source, theirs), "const", node))
    if not pairs:
        w.first.append(at(nodes.Expr(_of(w, source, "*")), node))


def _of(w: Walker, source: Node, name: str) -> ast.expr:
    """A name in a module, or the module."""
    given: ast.expr = at(nodes.Constant(string_of(w, source)), source)
    module = called("require", [given], source)
    if name in _WHOLE:
        return module
    return member(module, at(nodes.Constant(name), source), source)


def _clause(w: Walker, node: Node) -> list[tuple[str, str]]:
    pairs = []
    for child in w.children(node):
        if child.type == "identifier":
            pairs.append(("default", name_of(w, child)))
        elif child.type == "namespace_import":
            pairs += [("*", name_of(w, one)) for one in w.children(child)]
        else:
            pairs += _specifiers(w, child)
    return pairs


def _specifiers(w: Walker, node: Node) -> list[tuple[str, str]]:
    """Pairs of `a as b`."""
    pairs = []
    for child in w.children(node):
        name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
        if name is not None:
            pairs.append((_word(w, name), _word(w, alias or name)))
    return pairs


def _word(w: Walker, node: Node) -> str:
    return string_of(w, node) if node.type == "string" else name_of(w, node)


def given(name: str, value: ast.expr, node: Node) -> ast.stmt:
    """`exports.name = value`."""
    place = member(at(nodes.Name("exports", LOAD), node), at(nodes.Constant(name), node), node)
    if isinstance(place, ast.Attribute | ast.Subscript):
        place.ctx = STORE
    return at(nodes.Assign([place], value), node)


def exported(w: Walker, node: Node, out: Out) -> None:
    """`export` in all its forms."""
    words = {child.type for child in node.children[1:3] if not child.is_named}
    if "type" in words:
        return
    declaration, value = node.child_by_field_name("declaration"), node.child_by_field_name("value")
    if declaration is not None:
        _declared(w, declaration, node, out, default="default" in words)
    elif value is not None:
        out.append(given("default", w.expr(value), node))
    elif "=" in words:
        place = at(nodes.Attribute(at(nodes.Name("module", LOAD), node), "exports", STORE), node)
        for one in w.exprs(w.children(node)[:1]):
            out.append(at(nodes.Assign([place], one), node))
    else:
        _listed(w, node, out)


def _listed(w: Walker, node: Node, out: Out) -> None:
    source = node.child_by_field_name("source")
    pairs: list[tuple[str, str]] = []
    for child in w.children(node):
        if child.type == "export_clause":
            pairs += _specifiers(w, child)
        elif child.type == "namespace_export":
            pairs += [("*", _word(w, one)) for one in child.named_children]
        elif child != source:
            w.statement(child, out)
    if source is not None and not pairs:
        pairs = [("*", "*")]
    for ours, theirs in pairs:
        name: ast.expr = at(nodes.Name(ours, LOAD), node)
        value = _of(w, source, ours) if source is not None else name
        out.append(given(theirs, value, node))


def _declared(w: Walker, node: Node, where: Node, out: Out, *, default: bool) -> None:
    """What an exported declaration binds is given out after it."""
    start = len(out)
    for decorator in where.named_children:
        if decorator.type == "decorator":
            out += [at(nodes.Expr(one), decorator) for one in w.exprs(decorator.named_children)]
    w.statement(node, out)
    if w.spaces:
        return
    for made in out[start:]:
        for name in _bound(made):
            value = at(nodes.Name(name, LOAD), node)
            out.append(given("default" if default else name, value, node))


def _bound(made: ast.stmt) -> list[str]:
    if isinstance(made, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [made.name]
    if isinstance(made, ast.Assign) and hasattr(made, "declares"):
        names = [one for target in made.targets for one in ast.walk(target)]
        return [
            one.id for one in names if isinstance(one, ast.Name) and one.id[:1] not in {"", "%"}
        ]
    return []
