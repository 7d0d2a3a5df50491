"""What do comprehensions and lambdas of Python, and the parameters of its functions, become?"""

import ast

from tree_sitter import Node

from ostiary.program.lower.python.expressions import stored
from ostiary.program.lower.walker import LOAD, Walker, at, remains


def _rounds(w: Walker, node: Node) -> list[ast.comprehension]:
    found: list[ast.comprehension] = []
    for child in node.named_children:
        if child.type == "for_in_clause":
            waits = int(child.children[0].type == "async")
            many = [w.expr(one) for one in child.children_by_field_name("right") if one.is_named]
            source = many[0] if len(many) == 1 else at(ast.Tuple(many, LOAD), child)
            found.append(ast.comprehension(stored(w.sub(child, "left")), source, [], waits))
        elif child.type == "if_clause" and found:
            found[-1].ifs.append(remains(w, child))
    return found


def listed(w: Walker, node: Node) -> ast.expr:
    """`[a for b in c]`."""
    return ast.ListComp(w.sub(node, "body"), _rounds(w, node))


def collected(w: Walker, node: Node) -> ast.expr:
    """`{a for b in c}`."""
    return ast.SetComp(w.sub(node, "body"), _rounds(w, node))


def generated(w: Walker, node: Node) -> ast.expr:
    """`(a for b in c)`."""
    return ast.GeneratorExp(w.sub(node, "body"), _rounds(w, node))


def mapped(w: Walker, node: Node) -> ast.expr:
    """`{a: b for c in d}`."""
    pair = node.child_by_field_name("body")
    key, value = (w.sub(pair, "key"), w.sub(pair, "value")) if pair else (w.nothing(node),) * 2
    return ast.DictComp(key, value, _rounds(w, node))


def function(w: Walker, node: Node) -> ast.expr:
    """A lambda."""
    given = Parameters(w)
    given.read(node.child_by_field_name("parameters"))
    return ast.Lambda(given.arguments(), w.sub(node, "body"))


class Parameters:
    """The parameters of one function, those of Python 2 that are patterns included."""

    def __init__(self, w: Walker) -> None:
        self.w = w
        self.plain: list[ast.arg] = []
        self.defaults: list[ast.expr | None] = []
        self.first: list[ast.arg] = []
        self.named: list[ast.arg] = []
        self.named_defaults: list[ast.expr | None] = []
        self.rest: ast.arg | None = None
        self.others: ast.arg | None = None
        self.prologue: list[ast.stmt] = []
        self._only_named = False

    def read(self, node: Node | None) -> None:
        """Take in what stands between the parentheses."""
        for child in self.w.children(node) if node is not None else ():
            kind = child.type
            if kind == "positional_separator":
                self.first, self.plain = self.plain, []
            elif kind == "keyword_separator":
                self._only_named = True
            else:
                self._one(child, kind)

    def _one(self, node: Node, kind: str) -> None:
        w = self.w
        note = node.child_by_field_name("type")
        value = node.child_by_field_name("value")
        inner = node.child_by_field_name("name")
        if inner is None and kind == "typed_parameter":
            inner = next(iter(w.children(node)), None)
        place = inner if inner is not None else node
        made = self._arg(place)
        made.annotation = w.expr(note) if note is not None else None
        if place.type == "list_splat_pattern":
            self.rest, self._only_named = made, True
        elif place.type == "dictionary_splat_pattern":
            self.others = made
        else:
            default = w.expr(value) if value is not None else None
            (self.named if self._only_named else self.plain).append(made)
            (self.named_defaults if self._only_named else self.defaults).append(default)

    def _arg(self, node: Node) -> ast.arg:
        w = self.w
        if node.type.endswith("splat_pattern") and node.named_children:
            node = node.named_children[0]
        name = w.text(node)
        if node.type != "identifier":
            name = w.fresh()
            target = stored(w.expr(node))
            if isinstance(target, ast.Tuple | ast.List):
                value = at(ast.Name(name, LOAD), node)
                self.prologue.append(at(ast.Assign([target], value), node))
        made = ast.arg(name, None, None)
        made.lineno, made.col_offset = node.start_point[0] + 1, node.start_point[1]
        return made

    def arguments(self) -> ast.arguments:
        """Once one parameter has a default, those after it have one too: nothing."""
        start = next((place for place, one in enumerate(self.defaults) if one is not None), None)
        given = [] if start is None else self.defaults[start:]
        nothing = ast.Constant(None, lineno=1, col_offset=0)
        defaults = [nothing if one is None else one for one in given]
        return ast.arguments(
            self.first,
            self.plain,
            self.rest,
            self.named,
            self.named_defaults,
            self.others,
            defaults,
        )
