"""Is there anything among its dependencies of which too little is known?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.tree.path import nodes, problem, unresolved
from ostiary.core.facts.nodes import JudgedTree
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Decision, Family, Severity


@check(
    "dependency-unknown",
    "too little is known of a dependency",
    Severity.MEDIUM,
    Family.TREE,
    reads=JudgedTree,
    remedy="Vet the dependency by itself: the report says what is unknown and how to make it known.",
)
def dependency_unknown(tree: JudgedTree) -> Iterator[Hit | Gap]:
    """Evidence that is missing below is missing for the whole."""
    for node in nodes(tree, Decision.INSUFFICIENT):
        yield problem(node, "could not be judged")
    yield from unresolved(tree)
