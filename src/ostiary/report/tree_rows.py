"""Which packages a picture of a tree shows, and which it folds into `+ 41 allow`."""

from collections import Counter

from msgspec import Struct

from ostiary.core.scale import Decision
from ostiary.report.branches import NOT_VETTED, Branches
from ostiary.report.names import release

SMALL = 80
"""Packages up to which nothing is folded."""

MAX_DIRECT = 12
"""Ordinary direct dependencies of a large tree that are still drawn one by one."""

MAX_ROWS = 300
"""Rows of a picture; what is left out is counted in its last row."""


class Row(Struct, frozen=True):
    """One row: a package, or a fold of several (`decision` is then None and `word` empty).

    `parent` is the index of the row above it in the tree, -1 for the root; `hot` marks the rows on
    the way to a problem.
    """

    label: str
    word: str
    depth: int
    parent: int
    hot: bool
    decision: Decision | None = None


class _Picture:
    """The spanning tree of shortest paths, walked without recursion: a tree may be a long chain."""

    def __init__(self, branches: Branches) -> None:
        self.branches = branches
        self.children = _children(branches)
        self.order = self._below(branches.tree.root)
        self.hot = self._hot()
        self.rows: list[Row] = []
        self.drawn = 0

    def _below(self, purl: str) -> list[str]:
        found, stack = [], [purl]
        while stack:
            one = stack.pop()
            found.append(one)
            stack += self.children.get(one, ())
        return found

    def _hot(self) -> set[str]:
        hot = {problem.purl for problem in self.branches.problems}
        for one in reversed(self.order):
            if any(child in hot for child in self.children.get(one, ())):
                hot.add(one)
        return hot

    def draw(self) -> tuple[Row, ...]:
        root = self.branches.tree.root
        small = len(self.order) <= SMALL
        stack: list[tuple[str, tuple[str, ...], int, int]] = [(root, (), 0, -1)]
        while stack and len(self.rows) < MAX_ROWS:
            purl, folded, depth, parent = stack.pop()
            if folded:
                self._fold(folded, depth, parent)
                continue
            self._node(purl, depth, parent)
            shown, rest = self._split(purl, small)
            at = len(self.rows) - 1
            if rest:
                stack.append(("", tuple(rest), depth + 1, at))
            stack += [(child, (), depth + 1, at) for child in reversed(shown)]
        left = len(self.order) - self.drawn
        if left > 0:
            self.rows.append(Row(f"+ {left:,} not drawn", "", 0, -1, False))
        return tuple(self.rows)

    def _split(self, purl: str, small: bool) -> tuple[list[str], list[str]]:
        children = sorted(self.children.get(purl, ()), key=lambda one: (one not in self.hot, one))
        if small:
            return children, []
        ordinary = [one for one in children if one not in self.hot]
        if purl == self.branches.tree.root and len(ordinary) <= MAX_DIRECT:
            return children, []
        return [one for one in children if one in self.hot], ordinary

    def _node(self, purl: str, depth: int, parent: int) -> None:
        decision = self.branches.decisions.get(purl)
        word = decision.word if decision is not None else NOT_VETTED
        self.rows.append(Row(release(purl), word, depth, parent, purl in self.hot, decision))
        self.drawn += 1

    def _fold(self, purls: tuple[str, ...], depth: int, parent: int) -> None:
        inside = [one for purl in purls for one in self._below(purl)]
        decisions = [self.branches.decisions.get(one) for one in inside]
        words = Counter("allowed" if one is not None else NOT_VETTED for one in decisions)
        label = "+ " + ", ".join(f"{words[word]:,} {word}" for word in sorted(words))
        self.rows.append(Row(label, "", depth, parent, False))
        self.drawn += len(inside)


def rows(branches: Branches) -> tuple[Row, ...]:
    """The rows of the picture from top to bottom, the root first, problems before the ordinary."""
    return _Picture(branches).draw()


def _children(branches: Branches) -> dict[str, list[str]]:
    """Each package under its nearest parent; one whose parents the tree does not name, under the root."""
    children: dict[str, list[str]] = {}
    for purl, parent in branches.parents.items():
        children.setdefault(parent or branches.tree.root, []).append(purl)
    return children
