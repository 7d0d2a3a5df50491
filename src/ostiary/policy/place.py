"""The verdict on an audited place: the worst of what lies in it, and of what could not be looked at."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from ostiary.core.inventory import Unauditable
from ostiary.core.location import Location
from ostiary.core.scale import Decision
from ostiary.core.subject import Subject
from ostiary.core.verdict import Points, Reason, Verdict
from ostiary.core.waiver import Claim
from ostiary.policy.model import Policy

MAX_NAMED = 5
"""Components named in one reason about many; the report lists all of them."""


def judge_place(
    policy: Policy,
    subject: Subject,
    verdicts: Iterable[tuple[str, Sequence[Location], Verdict]],
    *,
    unreadable: Sequence[Unauditable] = (),
    unchecked: Sequence[Unauditable] = (),
    missing: Sequence[Reason] = (),
) -> Verdict:
    """One verdict over a place.

    `verdicts` are (how the component is called, where it stands, its verdict). The score is that of the
    worst component: a place is not worse for having many sound ones. `missing` are reasons about the whole
    run, such as advisories that are not there. Another component or fault never softens the verdict.
    """
    reasons: set[Reason] = set(missing)
    waived: set[Reason] = set()
    claims: dict[Claim, None] = {}
    ends: list[date] = []
    score, parts = 0, tuple[Points, ...]()
    for name, places, verdict in verdicts:
        reasons.update(_named(verdict.reasons, name, places))
        waived.update(_named(verdict.waived, name, places))
        claims.update(dict.fromkeys(verdict.claims))
        ends += [verdict.expires] if verdict.expires else []
        if verdict.score > score:
            score, parts = verdict.score, verdict.parts
    reasons.update(unreadable_reasons(policy, unreadable))
    reasons.update(unchecked_reasons(policy, unchecked))
    every = ordered(reasons)
    return Verdict(
        subject=subject.purl,
        decision=max((one.decision for one in every), default=Decision.ALLOW),
        score=score,
        reasons=every,
        parts=parts,
        policy=policy.name,
        policy_digest=policy.digest,
        waived=ordered(waived),
        claims=tuple(claims),
        expires=min(ends, default=None),
    )


def joined(verdict: Verdict, reasons: Iterable[Reason]) -> Verdict:
    """The verdict with further reasons; it can only become worse."""
    every = ordered({*verdict.reasons, *reasons})
    worst = max((one.decision for one in every), default=verdict.decision)
    return replace(verdict, reasons=every, decision=max(worst, verdict.decision))


def _named(reasons: Iterable[Reason], name: str, places: Sequence[Location]) -> Iterator[Reason]:
    """Reasons that speak of a component, at every place where it stands."""
    for one in reasons:
        if one.decision is Decision.ALLOW and not one.fingerprint:
            continue  # notes of the policy on one component would drown what matters
        message = f"{name}: {one.message}"
        if one.at.path or not places:
            yield replace(one, message=message)
        else:
            yield from (replace(one, message=message, at=place) for place in places)


def unreadable_reasons(policy: Policy, lost: Sequence[Unauditable]) -> Iterator[Reason]:
    """What the policy says of files that could not be read, one reason for each."""
    for one in lost:
        yield Reason(
            policy.audit_unreadable,
            "unreadable",
            f"cannot be audited: {one.reason}",
            at=one.at,
            remedy=one.hint,
        )


def unchecked_reasons(policy: Policy, unchecked: Sequence[Unauditable]) -> Iterator[Reason]:
    """What the policy says of components about which no source could speak, one reason for each cause."""
    grouped: dict[tuple[str, str], list[Unauditable]] = {}
    for one in unchecked:
        grouped.setdefault((one.reason, one.hint), []).append(one)
    for (reason, hint), group in sorted(grouped.items()):
        names = sorted({one.name for one in group})
        rest = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
        named = ", ".join(f"`{name}`" for name in names[:MAX_NAMED])
        many = "1 component" if len(names) == 1 else f"{len(names)} components"
        yield Reason(
            policy.audit_unchecked,
            "unchecked",
            f"{many} not checked, {reason}: {named}{rest}",
            at=group[0].at,
            remedy=hint,
        )


def ordered(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Reasons in the order of every verdict: the worst first."""
    return tuple(
        sorted(
            reasons,
            key=lambda one: (
                -one.decision, -one.points, one.rule, one.check, one.message, one.at, one.fingerprint,
                one.remedy,
            ),
        )
    )  # fmt: skip
