"""Whether the evidence that a policy requires is known."""

from collections.abc import Iterator

from ostiary.core.evidence import Cause
from ostiary.core.finding import Outcome
from ostiary.core.run import Source
from ostiary.core.scale import Decision, State
from ostiary.core.verdict import Reason
from ostiary.policy.kinds import kind_name
from ostiary.policy.model import Case, Policy

UNPINNED = "digest"
"""The kind of evidence whose lack means that nothing strong says which bytes are the right ones."""

ADVISORIES = "advisories"
DAY = 86400.0

MAX_NAMED = 8
"""Checks named in one note; the rest is counted."""


def wanted(policy: Policy, *, shallow: bool) -> tuple[str, ...]:
    """The kinds of evidence that must be known, in order of name."""
    if shallow:
        return tuple(sorted(set(policy.require_shallow)))
    return tuple(sorted({*policy.require, *policy.require_present}))


def evidence(policy: Policy, case: Case) -> Iterator[Reason]:
    """A reason for each required fact that is unknown, was never sought, or should be present.

    Contradiction between sources asks for review even where the fact is not required.
    """
    rows: dict[str, list[Source]] = {}
    for row in case.sources:
        rows.setdefault(kind_name(row.kind), []).append(row)
    required = wanted(policy, shallow=case.shallow)
    yield from aged(policy, rows.get(ADVISORIES, []))
    for kind in required:
        yield from _required(kind, rows.get(kind, []), present=kind in policy.require_present)
    for kind in sorted(set(rows) - set(required)):
        for row in rows[kind]:
            if kind == UNPINNED and row.status == "unknown":
                yield Reason(Decision.REVIEW, "unpinned", row.reason, remedy=row.hint)
            elif row.status not in ("known", "absent") and row.cause == Cause.CONTRADICTED:
                message = f"{kind} cannot be trusted: {row.source}: {row.reason}"
                yield Reason(Decision.REVIEW, "contradiction", message, remedy=row.hint)


def aged(policy: Policy, rows: list[Source]) -> Iterator[Reason]:
    """A reason for advisories so old that their silence proves nothing any more."""
    for row in rows:
        days = int(row.age / DAY)
        if row.status == "known" and policy.max_age_days and row.age > policy.max_age_days * DAY:
            yield Reason(
                Decision.INSUFFICIENT,
                "advisories-age",
                f"the advisories are {days} days old ({row.source}); the policy takes"
                f" {policy.max_age_days} at most",
                remedy="bring newer ones in: ostiary db update, with an export of today",
            )


def _required(kind: str, rows: list[Source], *, present: bool) -> Iterator[Reason]:
    unknown = [row for row in rows if row.status not in ("known", "absent")]
    for row in unknown:
        why = row.reason or row.cause or "no reason given"
        yield Reason(
            Decision.INSUFFICIENT,
            "required-evidence",
            f"{kind} is unknown: {row.source}: {why}",
            remedy=row.hint or "make the source answer and run again, or do not require this kind",
        )
    if not rows:
        yield Reason(
            Decision.INSUFFICIENT,
            "required-evidence",
            f"{kind} is required, and nobody looked for it",
            remedy="configure a source of it (`ostiary doctor` lists them), or do not require this kind",
        )
    elif present and not unknown and all(row.status == "absent" for row in rows):
        sources = ", ".join(sorted({row.source for row in rows}))
        yield Reason(
            Decision.INSUFFICIENT,
            "required-present",
            f"{kind} must be present, and {sources} has none",
            remedy="choose a release that has it, or take the kind out of `require-present`",
        )


def confinement(policy: Policy, case: Case) -> Iterator[Reason]:
    """A reason if the bytes were examined with a way out open, and the policy does not bear that."""
    if policy.confined and case.unconfined:
        yield Reason(
            Decision.INSUFFICIENT,
            "confinement",
            f"what was examined was not fully confined: {'; '.join(case.unconfined)}",
            remedy="`ostiary doctor` says what is missing; a recent Linux kernel has all of it",
        )


def outcomes(policy: Policy, case: Case) -> Iterator[Reason]:
    """What checks that could not tell cost; those that cost nothing are still named in one note."""
    if not any(one.state in (State.FOUND, State.PASSED) for one in case.outcomes):
        yield Reason(
            Decision.INSUFFICIENT,
            "no-check-answered",
            "no check came to an answer on this subject",
            remedy="see the outcomes: each says what it lacked",
        )
    special = dict(policy.unknown_checks)
    ignored: set[str] = set()
    for one in case.outcomes:
        if one.state is not State.UNKNOWN:
            continue
        decision = special.get(one.check, policy.unknown_default)
        if decision is Decision.ALLOW:
            ignored.add(one.check)
        else:
            yield _unknown(one, decision)
    if ignored:
        yield Reason(Decision.ALLOW, "unknown-checks", _listed(sorted(ignored)))


def _unknown(one: Outcome, decision: Decision) -> Reason:
    message = f"check {one.check} could not tell: {one.reason or 'no reason given'}"
    return Reason(decision, "unknown-checks", message, check=one.check, remedy=one.hint)


def _listed(checks: list[str]) -> str:
    more = len(checks) - MAX_NAMED
    rest = f" and {more} more" if more > 0 else ""
    word = "check" if len(checks) == 1 else "checks"
    return f"{len(checks)} {word} could not tell: {', '.join(checks[:MAX_NAMED])}{rest}"
