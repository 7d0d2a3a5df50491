"""What does a text do that is executed, or a block with a moment of its own?"""

import ast
from itertools import islice
from typing import Any

from ostiary.core.coverage import Reach
from ostiary.program.engine.code import Frame, Module, Ready
from ostiary.program.engine.machine import MAX_LAYERS, ExhaustedError, Machine
from ostiary.program.engine.value import Value, unknown
from ostiary.program.python.orders import ordered

STEPS_LAYER = 400_000  # of one executed text
MAX_WRITTEN = 24  # parts of an expression that is compared by its text
MAX_ORDERED = 64  # and of one that may ask for a word of the command line


def as_main(m: Machine, body: list[ast.stmt], frame: Frame, scope: str = "<main>") -> str:
    """The block that runs only when the file is the program, or for a word: in its own moment."""
    before, deep = m.reach, m.deep
    m.reach, m.deep = m.package.moment(frame.module, scope, before)
    try:
        m.run(body, frame)
    finally:
        m.reach, m.deep = before, deep
    return ""


TOLD = frozenset(
    (
        *("sys.frozen", "sys._MEIPASS", "require.main", "worker_threads.isMainThread"),
        *("worker_threads.parentPort", "worker_threads.workerData"),
    )
)
"""What an interpreter says of how it was started; a program may say it in its place."""


def written(node: ast.expr, most: int = MAX_WRITTEN) -> str:
    """A short expression as one would write it; empty for others, of which some have no such form."""
    parts = list(islice(ast.walk(node), most + 1))
    plain = len(parts) <= most and not any(isinstance(one, ast.JoinedStr) for one in parts)
    return ast.unparse(node) if plain else ""


def is_ordered(m: Machine, test: ast.expr, frame: Frame) -> bool:
    """Whether a condition of an installer holds only for a word that its own people type."""
    path = frame.module.path
    if m.reach is not Reach.INSTALL or not path.endswith("setup.py"):
        return False
    source = m.package.files.get(path, ("", b""))[1]
    return b"argv" in source and ordered(path, written(test, MAX_ORDERED), source)


def says_so(m: Machine) -> bool:
    """Whether the program put something in the place of what an interpreter says."""
    return any(f"%{one}" in m.held for one in TOLD)


def is_main(m: Machine, test: ast.expr, frame: Frame) -> bool:
    """Whether a condition asks whether the file is the program, or comes with its interpreter."""
    if frame.module.language != "python":
        asked = isinstance(test, _ASKED) and written(test) in _MAINS
    elif isinstance(test, ast.Call):
        asked = written(test) in _FROZEN
    else:
        asked = _asks_name(test, frame.module.path) and frame.find("__name__") is None
    return asked and not says_so(m)


def _asks_name(test: ast.expr, path: str) -> bool:
    """Whether a condition compares the name of the module with one that no import gives it."""
    if (
        not isinstance(test, ast.Compare)
        or len(test.ops) != 1
        or not isinstance(test.ops[0], ast.Eq)
    ):
        return False
    sides = (test.left, test.comparators[0])
    asked = any(isinstance(one, ast.Name) and one.id == "__name__" for one in sides)
    return asked and any(_special(one, path) for one in sides)


def _special(name: ast.expr, path: str) -> bool:
    """Whether no import gives a file such a name: `__main__`, or one under which somebody runs its text."""
    told = name.value if isinstance(name, ast.Constant) else None
    if not isinstance(told, str) or not (told.startswith("__") and told.endswith("__")):
        return False
    return told == "__main__" or path.rpartition("/")[2].partition(".")[0] != told


_ASKED = (ast.Compare, ast.Attribute)
_MAINS = frozenset({"require.main == module", "module == require.main", "import.meta.main"})
_FROZEN = frozenset(
    (
        "getattr(sys, 'frozen', False)",
        "getattr(sys, 'frozen', None)",
        "hasattr(sys, 'frozen')",
        "hasattr(sys, '_MEIPASS')",
    )
)


def execute(m: Machine, code: Ready, node: Any, frame: Frame) -> Value:
    """Run compiled text as a layer of its own, with the names of the frame around."""
    module = frame.module
    if m.layer_depth >= MAX_LAYERS:
        m.cut(frame, "it executes texts inside each other, deeper than they are followed")
        return unknown()
    spot = m.spot(node, frame, "")
    where = f"layer {len(module.layers)}" if module.layers else f"{module.path}:{spot.line}"
    layers = module.layers
    if code.how:
        layers = (
            *layers,
            f"layer {len(layers) + 1}, decoded from {where} by {', '.join(code.how)}",
        )
    elif code.what:
        layers = (*layers, f"{code.what} at {where}")
    layers = layers or (f"text executed at {where}",)
    inner = Module(module.path, code.language, code.tree, layers, spot.line, decodes=True)
    inner.stars, inner.program = module.stars, code.program
    here = Frame(inner, "function", frame, frame.inside)
    here.names = frame.names  # an executed text binds in the frame around
    here.parent = frame.parent
    here.outer = frame.outer
    last: Value = unknown()
    m.layer_depth += 1
    before = m.steps
    m.steps = allowed = min(before, STEPS_LAYER)
    floor, m.floor = m.floor, 0
    try:
        for one in code.tree.body:
            if isinstance(one, ast.Expr) and one is code.tree.body[-1]:
                last = m.value(one.value, here)
            elif m.run([one], here) == "return":
                last = here.returns[-1]
                break
        m.package.leftover(inner)
    except ExhaustedError:
        m.cut(frame, "a text that it executes takes more steps than it is given")
    finally:
        m.layer_depth -= 1
        m.steps = before - (allowed - max(m.steps, 0))
        m.floor = floor
    return last
