"""What became of a subject's dependencies: counts, the problems, and the way to each."""

from collections import Counter
from dataclasses import dataclass

from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.tree import DependencyTree
from ostiary.core.verdict import Reason, Verdict

NOT_VETTED = "not vetted"
"""The word for a dependency on which the run holds no verdict."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A dependency that may not come in as it is: `why` in one line, `path` in purls from the root."""

    purl: str
    decision: Decision
    why: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Branches:
    """A tree with its decisions. `tally` counts dependencies per decision word, the root left out."""

    tree: DependencyTree
    decisions: dict[str, Decision]
    total: int
    tally: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...]


def branches(run: Run, purl: str) -> Branches | None:
    """The tree below one subject, or None if the run resolved none."""
    tree = next((one for one in run.trees if one.root == purl), None)
    if tree is None:
        return None
    verdicts = {verdict.subject: verdict for verdict in run.verdicts}
    below = sorted({node.subject.purl for node in tree.nodes} - {tree.root})
    words = Counter(verdicts[one].decision.word if one in verdicts else NOT_VETTED for one in below)
    order = [decision.word for decision in Decision] + [NOT_VETTED]
    bad = [
        verdicts[one]
        for one in below
        if one in verdicts and verdicts[one].decision > Decision.ALLOW
    ]
    bad.sort(key=lambda verdict: (-verdict.decision, -verdict.score, verdict.subject))
    return Branches(
        tree=tree,
        decisions={one: verdicts[one].decision for one in (*below, purl) if one in verdicts},
        total=len(below),
        tally=tuple((word, words[word]) for word in order if words[word]),
        problems=tuple(_problem(tree, verdict) for verdict in bad),
    )


def _problem(tree: DependencyTree, verdict: Verdict) -> Problem:
    worst = worst_reason(verdict)
    why = worst.message if worst else "no reason given"
    return Problem(verdict.subject, verdict.decision, why, tree.path(verdict.subject))


def worst_reason(verdict: Verdict) -> Reason | None:
    """The reason that decided: the worst, and of those the one that weighs most."""
    return min(verdict.reasons, key=lambda one: (-one.decision, -one.points), default=None)
