"""What a package brings along: the dependency tree as the installer resolved it."""

from msgspec import Struct

from ostiary.core.subject import Subject


class Node(Struct, frozen=True):
    """One resolved package. `parents` are the purls that asked for it, empty for the root.

    `depth` is the length of the shortest path from the root; `optional` marks what only an extra,
    a peer or an optional dependency brings.
    """

    subject: Subject
    parents: tuple[str, ...]
    depth: int
    optional: bool = False


class DependencyTree(Struct, frozen=True):
    """All nodes, root first. `resolver` names the tool that resolved it, with its version."""

    root: str
    nodes: tuple[Node, ...]
    resolver: str = ""

    def path(self, purl: str) -> tuple[str, ...]:
        """The shortest path of purls from the root to `purl`; the second is the parent that introduced it."""
        by_purl = {node.subject.purl: node for node in self.nodes}
        path = [purl]
        while path[0] != self.root:
            node = by_purl.get(path[0])
            parents = [by_purl[p] for p in node.parents if p in by_purl] if node else []
            if not node or not parents:
                break
            nearest = min(parents, key=lambda parent: (parent.depth, parent.subject.purl))
            if nearest.depth >= node.depth:
                break
            path.insert(0, nearest.subject.purl)
        return tuple(path)
