"""Does a condition of a script hold only in a thread that somebody started with it?"""

import ast
from collections import Counter
from itertools import islice
from typing import Final

from ostiary.program.engine.code import Frame, Module
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
    asked = _asked(m, test, frame) if _bound(m, frame.module) else None
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


def _asked(m: Machine, test: ast.expr, frame: Frame) -> ast.expr | None:
    """The condition with the value of its only name in place, if it calls nothing and asks for a thread."""
    turned = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    inner = test.operand if isinstance(test, ast.UnaryOp) and turned else test
    if isinstance(inner, ast.Name):
        given = _bound(m, frame.module).get(inner.id)
        if given is not None:
            test = ast.UnaryOp(ast.Not(), given) if turned else given
    parts = list(islice(ast.walk(test), MAX_ASKED + 1))
    if len(parts) > MAX_ASKED or any(isinstance(one, ast.Call | ast.Await) for one in parts):
        return None
    return test if any(_names(one, frame) for one in parts) else None


def _bound(m: Machine, module: Module) -> dict[str, ast.expr | None]:
    """What each name of a script is bound to that one statement of its own level binds, and nothing else.

    Of a script that does not ask for its thread, or that is too long to be gone through, it is empty. It is
    worked out once.
    """
    if module.bound is not None:
        return module.bound
    found: dict[str, ast.expr | None] = {}
    module.bound = found
    if b"worker_threads" not in m.package.files.get(module.path, ("", b""))[1]:
        return found
    nodes = list(islice(ast.walk(module.tree), MAX_PARTS + 1))
    if len(nodes) > MAX_PARTS or not any(map(_tells, nodes)):
        return found
    counts: Counter[str] = Counter()
    for node in nodes:
        several = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for one in several:
            parts = ast.walk(one) if one is not None else ()
            counts.update(part.id for part in parts if isinstance(part, ast.Name))
    for node in module.tree.body:
        if isinstance(node, ast.Assign):
            own = [one.id for one in node.targets if isinstance(one, ast.Name)]
            found |= {one: node.value for one in own if counts[one] == 1}
    found[""] = None  # it asks
    return found


def _tells(node: ast.AST) -> bool:
    """Whether a part of a script is one of the names that tell a thread, however it is written."""
    word = getattr(node, "attr", None) or getattr(node, "id", None) or getattr(node, "value", None)
    return isinstance(word, str) and f"{_ROOM}{word}" in ALONE


def _names(part: ast.AST, frame: Frame) -> bool:
    """Whether it may be one of the names that tell a thread."""
    if isinstance(part, ast.Attribute):
        return f"{_ROOM}{part.attr}" in ALONE
    if not isinstance(part, ast.Name):
        return False
    known = frame.names.get(part.id)
    return known is not None and known.symbol in ALONE
