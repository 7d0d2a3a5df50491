"""How a dependency came in, in one sentence."""

from collections.abc import Iterator

from ostiary.checks.wording import quote
from ostiary.core.facts.nodes import JudgedNode, JudgedTree
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Decision

MAX_SHOWN = 6


def nodes(tree: JudgedTree, decision: Decision) -> Iterator[JudgedNode]:
    """The nodes of one decision, in order of purl."""
    found = [node for node in tree.nodes if node.decision is decision]
    return iter(sorted(found, key=lambda node: (node.purl, node.path)))


def problem(node: JudgedNode, word: str) -> Hit:
    """One node as a finding: what was decided, why, and who brought it in."""
    why = f": {node.reason}" if node.reason else ""
    return Hit(f"{quote(node.purl)} {word}{why}; {_way(node)}", key=node.purl)


def unresolved(tree: JudgedTree) -> Iterator[Gap]:
    """A gap for each requirement of which nobody knows what it would install."""
    for name in sorted(set(tree.unresolved)):
        yield Gap(f"{quote(name)} could not be resolved, so nothing is known about it")


def _way(node: JudgedNode) -> str:
    way = node.path if node.path and node.path[-1] == node.purl else (*node.path, node.purl)
    if len(way) <= 2:
        return "a direct dependency"
    shown = way if len(way) <= MAX_SHOWN else (*way[: MAX_SHOWN - 2], "…", way[-1])
    path = " > ".join(quote(one) for one in shown[1:])
    return f"brought in by {quote(way[1])}, required by {quote(way[-2])}: {path}"
