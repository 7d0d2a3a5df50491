"""From a resolver's list of who asked for whom to a tree with depths."""

from collections import deque
from collections.abc import Mapping

from ostiary.core.subject import Subject
from ostiary.core.tree import DependencyTree, Node


def plant(
    root: Subject,
    parents: Mapping[tuple[str, str], tuple[str, ...]],
    resolver: str,
) -> DependencyTree:
    """Build the tree of a flat resolution (one version per name).

    `parents` maps (name, version) to the names that asked for it; whoever nobody asked for is asked
    for by the root. Parents that the resolution does not hold are taken as the root.
    """
    subjects = {name: Subject(root.type, name, version) for name, version in parents}
    asked: dict[str, list[str]] = {root.purl: []}
    by_child: dict[str, tuple[str, ...]] = {}
    for (name, _), names in parents.items():
        child = subjects[name].purl
        above = tuple(
            sorted({subjects[one].purl if one in subjects else root.purl for one in names})
        )
        by_child[child] = above or (root.purl,)
        for purl in by_child[child]:
            asked.setdefault(purl, []).append(child)
    return DependencyTree(root.purl, _nodes(root, subjects, asked, by_child), resolver)


def _nodes(
    root: Subject,
    subjects: Mapping[str, Subject],
    asked: Mapping[str, list[str]],
    by_child: Mapping[str, tuple[str, ...]],
) -> tuple[Node, ...]:
    depths = depths_from(root.purl, asked)
    nodes = [
        Node(subject, by_child[subject.purl], depths.get(subject.purl, 1))
        for subject in subjects.values()
        if subject.purl != root.purl
    ]
    nodes.sort(key=lambda node: (node.depth, node.subject.purl))
    return (Node(root, (), 0), *nodes)


def depths_from(root: str, asked: Mapping[str, list[str]]) -> dict[str, int]:
    """The length of the shortest path from the root to each purl."""
    depths = {root: 0}
    queue = deque([root])
    while queue:
        purl = queue.popleft()
        for child in asked.get(purl, ()):
            if child not in depths:
                depths[child] = depths[purl] + 1
                queue.append(child)
    return depths
