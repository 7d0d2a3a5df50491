"""Pieces of inert runs; all names, hosts and figures in them are made up."""

from datetime import UTC, datetime

from ostiary.core.coverage import Coverage, Reach
from ostiary.core.digest import Digest
from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.subject import Subject
from ostiary.core.tree import DependencyTree, Node
from ostiary.core.verdict import Verdict

NOW = datetime(2026, 11, 24, 9, 12, 30, tzinfo=UTC)
SHA = "ab" * 32
TGZ = "left-padx-2.0.1.tgz"
LATER = "willow-2.4.2-py3-none-any.whl"
WHEEL = "willow-2.4.1-py3-none-any.whl"

EMPTY = Run("r-0", "vet", "ostiary 0.1.0", NOW, 0.1, (), (), (), (), (), (), ())


def row(
    path: str,
    size: int,
    reach: Reach = Reach.IMPORT,
    opaque: str = "",
    why: str = "",
    artifact: str = WHEEL,
) -> Coverage:
    readers = () if opaque else ("python",)
    return Coverage(artifact, path, SHA, size, readers, not opaque, reach, opaque, why)


def subject(name: str, version: str, kind: str = "pypi") -> Subject:
    return Subject(
        kind, name, version, (Digest("sha256", SHA),), "https://index.example.invalid/simple"
    )


def tree(*names: tuple[str, str, str]) -> DependencyTree:
    """A tree out of (name, version, parent's name); the first one is the root."""
    purls = {name: subject(name, version).purl for name, version, _ in names}
    depth: dict[str, int] = {}
    nodes = []
    for name, version, parent in names:
        depth[name] = depth[parent] + 1 if parent else 0
        parents = (purls[parent],) if parent else ()
        nodes.append(Node(subject(name, version), parents, depth[name]))
    return DependencyTree(purls[names[0][0]], tuple(nodes), "uv 0.9.1")


def allowed(purl: str) -> Verdict:
    return Verdict(purl, Decision.ALLOW, 0, (), (), "balanced", SHA)
