"""Which rules of a policy apply to a check or a subject, and why."""

from collections.abc import Iterator
from datetime import date

from ostiary.core.check import Check
from ostiary.core.scale import Confidence, Decision, Family
from ostiary.core.subject import Subject
from ostiary.core.waiver import Waiver
from ostiary.policy.judge import decide
from ostiary.policy.kinds import KINDS
from ostiary.policy.match import names, same_bytes
from ostiary.policy.model import Entry, Policy
from ostiary.policy.required import wanted
from ostiary.policy.score import points


def of_check(policy: Policy, card: Check) -> str:
    """What a finding of this check leads to under the policy, and what its silence does; lines of text."""
    return "\n".join(_check_lines(policy, card))


def _check_lines(policy: Policy, card: Check) -> Iterator[str]:
    severity = dict(policy.severity).get(card.id, card.severity)
    yield f"{card.id}: {card.title}"
    if severity is card.severity:
        yield f"  severity {severity.word}, as the check declares"
    else:
        yield f"  severity {severity.word}, by [severity] (the check declares {card.severity.word})"
    for confidence in sorted(Confidence, reverse=True):
        decision = decide(policy, severity, confidence, card.family)
        usual = ", which is usual" if confidence is card.confidence else ""
        weight = points(severity, confidence)
        yield f"  confidence {confidence.word}{usual}: {decision.word}, {weight} points"
    yield f"  why: {_limits(policy, card.family)}"
    if card.id in policy.malware:
        yield "  it reports known malware: always block; only a waiver bound to a digest lifts it"
    special = dict(policy.unknown_checks)
    unknown = special.get(card.id, policy.unknown_default)
    rule = "its own line" if card.id in special else "the default"
    word = "a note" if unknown is Decision.ALLOW else unknown.word
    yield f"  if it cannot tell: {word}, by {rule} of [unknown-checks]"
    for waiver in policy.waivers:
        if waiver.check == card.id:
            yield f"  waived for {waiver.subject} until {waiver.expires} by {waiver.owner}"


def _limits(policy: Policy, family: Family) -> str:
    tree = family is Family.TREE
    limits = policy.tree if tree else policy.decide
    block = limits.block.word if limits.block is not None else "never"
    review = limits.review.word if limits.review is not None else "never"
    table = "[tree]" if tree else "[decide]"
    return (
        f"{table} blocks from {block} at confidence {policy.block_confidence.word}, "
        f"reviews from {review}"
    )


def of_subject(policy: Policy, subject: Subject, today: date, *, shallow: bool = False) -> str:
    """Which evidence the subject needs and which lists and waivers name it; lines of text."""
    return "\n".join(_subject_lines(policy, subject, today, shallow=shallow))


def _subject_lines(
    policy: Policy, subject: Subject, today: date, *, shallow: bool
) -> Iterator[str]:
    yield f"{subject.purl} under policy {policy.name}"
    for kind in wanted(policy, shallow=shallow):
        present = " (and must be present)" if kind in policy.require_present else ""
        yield f"  requires {kind}: {KINDS.get(kind, kind)}{present}"
    yield f"  cooldown: {policy.cooldown_days} days"
    yield (
        f"  advisories at most {policy.max_age_days} days old"
        if policy.max_age_days
        else ("  advisories of any age")
    )
    found = [
        *(_entry("deny", one, subject, today) for one in policy.deny),
        *(_entry("allow", one, subject, today) for one in policy.allow),
        *(_waiver(one, subject, today) for one in policy.waivers),
    ]
    named = [line for line in found if line]
    yield from named or ["  no list and no waiver names it"]


def _entry(key: str, entry: Entry, subject: Subject, today: date) -> str:
    if entry.purl and not names(entry.purl, subject):
        return ""
    same = same_bytes(entry.digest, subject) if entry.digest else True
    if not entry.purl and not same:
        return ""
    state = _state(bytes_known=same, until=entry.until, today=today)
    return f"  [[{key}]]{_line(entry.line)} {entry}: {entry.reason}{state}"


def _waiver(waiver: Waiver, subject: Subject, today: date) -> str:
    if not names(waiver.subject, subject):
        return ""
    same = same_bytes(waiver.digest, subject) if waiver.digest else True
    state = _state(bytes_known=same, until=waiver.expires, today=today)
    return (
        f"  [[waiver]]{_line(waiver.line)} of {waiver.check} by {waiver.owner}, "
        f"{waiver.status.value}: {waiver.reason}{state}"
    )


def _state(*, bytes_known: bool | None, until: date | None, today: date) -> str:
    if until is not None and until < today:
        return f" (ended on {until})"
    if bytes_known is None:
        return " (bound to a digest; those of the subject are not known here)"
    if not bytes_known:
        return " (bound to other bytes)"
    return f" (until {until})" if until else ""


def _line(line: int) -> str:
    return f" line {line}" if line else ""
