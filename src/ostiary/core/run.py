"""The whole of one run: what report renders, attest signs and store keeps."""

from datetime import datetime

from msgspec import Struct

from ostiary.core.audit import Audit
from ostiary.core.coverage import Coverage
from ostiary.core.finding import Finding, Outcome
from ostiary.core.model_file import ModelRow
from ostiary.core.scale import Decision
from ostiary.core.subject import Subject
from ostiary.core.tree import DependencyTree
from ostiary.core.verdict import Verdict

SCHEMA = "https://ostiary.invalid/schema/run/1"
"""The name of the JSON form; the number changes when a reader would break."""


class Source(Struct, frozen=True):
    """One line of the evidence index: a fact (or the lack of one) and where it came from.

    `status` is known, absent or unknown; `age` is in seconds.
    """

    subject: str
    kind: str
    source: str
    status: str
    collected_at: datetime | None = None
    age: float = 0.0
    digest: str = ""
    reason: str = ""
    hint: str = ""
    cause: str = ""


class Examined(Struct, frozen=True):
    """A subject as one run saw it: its short facts for the report, in the order to show them.

    `artifacts` are the file names of it that were read: what ties rows of the coverage to it.
    """

    subject: Subject
    role: str  # "asked", "dependency", or "component" of an audited place
    depth: str  # "full" or "shallow": whether its code was read
    seconds: float = 0.0
    facts: tuple[tuple[str, str], ...] = ()
    artifacts: tuple[str, ...] = ()
    models: tuple[ModelRow, ...] = ()


class Run(Struct, frozen=True):
    """One run of one verb."""

    id: str
    verb: str
    tool: str
    started: datetime
    seconds: float
    data_versions: tuple[tuple[str, str], ...]
    examined: tuple[Examined, ...]
    evidence: tuple[Source, ...]
    findings: tuple[Finding, ...]
    outcomes: tuple[Outcome, ...]
    coverage: tuple[Coverage, ...]
    verdicts: tuple[Verdict, ...]
    trees: tuple[DependencyTree, ...] = ()
    notes: tuple[str, ...] = ()
    audit: Audit | None = None

    @property
    def asked(self) -> tuple[Verdict, ...]:
        """The verdicts on what the user asked about, in that order; dependencies left out."""
        wanted = {one.subject.purl for one in self.examined if one.role == "asked"}
        return tuple(verdict for verdict in self.verdicts if verdict.subject in wanted)

    @property
    def worst(self) -> Decision:
        """The worst decision on what was asked; a run without a verdict is insufficient."""
        return max((verdict.decision for verdict in self.asked), default=Decision.INSUFFICIENT)

    @property
    def counted(self) -> Decision:
        """The decision that headline and exit code speak of: over what is new if only that was asked for.

        Where there was nothing to compare with, everything counts.
        """
        if self.audit is not None and self.audit.new_only and self.audit.changes is not None:
            return self.audit.changes.decision
        return self.worst
