"""May we use it: every reason that a policy finds in a case, and the worst of them as the decision."""

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.finding import Finding
from ostiary.core.scale import Confidence, Decision, Family, Severity
from ostiary.core.verdict import Reason, Verdict
from ostiary.core.waiver import Claim, Waiver
from ostiary.policy import accept, licences, required, unread, waivers
from ostiary.policy.model import Case, Policy
from ostiary.policy.score import points, score


class _Weighed(Struct, frozen=True):
    """The findings under this policy: reasons that count, those that were waived, and the waivers used.

    `claims` are what was said about single findings.
    """

    findings: tuple[Finding, ...]
    counted: tuple[Finding, ...]
    reasons: tuple[Reason, ...]
    waived: tuple[Reason, ...]
    used: frozenset[Waiver]
    claims: tuple[Claim, ...]


def judge(policy: Policy, case: Case) -> Verdict:
    """The verdict on one subject: pure, free of order, and never softer for knowing more that is bad.

    The score is that of all findings; a waiver takes a finding out of the decision, not out of the score.
    """
    weighed = _weigh(policy, case)
    total, parts = score(weighed.findings)
    against = [
        *weighed.reasons,
        *_by_score(policy, weighed),
        *required.evidence(policy, case),
        *required.outcomes(policy, case),
        *unread.coverage(policy, case),
        *required.confinement(policy, case),
        *licences.reasons(policy, case),
        *accept.denials(policy, case),
    ]
    # In an audited place a waiver that one component does not need may serve another one.
    notes = () if case.place else waivers.waiver_notes(policy, case, weighed.used)
    kept, lifted, ends = _lift(against, tuple(accept.lifts(policy, case)))
    reasons = _ordered((*kept, *notes))
    return Verdict(
        subject=case.subject.purl,
        decision=max((reason.decision for reason in reasons), default=Decision.ALLOW),
        score=total,
        reasons=reasons,
        parts=parts,
        policy=policy.name,
        policy_digest=policy.digest,
        waived=_ordered((*weighed.waived, *lifted)),
        claims=weighed.claims,
        expires=min((*ends, *(waivers.end_of(policy, one) for one in weighed.used)), default=None),
    )


def decide(policy: Policy, severity: Severity, confidence: Confidence, family: Family) -> Decision:
    """What one finding leads to, its severity being the one under this policy."""
    limits = policy.tree if family is Family.TREE else policy.decide
    blocks = limits.block is not None and severity >= limits.block
    if blocks and confidence >= policy.block_confidence:
        return Decision.BLOCK
    if blocks or (limits.review is not None and severity >= limits.review):
        return Decision.REVIEW
    return Decision.ALLOW


def remapped(policy: Policy, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The distinct findings with the severities of the policy, in a fixed order."""
    severities = dict(policy.severity)
    changed = {
        replace(one, severity=severities[one.check]) if one.check in severities else one
        for one in findings
    }
    return tuple(sorted(changed, key=lambda one: (one.check, one.at, one.key, one.message)))


def _weigh(policy: Policy, case: Case) -> _Weighed:
    findings = remapped(policy, case.findings)
    counted: list[Finding] = []
    reasons: list[Reason] = []
    waived: list[Reason] = []
    used: set[Waiver] = set()
    claims: list[Claim] = []
    for finding in findings:
        reason = _of_finding(policy, finding)
        waiver = waivers.waiver_for(policy, case, finding)
        claim = waivers.claim_for(policy, case, finding, waiver)
        claims += [claim] if claim else []
        if waiver is None:
            counted.append(finding)
            reasons += [reason] if reason.decision > Decision.ALLOW else []
        else:
            used.add(waiver)
            terms = _terms(policy, waiver)
            waived.append(replace(reason, message=f"{reason.message} ({terms})"))
    return _Weighed(
        findings,
        tuple(counted),
        tuple(reasons),
        tuple(waived),
        frozenset(used),
        tuple(dict.fromkeys(claims)),
    )


def _of_finding(policy: Policy, finding: Finding) -> Reason:
    malware = waivers.is_malware(policy, finding)
    decision = decide(policy, finding.severity, finding.confidence, finding.family)
    return Reason(
        Decision.BLOCK if malware else decision,
        "known-malware" if malware else "severity",
        finding.message,
        check=finding.check,
        fingerprint=finding.fingerprint,
        at=finding.at,
        remedy=finding.remedy,
        points=points(finding.severity, finding.confidence),
    )


def _terms(policy: Policy, waiver: Waiver) -> str:
    why = waiver.reason or waiver.justification
    end = f"{waivers.end_of(policy, waiver)}{' or until fixed' if waiver.until_fixed else ''}"
    return f"waived by {waiver.owner} until {end}, {waiver.status.value}: {why}"


def _by_score(policy: Policy, weighed: _Weighed) -> Iterator[Reason]:
    """The score as a reason of its own, where it is stricter than each finding alone."""
    counted, _ = score(weighed.counted)
    worst = max((reason.decision for reason in weighed.reasons), default=Decision.ALLOW)
    for limit, decision in (
        (policy.block_score, Decision.BLOCK),
        (policy.review_score, Decision.REVIEW),
    ):
        if limit and counted >= limit and decision > worst:
            message = f"all findings together weigh {counted} of 100, the policy's limit is {limit}"
            remedy = "look at the heaviest family of findings first"
            yield Reason(decision, "score", message, remedy=remedy)
            return


def _lift(
    against: list[Reason], yes: tuple[accept.Lift, ...]
) -> tuple[list[Reason], list[Reason], list[date]]:
    """Split reasons into those that stay and those that somebody's yes lifts, and when that ends.

    Under a block a yes changes nothing, so nothing is hidden by it.
    """
    notes = [one.note for one in yes]
    level = max((one.level for one in yes), default=Decision.ALLOW)
    if any(reason.decision is Decision.BLOCK for reason in against):
        return [*against, *notes], [], []
    lifted: list[Reason] = []
    kept: list[Reason] = []
    for one in against:
        liftable = Decision.ALLOW < one.decision <= level and one.rule != accept.UNPROVEN
        (lifted if liftable else kept).append(one)
    ends = [one.until for one in yes if lifted and one.until is not None]
    return [*kept, *notes], lifted, ends


def _ordered(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Distinct reasons, worst first, then heaviest, then by name and place."""
    return tuple(
        sorted(
            set(reasons),
            key=lambda one: (
                -one.decision,
                -one.points,
                one.rule,
                one.check,
                one.at,
                one.message,
                one.fingerprint,
                one.remedy,
            ),
        )
    )
