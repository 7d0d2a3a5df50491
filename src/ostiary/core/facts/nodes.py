"""What became of the packages that a package brings along."""

from msgspec import Struct

from ostiary.core.scale import Decision


class JudgedNode(Struct, frozen=True):
    """One dependency, its decision, the worst reason for it, and the path from the root to it (purls)."""

    purl: str
    decision: Decision
    reason: str
    path: tuple[str, ...]
    rule: str = ""


class JudgedTree(Struct, frozen=True):
    """All dependencies of a release with their decisions; `shallow` if their code was not read."""

    nodes: tuple[JudgedNode, ...]
    shallow: bool
    unresolved: tuple[str, ...] = ()
