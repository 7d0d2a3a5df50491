"""The findings of an audit as a reader wants them: one row for each component, the worst first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ostiary.core.audit import Change
from ostiary.core.finding import Finding
from ostiary.core.location import NOWHERE, Location
from ostiary.core.run import Run
from ostiary.core.scale import Decision, Severity
from ostiary.core.subject import Subject
from ostiary.report.names import release


@dataclass(frozen=True, slots=True)
class Row:
    """One component with what is wrong with it.

    `message` is that of its worst finding, `more` counts further ones; `places` are where it stands; `fixed`
    is the version that ends most of it, empty if none is known. `fresh` says that something is new about it,
    `accepted` that somebody accepted all of it.
    """

    decision: Decision
    severity: Severity
    name: str
    message: str
    more: int
    places: tuple[Location, ...]
    fixed: str
    fresh: bool
    findings: tuple[Finding, ...]
    accepted: bool = False

    @property
    def word(self) -> str:
        """What the row leads to, or how bad it is where the policy lets it pass."""
        if self.decision > Decision.ALLOW:
            return self.decision.word
        return "accepted" if self.accepted else self.severity.word


def rows(run: Run) -> tuple[Row, ...]:
    """Every component with findings, and every place with findings of its own."""
    decided = _decisions(run)
    changes = run.audit.changes if run.audit else None
    fresh = frozenset(changes.fresh) if changes else frozenset[str]()
    new = frozenset(map(purl_of_change, changes.components)) if changes else frozenset[str]()
    accepted = accepted_keys(run)
    grouped: dict[str, list[Finding]] = defaultdict(list)
    asked = {one.subject.purl for one in run.examined if one.role == "asked"}
    for one in run.findings:
        # What is wrong with a place itself is about many things: each finding is a row of its own.
        key = one.subject if one.subject not in asked else f"{one.subject}#{one.fingerprint}"
        grouped[key].append(one)
    found = [
        replace(
            _row(group, decided, fresh, asked, new),
            accepted=all((one.subject, one.check, one.key) in accepted for one in group),
        )
        for group in grouped.values()
    ]
    return tuple(sorted(found, key=lambda one: (-one.decision, -one.severity, one.name)))


def accepted_keys(run: Run) -> frozenset[tuple[str, str, str]]:
    """Subject, check and key of every finding that a waiver or triage took out of the decision."""
    return frozenset(
        (claim.subject, claim.check, claim.key)
        for verdict in run.verdicts
        for claim in verdict.claims
        if claim.applied
    )


def purl_of_change(change: Change) -> str:
    """The package URL of what a component became."""
    return Subject(change.type, change.name, change.after).purl


def _decisions(run: Run) -> dict[tuple[str, str], Decision]:
    found: dict[tuple[str, str], Decision] = {}
    for verdict in run.verdicts:
        for reason in verdict.reasons:
            if reason.fingerprint:
                key = (verdict.subject, reason.check)
                found[key] = max(found.get(key, Decision.ALLOW), reason.decision)
    return found


def _row(
    group: list[Finding],
    decided: dict[tuple[str, str], Decision],
    fresh: frozenset[str],
    asked: set[str],
    new: frozenset[str],
) -> Row:
    worst = max(group, key=lambda one: (_decision(one, decided), one.severity, bool(one.advisory)))
    distinct = {(one.check, one.key, one.message) for one in group}
    own = worst.subject in asked
    return Row(
        decision=_decision(worst, decided),
        severity=worst.severity,
        name="" if own else release(worst.subject),
        message=worst.message,
        more=len(distinct) - 1,
        places=tuple(dict.fromkeys(one.at for one in group if one.at != NOWHERE)),
        fixed=fixed(group),
        fresh=worst.subject in new or any(one.fingerprint in fresh for one in group),
        findings=tuple(group),
    )


def _decision(one: Finding, decided: dict[tuple[str, str], Decision]) -> Decision:
    return decided.get((one.subject, one.check), Decision.ALLOW)


def fixed(group: Iterable[Finding]) -> str:
    """The version to go to: the highest of the first fixes, since all of them should be ended."""
    firsts = [one.fixed[0] for one in group if one.fixed]
    return max(firsts, key=_parts, default="")


def _parts(version: str) -> tuple[tuple[int, str], ...]:
    """A rough order for choosing what to show; matching compares versions by their own rules."""
    split = version.replace("-", ".").replace("+", ".").split(".")
    return tuple((int(one), "") if one.isdigit() else (-1, one) for one in split)
