"""From all that was learnt about one subject to its findings, outcomes and verdict."""

from msgspec import Struct, field
from msgspec.structs import replace

from ostiary.checks.catalogue import CATALOGUE
from ostiary.checks.engine import ask
from ostiary.core.coverage import Coverage
from ostiary.core.evidence import Cause, Dossier, Evidence, Item, Unknown
from ostiary.core.examination import Examination
from ostiary.core.finding import Finding, Outcome
from ostiary.core.run import Examined
from ostiary.core.subject import Subject
from ostiary.core.tree import DependencyTree
from ostiary.core.verdict import Verdict
from ostiary.core.waiver import Approval
from ostiary.core.world import World
from ostiary.flows.model_lines import model_rows
from ostiary.flows.sources import index
from ostiary.formats.contents import Contents
from ostiary.formats.model.record import Models
from ostiary.policy.judge import judge
from ostiary.policy.model import Case, Policy
from ostiary.program.model import Program


class Looked(Struct, frozen=True):
    """One subject, looked at and judged.

    `unconfined` has a line for each way out that stood open to the process which examined its bytes.
    """

    subject: Subject
    role: str
    shallow: bool
    dossier: Dossier
    coverage: tuple[Coverage, ...] = ()
    findings: tuple[Finding, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    verdict: Verdict | None = None
    tree: DependencyTree | None = None
    seconds: float = 0.0
    facts: tuple[tuple[str, str], ...] = ()
    licences: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    unconfined: tuple[str, ...] = ()

    def examined(self) -> Examined:
        """The line that the report needs."""
        depth = "shallow" if self.shallow else "full"
        contents = list(self.dossier.known(Contents))
        artifacts = tuple(one.filename for one in contents)
        digests = {row.path: row.sha256 for one in contents for row in one.files}
        return Examined(
            self.subject,
            self.role,
            depth,
            self.seconds,
            self.facts,
            artifacts=artifacts,
            models=model_rows(self.dossier.known(Models), digests),
        )


def conclude(
    looked: Looked, policy: Policy, approvals: tuple[Approval, ...], world: World
) -> Looked:
    """Ask every check, then the policy."""
    findings, outcomes = ask(looked.dossier, CATALOGUE)
    case = Case(
        subject=looked.subject,
        findings=findings,
        outcomes=outcomes,
        sources=index(looked.dossier.items),
        coverage=looked.coverage,
        approvals=approvals,
        today=world.now.date(),
        shallow=looked.shallow,
        licences=looked.licences,
        unconfined=looked.unconfined,
    )
    verdict = judge(policy, case)
    notes = (*looked.notes, *_open_ways(looked))
    return replace(looked, findings=findings, outcomes=outcomes, verdict=verdict, notes=notes)


def _open_ways(looked: Looked) -> tuple[str, ...]:
    if not looked.unconfined:
        return ()
    return (f"what was examined was not fully confined: {'; '.join(looked.unconfined)}",)


def from_examination(examination: Examination, subject: Subject, world: World) -> tuple[Item, ...]:
    """The facts of one artifact as evidence, and what its manifests hid as unknown."""
    source = f"archive {examination.filename}"
    digest = f"sha256:{examination.sha256}" if examination.sha256 else ""
    known = [Evidence(subject, fact, source, world.now, digest) for fact in examination.facts]
    hidden = [
        Unknown(subject, kind, source, Cause.MALFORMED, f"{path}: {reason}")
        for kind, path, reason in examination.problems
    ]
    return (*known, *hidden)


def unexamined(
    subject: Subject, source: str, cause: Cause, reason: str, hint: str = ""
) -> tuple[Item, ...]:
    """What it means for the dossier that an artifact could not be fetched or opened."""
    return tuple(
        Unknown(subject, kind, source, cause, reason, hint) for kind in (Contents, Program)
    )
