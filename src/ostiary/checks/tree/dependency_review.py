"""Does anything that it brings along need a look?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.tree.path import nodes, problem, unresolved
from ostiary.core.facts.nodes import JudgedTree
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Decision, Family, Severity


@check(
    "dependency-review",
    "a dependency needs review",
    Severity.LOW,
    Family.TREE,
    reads=JudgedTree,
    remedy="Vet the dependency by itself: the report names each reason.",
)
def dependency_review(tree: JudgedTree) -> Iterator[Hit | Gap]:
    """A person should look at it before the whole is adopted."""
    for node in nodes(tree, Decision.REVIEW):
        yield problem(node, "needs review")
    yield from unresolved(tree)
