"""Put every check to every fact that it subscribes to, and account for how each ended."""

from collections.abc import Iterable, Iterator

from ostiary.core.check import Check
from ostiary.core.coverage import Reach
from ostiary.core.evidence import Absent, Dossier, Evidence, Item, Unknown
from ostiary.core.finding import Finding, Gap, Hit, Outcome
from ostiary.core.scale import State
from ostiary.core.subject import Subject


def ask(
    dossier: Dossier, checks: Iterable[Check]
) -> tuple[tuple[Finding, ...], tuple[Outcome, ...]]:
    """All findings and one outcome per check on one subject.

    A check with any unknown among its facts ends as unknown unless it found something; a check whose
    facts are all absent, or were never sought, is not applicable. A program that was not evaluated to its
    end is an unknown to the checks that would have seen it. Findings come out in a fixed order,
    so the order of evidence changes nothing.
    """
    findings: set[Finding] = set()
    outcomes: list[Outcome] = []
    purl = dossier.subject.purl
    for one in checks:
        if one.ecosystems and dossier.subject.type not in one.ecosystems:
            continue
        found, outcome = _ask_one(one, dossier, purl)
        findings.update(found)
        outcomes.append(outcome)
    return tuple(sorted(findings, key=_order)), tuple(sorted(outcomes))


def _ask_one(one: Check, dossier: Dossier, purl: str) -> tuple[list[Finding], Outcome]:
    found: list[Finding] = []
    gaps: list[tuple[str, str]] = []
    states: list[State] = []
    for item in dossier.items:
        if not issubclass(item.kind, one.reads):
            continue
        states.append(_ask_item(one, item, dossier.subject, found, gaps))
    if found:
        return found, Outcome(one.id, purl, State.FOUND)
    if gaps:
        reason, hint = min(gaps)
        return found, Outcome(one.id, purl, State.UNKNOWN, reason, hint)
    if State.PASSED in states:
        return found, Outcome(one.id, purl, State.PASSED)
    reason = f"no {one.reads.__name__} for this subject"
    return found, Outcome(one.id, purl, State.NOT_APPLICABLE, reason)


def _ask_item(
    one: Check, item: Item, subject: Subject, found: list[Finding], gaps: list[tuple[str, str]]
) -> State:
    if isinstance(item, Unknown):
        gaps.append((f"{item.source}: {item.reason}", item.hint))
        return State.UNKNOWN
    if isinstance(item, Absent):
        return State.NOT_APPLICABLE
    before = len(found), len(gaps)
    _run(one, item, subject, found, gaps)
    if one.evaluated:
        gaps += _unseen(item.data)
    return State.PASSED if (len(found), len(gaps)) == before else State.FOUND


def _run(
    one: Check,
    item: Evidence[object],
    subject: Subject,
    found: list[Finding],
    gaps: list[tuple[str, str]],
) -> None:
    for answer in one.run(item.data):
        if isinstance(answer, Gap):
            gaps.append((answer.reason, ""))
        else:
            found.append(_finding(one, answer, subject))


def _unseen(data: object) -> Iterator[tuple[str, str]]:
    """Why nobody can say that the code does not do it: files that were not seen to their end.

    What lies there as data, and nothing known runs, counts for no check.
    """
    from ostiary.program.model import Program  # not before: an audit of a lock has no programs

    if not isinstance(data, Program):
        return
    for one in data.unfinished:
        if one.reach is not Reach.DATA:
            yield f"{data.artifact}: {one.path}: {one.reason}", _HINT


_HINT = "read the rest of that file by hand; the finding of spent-budget says when it runs"


def _finding(one: Check, hit: Hit, subject: Subject) -> Finding:
    return Finding(
        check=one.id,
        subject=subject.purl,
        severity=one.severity if hit.severity is None else hit.severity,
        confidence=one.confidence if hit.confidence is None else hit.confidence,
        family=one.family,
        message=hit.message,
        at=hit.at,
        refs=one.references,
        remedy=one.remedy,
        key=hit.key,
        advisory=hit.advisory,
        aliases=hit.aliases,
        fixed=hit.fixed,
    )


def _order(finding: Finding) -> tuple[int, int, str, str, str, int, str, str]:
    return (
        -finding.severity,
        -finding.confidence,
        finding.check,
        finding.at.artifact,
        finding.at.path,
        finding.at.line,
        finding.message,
        finding.key,
    )
