"""From what was found about one model in a place to its verdict."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec.structs import replace

from ostiary.core.coverage import Reach
from ostiary.core.finding import Outcome
from ostiary.core.inventory import Component
from ostiary.core.scale import State
from ostiary.core.subject import Subject
from ostiary.core.verdict import Verdict
from ostiary.flows.audit.stock import Look
from ostiary.policy.judge import judge
from ostiary.policy.model import Case, Policy

_ASKED = frozenset({"contents", "program"})
"""Evidence that bytes alone can give; nothing else is required of a model."""

_IDLE = frozenset({Reach.DATA, Reach.TEST})
_WEIGHT = (State.FOUND, State.UNKNOWN, State.PASSED, State.NOT_APPLICABLE)
"""How a check ended on the whole, where it was put to several copies."""


def subject_of(every: Sequence[Component]) -> Subject:
    """The model as a thing that checks speak about, with the digests of all places where it lies."""
    one = every[0]
    digests = tuple(dict.fromkeys(digest for part in every for digest in part.digests))
    return Subject(one.type, one.name, one.version, digests, str(one.at))


def joined_looks(subject: Subject, looks: Iterable[Look]) -> Look:
    """What was found about all copies of one model, as said of the one subject."""
    every = tuple(looks)
    purl = subject.purl
    outcomes: dict[str, Outcome] = {}
    for outcome in (one for look in every for one in look.outcomes):
        known = outcomes.setdefault(outcome.check, replace(outcome, subject=purl))
        if _WEIGHT.index(outcome.state) < _WEIGHT.index(known.state):
            outcomes[outcome.check] = replace(outcome, subject=purl)
    return replace(
        every[0],
        rows=tuple(row for look in every for row in look.rows),
        findings=tuple(
            replace(one, subject=purl)
            for one in dict.fromkeys(f for x in every for f in x.findings)
        ),
        outcomes=tuple(outcomes[key] for key in sorted(outcomes)),
        evidence=tuple(replace(one, subject=purl) for look in every for one in look.evidence),
        coverage=tuple(row for look in every for row in look.coverage),
        notes=tuple(dict.fromkeys(note for look in every for note in look.notes)),
        unconfined=tuple(dict.fromkeys(line for look in every for line in look.unconfined)),
    )


def judged_model(subject: Subject, look: Look, place: str, policy: Policy, today: date) -> Verdict:
    """The verdict on a model of a place, by what its bytes say.

    No source of advisories speaks of models, so none is required.
    """
    case = Case(
        subject=subject,
        findings=look.findings,
        outcomes=look.outcomes,
        sources=look.evidence,
        coverage=look.coverage,
        approvals=(),
        today=today,
        unconfined=look.unconfined,
        place=place,
    )
    return judge(policy, case)


def required(policy: Policy, look: Look) -> tuple[str, ...]:
    """The evidence that a policy wants, as far as bytes can give it.

    Where nothing would be loaded (a pointer, a download that broke off) nothing has to be read.
    """
    idle = look.coverage and all(row.reach in _IDLE for row in look.coverage)
    return () if idle else tuple(kind for kind in policy.require if kind in _ASKED)
