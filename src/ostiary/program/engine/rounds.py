"""How often is a loop worth another round whose condition holds?"""

import ast

from ostiary.program.engine.code import Closure, Frame, Instance
from ostiary.program.engine.loops import MAX_ROUNDS, MAX_STEPS, leaves, watched
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.others import undecided
from ostiary.program.engine.unfinished import LOOP
from ostiary.program.engine.value import Value

MAX_WATCHED = 4  # rounds of a loop after which it is asked whether anything changed
MAX_STALE = 500  # rounds in a row that did something to the world, and nothing new
MAX_ENDLESS = 16  # the same of a loop that nothing ends
MAX_BRIEF = 3  # loops inside each other of which each is run more than once when steps are short
MAX_TIRED = (
    200  # the same of all runs of one loop that nothing ends: a round of each is enough then
)
MAX_IN_VAIN = 2_000  # the same of all runs of one loop, beyond which it is one that nothing ends
MAX_DECODING = 20_000  # both of a loop in a file that decodes


class Rounds:
    """The rounds of one loop.

    In a file that shows no sign of decoding they come to an end early, unless they do something to the
    world: then the next one may do worse, for as long as each of a few brings something new.
    """

    def __init__(self, m: Machine, node: ast.While, frame: Frame) -> None:
        self._m, self._frame = m, frame
        self._node = node
        self._ends = leaves(node)
        self._start, self._acts = m.steps, m.acts
        self._count = self._stale = self._doubts = self._told = 0
        self._before = m.acts
        self._names: object = None

    def first(self) -> bool:
        """Whether the round at hand is the first one."""
        return not self._count

    def begins(self) -> bool:
        """Whether another round is worth it."""
        m = self._m
        if self._count and m.acts == self._acts and not m.exact(self._frame):
            return False
        self._doubts, self._told, self._before = m.doubts - m.acts, m.ledger.news, m.acts
        seen = self._frame.module.language == "python" and self._count < MAX_WATCHED
        self._names = watched(m, self._frame) if seen or not self._ends else None
        return True

    def ended(self) -> bool:
        """Whether the round that was run is the last one."""
        m, frame = self._m, self._frame
        self._count += 1
        acted = m.acts != self._acts
        self._weigh()
        if m.doubts - m.acts != self._doubts:
            return True  # what is not known decides how it goes on: another round would say nothing new
        if self._names is not None and self._names == watched(m, frame):
            return True
        if frame.loops > MAX_BRIEF and not m.exact(frame):
            m.cut(frame, LOOP)
            return True
        if self._count >= MAX_WATCHED and not self._ends and not acted:
            return True
        tired = m.tired(frame, self._start, MAX_STEPS)
        if tired and (frame.module.decodes or not acted):
            return True
        spent = self._count >= MAX_ROUNDS or self._start - m.steps > MAX_STEPS
        if spent or (self._ends and self._stale >= self._most()):
            m.cut(frame, LOOP)
            return True
        often = self._in_vain() >= MAX_TIRED
        return not self._ends and self._stale >= (1 if often else MAX_ENDLESS)  # so it would go on

    def _weigh(self) -> None:
        """Count the round among those that did something in vain, if it did anything: others may decode."""
        if self._m.ledger.news > self._told:
            self._stale = 0
            self._node.__dict__["vain"] = 0
        elif self._m.acts > self._before:
            self._stale += 1
            self._node.__dict__["vain"] = self._node.__dict__.get("vain", 0) + 1

    def _most(self) -> int:
        """How many of those in a row are run."""
        in_vain = self._in_vain()
        if self._frame.module.decodes:
            return MAX_DECODING if in_vain < MAX_DECODING else MAX_ENDLESS
        return MAX_STALE if in_vain < MAX_IN_VAIN else MAX_ENDLESS

    def _in_vain(self) -> int:
        """How many rounds of all runs of this loop did something to no new end, since the last that did."""
        found: int = self._node.__dict__.get("vain", 0)
        return found


def goes_on(test: Value, node: ast.expr, frame: Frame, *, first: bool) -> bool | None:
    """Whether a loop goes on: a container does until it is empty; None if nobody can tell.

    That a table has no such key ends a loop that was looked at, and hides none that was not.
    """
    if test.known:
        return None if first and undecided(test) and not test.const else bool(test.const)
    if isinstance(test.items, list | dict) and not test.symbol:
        return bool(test.items)
    if isinstance(test.code, Closure | Instance):
        return True
    found = _has_key(node, frame)
    return None if first and found is False else found


def _has_key(node: ast.expr, frame: Frame) -> bool | None:
    """Whether a table has a key, where both have names."""
    if not isinstance(node, ast.Compare) or [type(one) for one in node.ops] != [ast.In]:
        return None
    key, table = node.left, node.comparators[0]
    if not isinstance(key, ast.Name) or not isinstance(table, ast.Name):
        return None
    one, several = frame.find(key.id), frame.find(table.id)
    if one is None or several is None or not one.known or not isinstance(several.items, dict):
        return None
    if not isinstance(one.const, (str, bytes, int)) or several.symbol or several.marks:
        return None
    return one.const in several.items
