"""Is a loop that only fills a list, set or dict the comprehension that its source had?"""

import ast

MAX_CLAUSES = 20
_FILLERS = ("append", "add")


def fold(body: list[ast.stmt], index: int) -> None:
    """Put a comprehension where an empty display and a loop that only fills it stand."""
    if index < 1 or index != len(body) - 1:
        return
    begun, loop = body[index - 1], body[index]
    if not isinstance(begun, ast.Assign) or not isinstance(loop, ast.For):
        return
    target = begun.targets[0]
    if not isinstance(target, ast.Name) or target.id[:2] != "%=":
        return
    clauses, inner = _clauses(loop)
    if inner is None:
        return
    made = _made(inner, target.id, clauses)
    if made is not None:
        made.lineno, made.col_offset = begun.lineno, 2
        begun.value = made
        body.pop()


def generator(body: list[ast.stmt]) -> ast.GeneratorExp | None:
    """The generator expression that a whole function is, if it is one."""
    loops = [one for one in body if not isinstance(one, ast.Return | ast.Pass)]
    if len(loops) != 1 or not isinstance(loops[0], ast.For):
        return None
    clauses, inner = _clauses(loops[0])
    if not isinstance(inner, ast.Expr) or not isinstance(inner.value, ast.Yield):
        return None
    made = ast.GeneratorExp(inner.value.value or ast.Constant(None), clauses)
    made.lineno, made.col_offset = loops[0].lineno, 2
    return made


def _clauses(loop: ast.For) -> tuple[list[ast.comprehension], ast.stmt | None]:
    """The clauses of nested loops and tests, and the only statement within."""
    clauses: list[ast.comprehension] = []
    inner: ast.stmt = loop
    for _ in range(MAX_CLAUSES):
        if isinstance(inner, ast.For):
            clauses.append(ast.comprehension(inner.target, inner.iter, [], 0))
            within = inner.body
        elif isinstance(inner, ast.If) and not inner.orelse:
            clauses[-1].ifs.append(inner.test)
            within = inner.body
        else:
            return clauses, inner
        if len(within) != 1:
            return clauses, None
        inner = within[0]
    return clauses, None


def _made(
    inner: ast.stmt, name: str, clauses: list[ast.comprehension]
) -> ast.ListComp | ast.SetComp | ast.DictComp | None:
    if isinstance(inner, ast.Assign) and isinstance(inner.targets[0], ast.Subscript):
        place = inner.targets[0]
        if isinstance(place.value, ast.Name) and place.value.id == name:
            return ast.DictComp(place.slice, inner.value, clauses)
    if not isinstance(inner, ast.Expr) or not isinstance(inner.value, ast.Call):
        return None
    called = inner.value.func
    if not isinstance(called, ast.Attribute) or not isinstance(called.value, ast.Name):
        return None
    if called.value.id != name or called.attr not in _FILLERS or len(inner.value.args) != 1:
        return None
    value = inner.value.args[0]
    return ast.ListComp(value, clauses) if called.attr == "append" else ast.SetComp(value, clauses)
