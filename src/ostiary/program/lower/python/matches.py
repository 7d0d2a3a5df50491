"""What do the patterns of Python's `match` become?"""

import ast

from tree_sitter import Node

from ostiary.program.lower.python.expressions import name as plain_name
from ostiary.program.lower.walker import LOAD, Walker, at, remains

_WRAPPED = frozenset({"case_pattern", "as_pattern", "keyword_pattern"})
_SEQUENCES = frozenset({"list_pattern", "tuple_pattern"})


def matched(w: Walker, node: Node, out: list[ast.stmt]) -> None:
    """`match`."""
    subjects = w.exprs(node.children_by_field_name("subject"))
    subject = subjects[0] if len(subjects) == 1 else at(ast.Tuple(subjects, LOAD), node)
    body = node.child_by_field_name("body")
    cases = []
    for clause in w.children(body) if body is not None else []:
        if clause.type == "case_clause":
            cases.append(_case(w, clause))
        else:
            w.statement(clause, out)
    out.append(at(ast.Match(subject, cases), node))


def _case(w: Walker, node: Node) -> ast.match_case:
    parts = [child for child in w.children(node) if child.type == "case_pattern"]
    guard = node.child_by_field_name("guard")
    test = remains(w, guard) if guard is not None else None
    body = node.child_by_field_name("consequence")
    inner = w.block(body.named_children) if body is not None else []
    found = [_pattern(w, one) for one in parts]
    given = found[0] if len(found) == 1 else ast.MatchSequence(found)
    return ast.match_case(given, test, inner)


def _pattern(w: Walker, node: Node) -> ast.pattern:
    if w.levels > MAX_LEVELS:
        w.faults += 1
        w.beyond = True
        return _placed(ast.MatchAs(None, None), node)
    w.levels += 1
    made = _placed(_made(w, node), node)
    w.levels -= 1
    return made


MAX_LEVELS = 30


def _placed(made: ast.pattern, node: Node) -> ast.pattern:
    made.lineno, made.col_offset = node.start_point[0] + 1, node.start_point[1]
    return made


def _made(w: Walker, node: Node) -> ast.pattern:
    kind, parts = node.type, w.children(node)
    if kind == "keyword_pattern":
        parts = parts[1:]
    if kind in _WRAPPED:
        return _pattern(w, parts[0]) if parts else ast.MatchAs(None, None)
    if kind == "union_pattern":
        return ast.MatchOr([_pattern(w, one) for one in parts])
    if kind in _SEQUENCES:
        return ast.MatchSequence([_pattern(w, one) for one in parts])
    if kind == "splat_pattern":
        return ast.MatchStar(w.text(parts[0]) if parts else None)
    if kind == "dict_pattern":
        keys = [w.expr(one) for one in node.children_by_field_name("key")]
        values = [_pattern(w, one) for one in node.children_by_field_name("value")]
        return ast.MatchMapping(keys[: len(values)], values, None)
    if kind == "class_pattern" and parts:
        return ast.MatchClass(dotted(w, parts[0]), [_pattern(w, one) for one in parts[1:]], [], [])
    if kind == "dotted_name" and len(parts) == 1:
        return ast.MatchAs(None, w.text(node))
    return ast.MatchValue(dotted(w, node) if kind == "dotted_name" else w.expr(node))


def dotted(w: Walker, node: Node) -> ast.expr:
    """A name of names."""
    parts = w.children(node)
    made = at(plain_name(w, parts[0] if parts else node), node)
    for one in parts[1:]:
        made = at(ast.Attribute(made, w.text(one), LOAD), node)
    return made
