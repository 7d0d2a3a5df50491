"""What is in the classes of JavaScript and TypeScript?"""

import ast

from tree_sitter import Node

from ostiary.program.ir import Define
from ostiary.program.lower import nodes
from ostiary.program.lower.javascript.functions import function
from ostiary.program.lower.javascript.names import key, name_of
from ostiary.program.lower.walker import LOAD, STORE, Walker, at

_FIELDS = frozenset({"field_definition", "public_field_definition"})


def expression(w: Walker, node: Node) -> ast.expr:
    """A class that is a value."""
    return Define(of(w, node))


def declaration(w: Walker, node: Node, out: list[ast.stmt]) -> None:
    """A class that is declared."""
    out.append(of(w, node))


def of(w: Walker, node: Node) -> ast.ClassDef:
    """A class: what it extends, its members in their order, its decorators."""
    given = node.child_by_field_name("name")
    flag, w.flag = w.flag, ""
    decorators, bases, body = [], [], list[ast.stmt]()
    for child in node.named_children:
        if child.type == "decorator":
            decorators += w.exprs(child.named_children)
        elif child.type == "class_heritage":
            bases += _bases(w, child)
        elif child.type == "class_body":
            body += _members(w, child)
    w.flag = flag
    name = name_of(w, given) if given else "%class"
    return at(ast.ClassDef(name, bases, [], body, decorators), node)


def _bases(w: Walker, node: Node) -> list[ast.expr]:
    found: list[ast.expr] = []
    for child in w.children(node):
        if child.type == "extends_clause":
            found += w.exprs(child.named_children)
        else:
            found.append(w.expr(child))
    return found


def _members(w: Walker, node: Node) -> list[ast.stmt]:
    body: list[ast.stmt] = []
    waiting: list[ast.expr] = []
    for child in w.children(node):
        kind = child.type
        if kind == "decorator":
            waiting += w.exprs(child.named_children)
        elif kind == "method_definition":
            method = member_function(w, child, body)
            method.decorator_list = [*waiting, *method.decorator_list]
            waiting = []
            body.append(method)
        elif kind in _FIELDS:
            body += _field(w, child, waiting)
            waiting = []
        elif kind == "class_static_block":
            for inner in child.named_children:
                body += w.block(inner.named_children)
        elif kind not in _ABSTRACT:
            w.statement(child, body)
    return body


_ABSTRACT = frozenset({"abstract_method_signature", "method_signature", "index_signature"})


def member_function(
    w: Walker, node: Node, body: list[ast.stmt]
) -> ast.FunctionDef | ast.AsyncFunctionDef:
    """A method; the key of one that is computed is a statement before it."""
    place = node.child_by_field_name("name")
    name = "%function"
    if place is not None and place.type == "computed_property_name":
        computed = key(w, place, node)
        if isinstance(computed, ast.Constant) and isinstance(computed.value, str):
            name = computed.value
        else:
            body.append(at(nodes.Expr(computed), node))
    else:
        plain = key(w, place, node)
        name = str(plain.value) if isinstance(plain, ast.Constant) else name
    made = function(w, node, name)
    for child in node.children[:4]:
        if child.type == "static":
            made.decorator_list.append(at(nodes.Name("staticmethod", LOAD), node))
        elif child.type == "decorator":
            made.decorator_list += w.exprs(child.named_children)
        elif child.type in {"get", "set"}:
            made.__dict__["accessor"] = child.type
    return made


def _field(w: Walker, node: Node, decorators: list[ast.expr]) -> list[ast.stmt]:
    out: list[ast.stmt] = [at(nodes.Expr(one), node) for one in decorators]
    for child in node.named_children:
        if child.type == "decorator":
            out += [at(nodes.Expr(one), node) for one in w.exprs(child.named_children)]
    place = node.child_by_field_name("property") or node.child_by_field_name("name")
    name = key(w, place, node)
    value = w.sub(node, "value")
    if isinstance(name, ast.Constant):
        made: ast.expr = at(nodes.Name(str(name.value), STORE), node)
    else:
        this = at(nodes.Name("this", LOAD), node)
        made = at(nodes.Subscript(this, name, STORE), node)
    field = at(nodes.Assign([made], value), node)
    field.declares = "let"  # it is a name of the class, whatever stands around that
    return [*out, field]
