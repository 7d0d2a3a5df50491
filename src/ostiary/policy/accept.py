"""What people decided: allow and deny lists, approvals and refusals, and for how long."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from ostiary.core.scale import Decision
from ostiary.core.subject import Subject
from ostiary.core.verdict import Reason
from ostiary.core.waiver import Approval, Ruling
from ostiary.policy.match import Pattern, covers, names, pattern, same_bytes
from ostiary.policy.model import Case, Entry, Policy

UNPROVEN = "deny-unproven"
"""The rule for bytes that a deny names and that could not be compared; nothing lifts it."""


class Lift(Struct, frozen=True):
    """A person's yes: it lifts every reason up to and including `level`, until the end of `until`."""

    level: Decision
    note: Reason
    until: date | None


def denials(policy: Policy, case: Case) -> Iterator[Reason]:
    """A block for each deny entry and each refusal in force on this subject."""
    for entry in policy.deny:
        if not ended(entry.until, case.today):
            said = f"the policy's deny list names {entry}: {entry.reason}"
            yield from _denial("deny-list", said, entry.purl, entry.digest, case.subject)
    for ruling in _refusals(case):
        said = f"{ruling.by} refused {ruling.subject}: {ruling.reason}"
        yield from _denial("refused", said, ruling.subject, ruling.digest, case.subject)


def _denial(rule: str, said: str, purl: str, digest: str, subject: Subject) -> Iterator[Reason]:
    if purl and not names(purl, subject):
        return
    same = same_bytes(digest, subject) if digest else True
    if same:
        yield Reason(Decision.BLOCK, rule, said, remedy="use something else, or ask who refused it")
    elif same is None and purl:
        message = f"{said} (bound to a digest, and those of this subject are not known)"
        remedy = "make the files of the release known, then run again"
        yield Reason(Decision.INSUFFICIENT, UNPROVEN, message, remedy=remedy)


def lifts(policy: Policy, case: Case) -> Iterator[Lift]:
    """Each allow entry and each approval in force on this subject.

    Missing evidence is lifted only where digests bind every file of the release: a yes to one of two
    files says nothing about the other.
    """
    entries = [
        entry
        for entry in policy.allow
        if not ended(entry.until, case.today) and _applies(entry, case.subject)
    ]
    rulings = _approvals(case)
    digests = (*(one.digest for one in entries), *(one.digest for one in rulings))
    bound = tuple(filter(None, digests))
    whole = covers(bound, case.subject)
    for entry in entries:
        said = f"the policy's allow list names {entry}: {entry.reason}"
        yield _lift("allow-list", said, entry.until, whole=whole and bool(entry.digest))
    for ruling in rulings:
        said = f"{ruling.by} approved {ruling.subject}: {ruling.reason}"
        yield _lift("approved", said, ruling.until, whole=whole and bool(ruling.digest))


def _applies(entry: Entry, subject: Subject) -> bool:
    if entry.purl and not names(entry.purl, subject):
        return False
    return not entry.digest or same_bytes(entry.digest, subject) is True


def _lift(rule: str, said: str, until: date | None, *, whole: bool) -> Lift:
    level = Decision.INSUFFICIENT if whole else Decision.REVIEW
    return Lift(level, Reason(Decision.ALLOW, rule, said), until)


def _refusals(case: Case) -> list[Approval]:
    """Refusals in force that no later approval of the same scope took back.

    An approval without a digest does not take back a refusal of certain bytes.
    """
    rulings = list(_in_force(case))
    yes = [one for one in rulings if one.ruling is Ruling.APPROVE]
    return [
        one
        for one in rulings
        if one.ruling is Ruling.REFUSE
        and not any(
            pattern(other.subject) == pattern(one.subject)
            and other.at > one.at
            and (other.digest or not one.digest)
            for other in yes
        )
    ]


def _approvals(case: Case) -> list[Approval]:
    """The last approval in force of each scope; none where a refusal stands."""
    if _refusals(case):
        return []
    last: dict[tuple[Pattern | None, str], Approval] = {}
    yes = [one for one in _in_force(case) if one.ruling is Ruling.APPROVE]
    for one in sorted(yes, key=_age):
        last[pattern(one.subject), one.digest] = one
    return list(last.values())


def _in_force(case: Case) -> Iterator[Approval]:
    """Rulings on this subject that have not ended; a refusal of unknown bytes might be one."""
    for one in case.approvals:
        if not names(one.subject, case.subject) or ended(one.until, case.today):
            continue
        same = same_bytes(one.digest, case.subject) if one.digest else True
        if same or (same is None and one.ruling is Ruling.REFUSE):
            yield one


def _age(one: Approval) -> tuple[float, str, str, str, str]:
    """A total order, so that the order of records changes nothing."""
    return one.at.timestamp(), one.digest, one.by, one.reason, str(one.until)


def ended(until: date | None, today: date) -> bool:
    """Whether the last day is past."""
    return until is not None and until < today
