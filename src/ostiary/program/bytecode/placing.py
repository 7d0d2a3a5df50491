"""Which statements come where, once all of them are known?"""

import ast


def insert(belongs: list[ast.stmt], rows: list[tuple[int, ast.If]]) -> None:
    """Put statements into a list at the places where they were to go, without those that are empty."""
    merged: list[ast.stmt] = []
    waiting = sorted((row for row in rows if row[1].body), key=lambda row: row[0])
    done = 0
    for index, node in waiting:
        upto = min(index, len(belongs))
        merged += belongs[done:upto]
        merged.append(node)
        done = max(done, upto)
    merged += belongs[done:]
    belongs[:] = merged


def pruned(body: list[ast.stmt], line: int) -> None:
    """Take out tests that nobody wrote and that have nothing under them; no body is left empty."""
    kept = []
    for one in body:
        if isinstance(one, ast.If | ast.For | ast.While):
            pruned(one.body, one.lineno)
            if isinstance(one, ast.If) and one.orelse:
                pruned(one.orelse, one.lineno)
        if not _is_idle(one):
            kept.append(one)
    if not kept:
        nothing = ast.Pass()
        nothing.lineno, nothing.col_offset = line, 0
        kept.append(nothing)
    body[:] = kept


def _is_idle(node: ast.stmt) -> bool:
    if not isinstance(node, ast.If) or node.orelse or not isinstance(node.test, ast.Name):
        return False
    return node.test.id[0] == "%" and all(isinstance(one, ast.Pass) for one in node.body)
