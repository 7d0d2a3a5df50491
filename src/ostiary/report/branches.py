"""What became of a subject's dependencies: counts, the problems, and the way to each."""

from collections import Counter

from msgspec import Struct

from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.tree import DependencyTree
from ostiary.core.verdict import Verdict
from ostiary.report.names import purl_of

NOT_VETTED = "not vetted"
"""The word for a dependency on which the run holds no verdict."""


class Problem(Struct, frozen=True):
    """A dependency that may not come in as it is: `why` in one line, `path` in purls from the root."""

    purl: str
    decision: Decision
    why: str
    path: tuple[str, ...]


class Branches(Struct, frozen=True):
    """A tree with its decisions. `tally` counts dependencies per decision word, the root left out.

    `parents` names for each dependency the nearest package that asked for it: one that is nearer to
    the root than itself, so that no cycle is left; it is empty where the tree names none.
    """

    tree: DependencyTree
    parents: dict[str, str]
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
    parents = _parents(tree)
    words = Counter(
        verdicts[one].decision.word if one in verdicts else NOT_VETTED for one in parents
    )
    order = [decision.word for decision in Decision] + [NOT_VETTED]
    judged = [verdicts[one] for one in sorted(parents) if one in verdicts]
    bad = [verdict for verdict in judged if verdict.decision > Decision.ALLOW]
    bad.sort(key=lambda verdict: (-verdict.decision, -verdict.score, verdict.subject))
    return Branches(
        tree=tree,
        parents=parents,
        decisions={one: verdicts[one].decision for one in (*parents, purl) if one in verdicts},
        total=len(parents),
        tally=tuple((word, words[word]) for word in order if words[word]),
        problems=tuple(_problem(parents, verdict) for verdict in bad),
    )


def _parents(tree: DependencyTree) -> dict[str, str]:
    depths = {purl_of(node.subject): node.depth for node in tree.nodes}
    found: dict[str, str] = {}
    for node in tree.nodes:
        purl = purl_of(node.subject)
        if purl != tree.root:
            near = [(depths[one], one) for one in node.parents if one in depths]
            depth, parent = min(near, default=(node.depth, ""))
            found[purl] = parent if depth < node.depth else ""
    return found


def _path(parents: dict[str, str], purl: str) -> tuple[str, ...]:
    path = [purl]
    while parents.get(path[-1]):
        path.append(parents[path[-1]])
    return tuple(reversed(path))


def _problem(parents: dict[str, str], verdict: Verdict) -> Problem:
    worst = min(verdict.reasons, key=lambda one: (-one.decision, -one.points), default=None)
    why = worst.message if worst else "no reason given"
    return Problem(verdict.subject, verdict.decision, why, _path(parents, verdict.subject))
