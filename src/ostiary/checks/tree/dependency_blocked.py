"""Is anything that it brings along blocked?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.tree.path import nodes, problem, unresolved
from ostiary.core.facts.nodes import JudgedTree
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Decision, Family, Severity


@check(
    "dependency-blocked",
    "a dependency is blocked",
    Severity.CRITICAL,
    Family.TREE,
    reads=JudgedTree,
    remedy="Do not install the package while it brings this in: pin or override the dependency, or "
    "choose another parent.",
)
def dependency_blocked(tree: JudgedTree) -> Iterator[Hit | Gap]:
    """What a package brings along runs with the same rights as the package."""
    for node in nodes(tree, Decision.BLOCK):
        yield problem(node, "is blocked")
    yield from unresolved(tree)
