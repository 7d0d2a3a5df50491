"""Does a condition of a script hold only in a thread that somebody started with it?"""

import ast
from itertools import islice
from typing import Final

from ostiary.program.engine.code import Frame
from ostiary.program.engine.executing import says_so
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Value

MAX_ASKED = 64  # parts of a condition that are looked at
MAX_PARTS = 200_000  # parts of a file in which a name may be given another value

_ROOM: Final = "worker_threads."
ALONE: Final = {
    f"{_ROOM}isMainThread": True,
    f"{_ROOM}parentPort": None,
    f"{_ROOM}workerData": None,
    f"{_ROOM}threadId": 0,
}
"""What a script reads that nobody started as a thread (Node.js, "Worker threads")."""


def side(m: Machine, test: ast.expr, frame: Frame) -> bool | None:
    """What a condition is outside of any thread, where it may be different in one; None for all others.

    It is asked twice: as it stands, and as in a script that nobody started as a thread. Only a condition
    that is known in the second case, and not in the first, hangs on the thread.
    """
    if frame.module.language == "python" or frame.kind != "module" or frame.inside or says_so(m):
        return None
    asked = _asked(test, frame)
    if asked is None:
        return None
    told = _outside(m, asked, frame)
    if not told.known or m.value(asked, frame).known:
        return None
    return bool(told.const)


def _outside(m: Machine, asked: ast.expr, frame: Frame) -> Value:
    m.alone = True
    try:
        return m.value(asked, frame)
    finally:
        m.alone = False


def _asked(test: ast.expr, frame: Frame) -> ast.expr | None:
    """The condition with the value of its only name in place, if it calls nothing and asks for a thread."""
    turned = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    inner = test.operand if isinstance(test, ast.UnaryOp) and turned else test
    if isinstance(inner, ast.Name):
        given = _given(inner.id, frame)
        if given is not None:
            test = ast.UnaryOp(ast.Not(), given) if turned else given
    parts = list(islice(ast.walk(test), MAX_ASKED + 1))
    if len(parts) > MAX_ASKED or any(isinstance(one, ast.Call | ast.Await) for one in parts):
        return None
    return test if any(_names(one, frame) for one in parts) else None


def _given(name: str, frame: Frame) -> ast.expr | None:
    """What a name of the module is bound to, where one statement does that, and nothing else anywhere."""
    tree = frame.module.tree
    found = [
        one.value
        for one in tree.body
        if isinstance(one, ast.Assign) and any(_is(target, name) for target in one.targets)
    ]
    count = 0
    for place, node in enumerate(ast.walk(tree)):
        if place > MAX_PARTS:
            return None
        several = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        count += sum(
            _is(part, name) for one in several if one is not None for part in ast.walk(one)
        )
    return found[0] if len(found) == count == 1 else None


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _names(part: ast.AST, frame: Frame) -> bool:
    """Whether it may be one of the names that tell a thread."""
    if isinstance(part, ast.Attribute):
        return f"{_ROOM}{part.attr}" in ALONE
    if not isinstance(part, ast.Name):
        return False
    known = frame.names.get(part.id)
    return known is not None and known.symbol in ALONE
