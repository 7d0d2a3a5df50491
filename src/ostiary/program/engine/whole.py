"""Are all names of a module taken at once, of which one starts programs?

Whoever looks up one function writes its name. A table of all of them is copied, searched or gone through
in order not to write it (hashes of names, API hashing). A library that makes a module of its own out of
another one takes those of whichever it is handed.
"""

import ast
from typing import Any

from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import CLEAN
from ostiary.program.flow import AS_OWN, Act, Taint
from ostiary.program.wordlist import wordlist

STARTERS = frozenset({"os", "posix", "nt", "subprocess", "pty"})
"""Modules of which a function by a name that nobody can work out may start anything."""
SCRIPT_STARTERS = frozenset({"child_process"})
SEARCHES = wordlist(
    "Object.keys Object.values Object.entries Reflect.ownKeys Object.getOwnPropertyNames"
)
"""Functions of JavaScript that list what an object has."""


def taken_whole(m: Machine, symbol: str, node: Any, frame: Frame) -> None:
    """Note that a module's names are taken; of other modules they say nothing."""
    script = frame.module.language != "python"
    if symbol in (SCRIPT_STARTERS if script else STARTERS):
        marks = m.mark(Taint.ARGUMENT, node, frame, symbol) if _is_told(node, frame) else CLEAN
        own = frame.module.path.rpartition("/")[2].partition(".")[0] == symbol
        if own and not script:
            frame.module.stars.append(symbol)  # it stands in for that module, and exports its names
        m.act(Act.NAMES, symbol, node, frame, marks, text=symbol, target=AS_OWN if own else "")


def _is_told(node: Any, frame: Frame) -> bool:
    """Whether a function takes the names of whatever module it is handed."""
    given = getattr(node, "args", None)
    one = given[0] if isinstance(given, list) and given else getattr(node, "value", None)
    return frame.kind == "function" and isinstance(one, ast.Name) and one.id in frame.names
