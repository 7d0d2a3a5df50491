"""Which findings somebody accepted, and which waivers lift nothing, with the reason why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from ostiary.core.finding import Finding
from ostiary.core.scale import Decision, Family
from ostiary.core.subject import Subject
from ostiary.core.verdict import Reason
from ostiary.core.waiver import Claim, Waiver
from ostiary.policy.match import names, pattern, plain_name, same_bytes
from ostiary.policy.model import Case, Policy

NAMED = 3
"""Fixed versions that a note names."""

Name = tuple[str, str]
"""purl type and plain name."""


def waiver_for(policy: Policy, case: Case, finding: Finding) -> Waiver | None:
    """The waiver that lifts a finding, the longest-lived if there are several."""
    about = _about(policy, case, finding)
    # Of what was said outside of the policy, a later doubt takes back an earlier yes.
    said = [one.entry for one in about if not one.accepts and one.at is not None]
    doubt = max(said, default=-1)
    fits = [
        one
        for one in about
        if one.accepts
        and not (one.at is not None and one.entry <= doubt)
        and not (one.until_fixed and finding.fixed)
        and (not one.digest or same_bytes(one.digest, case.subject) is True)
        and (one.digest or not is_malware(policy, finding))
    ]
    return max(
        fits, key=lambda one: (end_of(policy, one), one.entry, one.owner, one.reason), default=None
    )


def claim_for(policy: Policy, case: Case, finding: Finding, used: Waiver | None) -> Claim | None:
    """What is said about a finding: the waiver that lifts it, else the last word that accepts nothing."""
    if used is not None:
        return Claim(finding.subject, finding.check, finding.key, used, applied=True)
    said = [one for one in _about(policy, case, finding) if not one.accepts]
    last = max(said, key=lambda one: (one.entry, one.expires, one.owner, one.reason), default=None)
    return Claim(finding.subject, finding.check, finding.key, last, applied=False) if last else None


def _about(policy: Policy, case: Case, finding: Finding) -> list[Waiver]:
    """Waivers that name the finding, hold in its place, and have not ended."""
    return [
        one
        for one in policy.waivers
        if _concerns(one, finding, case.subject)
        and holds_in(one, case.place)
        and end_of(policy, one) >= case.today
    ]


def _concerns(waiver: Waiver, finding: Finding, subject: Subject) -> bool:
    """A waiver names a check, or an advisory by any of its ids."""
    named = waiver.check == finding.check
    if not named and finding.family is Family.ADVISORY:
        known = {finding.key, finding.advisory, *finding.aliases} - {""}
        folded = {one.casefold() for one in known}
        named = any(one.casefold() in folded for one in (waiver.check, *waiver.aliases))
    return named and names(waiver.subject, subject)


def is_malware(policy: Policy, finding: Finding) -> bool:
    """Whether the finding says that the release is publicly known as malicious."""
    if finding.check in policy.malware:
        return True
    return finding.family is Family.ADVISORY and finding.key.startswith("MAL-")


def holds_in(waiver: Waiver, place: str) -> bool:
    """Whether a waiver speaks of this audited place (absolute path); one of a place holds below it too."""
    if not waiver.place or waiver.place == place:
        return True
    return bool(place) and place.startswith(waiver.place.rstrip("/") + "/")


def end_of(policy: Policy, waiver: Waiver) -> date:
    """The last day of a waiver; triage ends no later than the policy lets it."""
    if waiver.at is None or not waiver.entry or not policy.triage_days:
        return waiver.expires
    return min(waiver.expires, waiver.at + timedelta(days=policy.triage_days))


def waiver_notes(policy: Policy, case: Case, used: frozenset[Waiver]) -> Iterator[Reason]:
    """A note for each waiver on this subject that lifted nothing, with the reason why."""
    for one in policy.waivers:
        if one in used or not names(one.subject, case.subject) or not holds_in(one, case.place):
            continue
        yield _note(one, *_idle(policy, one, ((case.subject, case.findings),), case.today))


Seen = tuple[Subject, tuple[Finding, ...]]
"""A subject with what was found about it."""


def place_notes(
    policy: Policy, place: str, seen: Sequence[Seen], used: frozenset[Waiver], today: date
) -> Iterator[Reason]:
    """The same for a place: a waiver is idle if it lifted nothing of anything that lies there.

    `seen` is everything that lies there; `place` is its absolute path.
    """
    by_name: dict[Name, list[Seen]] = {}
    for one in seen:
        by_name.setdefault((one[0].type, plain_name(one[0].type, one[0].name)), []).append(one)
    for waiver in dict.fromkeys(policy.waivers):
        if waiver in used or not holds_in(waiver, place):
            continue
        here = [one for one in by_name.get(_name(waiver), ()) if names(waiver.subject, one[0])]
        if here or waiver.place:
            yield _note(waiver, *_idle(policy, waiver, here, today))


def by_name(waivers: Iterable[Waiver]) -> Mapping[Name, tuple[Waiver, ...]]:
    """Waivers by the package that they name, so that each package asks its own only."""
    found: dict[Name, list[Waiver]] = {}
    for one in waivers:
        found.setdefault(_name(one), []).append(one)
    return {name: tuple(every) for name, every in found.items()}


def _name(waiver: Waiver) -> Name:
    found = pattern(waiver.subject)
    return (found.type, found.name) if found else ("", "")


def _idle(policy: Policy, waiver: Waiver, here: Sequence[Seen], today: date) -> tuple[str, str]:
    """The rule and the words for why a waiver lifted nothing."""
    end = end_of(policy, waiver)
    if end < today:
        bound = ", which is as long as the policy lets it" if end < waiver.expires else ""
        return "waiver-expired", f"ended on {end}{bound}"
    if not here:
        return "waiver-unused", "speaks of what is not here"
    found = [one for subject, every in here for one in every if _concerns(waiver, one, subject)]
    if not waiver.accepts:
        word = waiver.status.value.replace("_", " ")
        return ("waiver-open", f"is {word}, which accepts nothing") if found else _UNUSED
    fixes = tuple(dict.fromkeys(version for one in found for version in one.fixed))
    if waiver.until_fixed and fixes:
        return "waiver-fixed", f"ended: a fixed version exists ({', '.join(fixes[:NAMED])})"
    if waiver.digest and all(same_bytes(waiver.digest, one) is not True for one, _ in here):
        return "waiver-unused", "is bound to other bytes"
    return _UNUSED


_UNUSED = ("waiver-unused", "lifts nothing here")


def _note(waiver: Waiver, rule: str, why: str) -> Reason:
    where = f"waiver of {waiver.check} by {waiver.owner}"
    if waiver.entry:
        where = f"triage {waiver.entry} of {waiver.check} in {waiver.subject} by {waiver.owner}"
        remedy = f"set it anew, or take it out: ostiary triage remove {waiver.entry}"
    else:
        line = f" (line {waiver.line})" if waiver.line else ""
        remedy = f"renew it or take it out{line}"
    return Reason(Decision.ALLOW, rule, f"{where} {why}", check=waiver.check, remedy=remedy)
