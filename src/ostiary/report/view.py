"""A run as a reader wants it: one view for each subject that was asked about, worst first."""

from msgspec import Struct

from ostiary.core.coverage import Coverage
from ostiary.core.finding import Finding
from ostiary.core.location import NOWHERE, Location
from ostiary.core.run import Examined, Run
from ostiary.core.scale import Decision
from ostiary.core.verdict import Reason, Verdict
from ostiary.report.branches import NOT_VETTED, Branches, branches
from ostiary.report.names import purl_of
from ostiary.report.reading import rows_of
from ostiary.report.unknowns import Unknowable, unknowns

NO_VERDICT = "no verdict was reached"
"""The reason that stands where a subject was asked about and the run says nothing."""


class Grounds(Struct, frozen=True):
    """Reasons that say the same of several places; `points` is their sum."""

    reason: Reason
    places: tuple[Location, ...]
    points: int


class SubjectView(Struct, frozen=True):
    """All that a report says of one subject. `rows` is None where the run cannot tell whose they are."""

    purl: str
    examined: Examined
    verdict: Verdict
    grounds: tuple[Grounds, ...]
    remedies: tuple[tuple[str, tuple[int, ...]], ...]
    findings: tuple[Finding, ...]
    aside: tuple[Finding, ...]
    rows: tuple[Coverage, ...] | None
    unknowns: tuple[Unknowable, ...]
    branches: Branches | None


def views(run: Run) -> tuple[SubjectView, ...]:
    """One view for each asked subject, the worst decision and the highest score first."""
    verdicts = {verdict.subject: verdict for verdict in run.verdicts}
    seen: dict[str, SubjectView] = {}
    for one in run.examined:
        purl = purl_of(one.subject)
        if one.role == "asked" and purl not in seen:
            seen[purl] = _view(run, one, purl, verdicts.get(purl) or _none(purl))
    return tuple(
        sorted(seen.values(), key=lambda view: (-view.verdict.decision, -view.verdict.score))
    )


def idle(reason: Reason) -> bool:
    """Whether a reason is a note on a waiver that ended, or lifts nothing: somebody should look at it."""
    return reason.rule.startswith("waiver-")


def told_tree(view: SubjectView) -> bool:
    """Whether a fact already counts the dependencies, and none of them went without a verdict."""
    tally = view.branches.tally if view.branches else ()
    vetted = all(word != NOT_VETTED for word, _ in tally)
    return vetted and any(label == "tree" for label, _ in view.examined.facts)


def worst(shown: tuple[SubjectView, ...]) -> Decision:
    """The worst decision of a report; a report on nothing is insufficient."""
    return max((view.verdict.decision for view in shown), default=Decision.INSUFFICIENT)


def _none(purl: str) -> Verdict:
    reason = Reason(Decision.INSUFFICIENT, "no-verdict", NO_VERDICT)
    return Verdict(purl, Decision.INSUFFICIENT, 0, (reason,))


def _view(run: Run, examined: Examined, purl: str, verdict: Verdict) -> SubjectView:
    grounds = _grounds(verdict.reasons)
    findings = tuple(one for one in run.findings if one.subject == purl)
    judged = {one.fingerprint for one in (*verdict.reasons, *verdict.waived) if one.fingerprint}
    return SubjectView(
        purl=purl,
        examined=examined,
        verdict=verdict,
        grounds=grounds,
        remedies=_remedies(grounds),
        findings=findings,
        aside=tuple(one for one in findings if one.fingerprint not in judged),
        rows=rows_of(run, examined),
        unknowns=unknowns(run, purl),
        branches=branches(run, purl),
    )


def _grounds(reasons: tuple[Reason, ...]) -> tuple[Grounds, ...]:
    same: dict[tuple[Decision, str, str, str], list[Reason]] = {}
    for one in reasons:
        same.setdefault((one.decision, one.rule, one.check, one.message), []).append(one)
    found = [
        Grounds(
            reason=group[0],
            places=tuple(dict.fromkeys(one.at for one in group if one.at != NOWHERE)),
            points=sum(one.points for one in group),
        )
        for group in same.values()
    ]
    return tuple(sorted(found, key=lambda one: (-one.reason.decision, -one.points)))


def _remedies(grounds: tuple[Grounds, ...]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """What to do, once each, with the numbers of the reasons that ask for it."""
    numbers: dict[str, list[int]] = {}
    for number, one in enumerate(grounds, 1):
        if one.reason.remedy and one.reason.decision > Decision.ALLOW:
            numbers.setdefault(one.reason.remedy, []).append(number)
    return tuple((remedy, tuple(numbers[remedy])) for remedy in numbers)
