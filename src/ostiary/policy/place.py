"""The verdict on an audited place: the worst of what lies in it, and of what could not be looked at."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

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
    reasons.update(_unreadable(policy, unreadable))
    reasons.update(_unchecked(policy, unchecked))
    ordered = _ordered(reasons)
    return Verdict(
        subject=subject.purl,
        decision=max((one.decision for one in ordered), default=Decision.ALLOW),
        score=score,
        reasons=ordered,
        parts=parts,
        policy=policy.name,
        policy_digest=policy.digest,
        waived=_ordered(waived),
        claims=tuple(claims),
        expires=min(ends, default=None),
    )


def joined(verdict: Verdict, reasons: Iterable[Reason]) -> Verdict:
    """The verdict with further reasons; it can only become worse."""
    every = _ordered({*verdict.reasons, *reasons})
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


def _unreadable(policy: Policy, lost: Sequence[Unauditable]) -> Iterator[Reason]:
    for one in lost:
        yield Reason(
            policy.audit_unreadable,
            "unreadable",
            f"cannot be audited: {one.reason}",
            at=one.at,
            remedy=one.hint,
        )


def _unchecked(policy: Policy, unchecked: Sequence[Unauditable]) -> Iterator[Reason]:
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


def _ordered(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(
        sorted(
            reasons,
            key=lambda one: (
                -one.decision, -one.points, one.rule, one.check, one.message, one.at, one.fingerprint,
                one.remedy,
            ),
        )
    )  # fmt: skip
