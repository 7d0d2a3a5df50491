"""What does source text of any language say, in the one intermediate form?"""

import ast
import gc
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

from ostiary.program.lower.pieces import TooHeavyError
from ostiary.program.weight import heavier

MAX_SOURCE = 32 << 20
"""Bytes of one source; a larger one is not lowered, and says so."""

MAX_SIGNS = 180_000
"""Signs of one Python source, of whose tree each takes a kilobyte; one with more says so, too."""

HEAVY = "its tree would take more memory than one file may"

YOUNG = 20_000
"""Objects made since the collector looked last, from which on trees are better not looked through."""

LANGUAGES = frozenset({"python", "javascript", "typescript"})


class Lowered(Struct, frozen=True):
    """A program in the intermediate form, and how sure we are that all of it is there."""

    tree: ast.Module
    faults: int
    """Damaged spots; what could be read in them is in the tree."""
    exact: bool
    """Whether the text was taken without a fault."""
    reason: str
    """Why it is not exact; empty if it is."""
    cut: str = ""
    """Why something is missing that is no damage: it was too much for us; empty if nothing is."""


def lower(language: str, data: bytes, marks: tuple[int, ...] | None = None) -> Lowered:
    """Lower the UTF-8 text of a program in `python`, `javascript` or `typescript`; never raises.

    Functions of JavaScript in which none of the `marks` lies are left empty, where marks are given.
    """
    if len(data) > MAX_SOURCE:
        return _unread(f"larger than {MAX_SOURCE} bytes", "it is larger than what is read")
    if language == "python" and heavier(data, MAX_SIGNS):
        return _unread(f"more than {MAX_SIGNS} signs", HEAVY)
    if language not in LANGUAGES:
        return _unread(f"nobody reads `{language}`")
    try:
        with _without_collector():
            tree, faults = _lowered(language, data, marks)
    except TooHeavyError:
        return _unread("a statement of too many signs", HEAVY)
    except (RecursionError, MemoryError, ValueError) as error:
        kind = type(error).__name__
        return _unread(f"it could not be lowered: {kind}", f"it could not be read: {kind}")
    reason = f"{faults} damaged spots" if faults else ""
    cut = "parts of it nest too deep to be read" if tree.__dict__.get("beyond") else ""
    if tree.__dict__.get("left"):
        cut = cut or "it has more places of note than are read"
    if tree.__dict__.get("torn"):
        cut = cut or "it is too large for one tree, and was damaged where it was cut into pieces"
    return Lowered(tree, faults, not faults, reason, cut)


def _lowered(language: str, data: bytes, marks: tuple[int, ...] | None) -> tuple[ast.Module, int]:
    if language == "python":
        from ostiary.program.lower.python import lower as lower_python

        return lower_python(data)
    from ostiary.program.lower.javascript import lower as lower_javascript

    return lower_javascript(language, data, marks)


@contextmanager
def _without_collector() -> Iterator[None]:
    """A tree has no cycles, and looking for some in it again and again takes half of the time.

    What was young before is looked through; then all that lives counts as old, so that nobody looks
    through the tree as soon as there is one.
    """
    active = gc.isenabled()
    if active and gc.get_count()[0] > YOUNG:
        gc.collect(0)
    gc.disable()
    try:
        yield
    finally:
        if active:
            if gc.get_count()[0] > YOUNG:
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _unread(reason: str, cut: str = "") -> Lowered:
    return Lowered(ast.Module([], []), 1, False, reason, cut)
