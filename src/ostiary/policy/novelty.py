"""The decision over what is new at audited places: what was there before and is the same does not count."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.audit import ChangeKind, Changes
from ostiary.core.finding import Finding
from ostiary.core.inventory import Component, Unauditable
from ostiary.core.location import NOWHERE, Location
from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.subject import Subject
from ostiary.core.verdict import Reason, Verdict
from ostiary.policy.model import Policy
from ostiary.policy.place import ordered, unchecked_reasons, unreadable_reasons

ALWAYS = frozenset({"newcomer", "required-evidence", "advisories-age", "no-check-answered"})
"""Rules about a place that are new by nature, or about all of it: without advisories nobody knows."""

_COUNTED = frozenset({"unreadable", "unchecked"})
"""Rules that are put to what is new of it, not taken over from the place."""


class Before(Struct, frozen=True):
    """What an earlier audit said, as far as the comparison needs it.

    `reasons` are (subject without version, rule, check, message) of reasons that stand on no finding, and
    `scores` are by subject without version.
    """

    reasons: AbstractSet[tuple[str, str, str, str]] = frozenset()
    scores: Mapping[str, int] | None = None


def unversioned(purl: str) -> str:
    """A package URL without its version."""
    return purl.rpartition("@")[0] or purl


def judge_new(
    policy: Policy,
    run: Run,
    before: Before,
    *,
    fresh: AbstractSet[str],
    unreadable: Sequence[Unauditable] = (),
    unchecked: Sequence[Unauditable] = (),
) -> tuple[Decision, tuple[Reason, ...]]:
    """The decision over what is new in a run with `changes`, and its reasons, the worst first.

    `fresh` are fingerprints of findings that count as new. Of a newcomer and of a component with other bytes
    everything counts, of all others only what was not said before.
    """
    changes = run.audit.changes if run.audit else None
    if run.audit is None or changes is None:
        return run.worst, tuple(one for verdict in run.asked for one in verdict.reasons)
    names = {place.subject.purl: place.name for place in run.audit.places}
    places = _places(one for place in run.audit.places for one in place.components)
    subjects = {one.subject.purl: one.subject for one in run.examined}
    news = _News(changes, _fresh(run.findings, fresh), before)
    reasons: set[Reason] = set()
    decision = Decision.ALLOW
    for verdict in run.verdicts:
        if verdict.subject in names:
            reasons.update(news.of_place(verdict, names[verdict.subject]))
            continue
        subject = subjects.get(verdict.subject)
        found = [_named(one, subject, places) for one in news.of_component(verdict, subject)]
        reasons.update(found)
        if news.entirely(subject):
            decision = max(decision, verdict.decision)
    reasons.update(unreadable_reasons(policy, unreadable))
    reasons.update(unchecked_reasons(policy, unchecked))
    every = ordered(one for one in reasons if one.decision > Decision.ALLOW)
    return max((one.decision for one in every), default=decision), every


class _News:
    """What is new, to be asked of each verdict."""

    def __init__(
        self, changes: Changes, fresh: Mapping[str, frozenset[str]], before: Before
    ) -> None:
        self.fresh = fresh
        self.before = before
        self.come = {
            (one.type, one.name, version)
            for one in changes.components
            if one.kind is ChangeKind.NEW
            for version in one.after.split(", ")
        }
        self.altered = {
            (one.type, one.name) for one in changes.components if one.kind is ChangeKind.ALTERED
        }

    def entirely(self, subject: Subject | None) -> bool:
        """Whether nothing about a component was known before."""
        if subject is None:
            return False
        key = (subject.type, subject.name)
        return (*key, subject.version) in self.come or key in self.altered

    def of_component(self, verdict: Verdict, subject: Subject | None) -> Iterator[Reason]:
        whole = self.entirely(subject)
        for one in verdict.reasons:
            if whole or self._counts(verdict, one):
                yield one

    def of_place(self, verdict: Verdict, name: str) -> Iterator[Reason]:
        """Reasons about the place itself: those about its components are asked of their own verdicts."""
        for one in verdict.reasons:
            own = one.message.startswith(f"{name}: ") and one.rule not in _COUNTED
            if one.rule in ALWAYS or (own and self._counts(verdict, one)):
                yield one

    def _counts(self, verdict: Verdict, reason: Reason) -> bool:
        if reason.fingerprint:
            return reason.fingerprint in self.fresh.get(verdict.subject, ())
        key = unversioned(verdict.subject)
        if reason.rule == "score":
            return verdict.score > (self.before.scores or {}).get(key, -1)
        return (key, reason.rule, reason.check, reason.message) not in self.before.reasons


def _fresh(findings: Iterable[Finding], fresh: AbstractSet[str]) -> Mapping[str, frozenset[str]]:
    """New findings by subject, also under the fingerprint that they had before they got their places."""
    found: dict[str, set[str]] = {}
    for one in findings:
        if one.fingerprint in fresh:
            known = found.setdefault(one.subject, set())
            known |= {one.fingerprint, replace(one, at=NOWHERE).fingerprint}
    return {key: frozenset(known) for key, known in found.items()}


def _places(components: Iterable[Component]) -> Mapping[tuple[str, str, str], Location]:
    found: dict[tuple[str, str, str], Location] = {}
    for one in components:
        found.setdefault((one.type, one.name, one.version), one.at)
    return found


def _named(
    one: Reason, subject: Subject | None, places: Mapping[tuple[str, str, str], Location]
) -> Reason:
    if subject is None:
        return one
    at = places.get((subject.type, subject.name, subject.version), NOWHERE)
    name = f"{subject.name} {subject.version}".rstrip()
    return replace(one, message=f"{name}: {one.message}", at=one.at if one.at.path else at)
