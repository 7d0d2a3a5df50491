"""Is there anything among its dependencies of which too little is known?"""

from collections.abc import Iterator
from itertools import groupby

from ostiary.checks.declare import check
from ostiary.checks.tree.path import nodes, problem, unresolved
from ostiary.checks.wording import quote
from ostiary.core.facts.nodes import JudgedNode, JudgedTree
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Decision, Family, Severity

MAX_NAMED = 4


@check(
    "dependency-unknown",
    "too little is known of a dependency",
    Severity.MEDIUM,
    Family.TREE,
    reads=JudgedTree,
    remedy="Vet the dependency by itself: the report says what is unknown and how to make it known.",
)
def dependency_unknown(tree: JudgedTree) -> Iterator[Hit | Gap]:
    """Evidence that is missing below is missing for the whole; one cause is told once."""
    found = sorted(nodes(tree, Decision.INSUFFICIENT), key=lambda node: (node.reason, node.purl))
    for reason, group in groupby(found, key=lambda node: node.reason):
        same = list(group)
        yield problem(same[0], "could not be judged") if len(same) == 1 else _many(reason, same)
    yield from unresolved(tree)


def _many(reason: str, same: list[JudgedNode]) -> Hit:
    named = ", ".join(quote(node.purl) for node in same[:MAX_NAMED])
    more = f" and {len(same) - MAX_NAMED} more" if len(same) > MAX_NAMED else ""
    why = f": {reason}" if reason else ""
    return Hit(f"{len(same)} dependencies could not be judged{why} ({named}{more})", key=reason)
