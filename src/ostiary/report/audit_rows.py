"""The findings of an audit as a reader wants them: one row for each component, the worst first."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.audit import Change, Pressing
from ostiary.core.finding import Finding
from ostiary.core.location import NOWHERE, Location
from ostiary.core.regex import regex
from ostiary.core.run import Run
from ostiary.core.scale import Decision, Severity
from ostiary.core.subject import Subject
from ostiary.report.names import release

_NUMBER = regex(r"[0-9]{1,18}")


class Row(Struct, frozen=True):
    """One component with what is wrong with it.

    `worst` is its worst finding and `message` what that says, `more` counts further ones; `places` are
    where it stands; `fixed` is the version that ends most of it, empty if none is known. `fresh` says that
    something is new about it, `exploited` is 2 for malware and 1 for what is known to be exploited,
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
    exploited: int
    worst: Finding
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
    decided = Decided(run)
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
    rank = ranks(run)
    found = [
        replace(
            _row(group, decided, fresh, asked, new),
            exploited=max(exploited(rank(one)) for one in group),
            accepted=all((one.subject, one.check, one.key) in accepted for one in group),
        )
        for group in grouped.values()
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: (
                *urgency(one.decision, one.severity, (rank(each) for each in one.findings)),
                not one.fresh, one.name, one.message,
            ),
        )
    )  # fmt: skip


def ranks(run: Run) -> Callable[[Finding], Pressing | None]:
    """How pressing a finding about an advisory is, as far as the audit says."""
    every = run.audit.pressing if run.audit else ()
    found = {(one.subject, one.fingerprint): one for one in every}
    return lambda one: found.get((one.subject, one.fingerprint))


def exploited(one: Pressing | None) -> int:
    """2 for malware, 1 for what is known to be exploited, else 0."""
    return int(one.rank[0]) if one and one.rank else 0


def urgency(
    decision: Decision, severity: Severity, pressing: Iterable[Pressing | None]
) -> tuple[int, int, tuple[float, ...], int]:
    """What to look at first: by decision, malware and what is exploited, then by the rest of the priority.

    What has no priority is no advisory: an altered file, a stranger in an environment. It stands before
    flaws that nobody is known to exploit.
    """
    every = [one.rank for one in pressing if one is not None]
    worst = max(every, default=())
    return (-decision, -int(worst[0]) if worst else 0, tuple(-one for one in worst[1:]), -severity)


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


class Decided:
    """What the policy made of each finding."""

    def __init__(self, run: Run) -> None:
        self._found: dict[tuple[str, str], Decision] = {}
        for verdict in run.verdicts:
            for reason in verdict.reasons:
                if reason.fingerprint:
                    key = (verdict.subject, reason.fingerprint)
                    self._found[key] = max(self._found.get(key, Decision.ALLOW), reason.decision)

    def __call__(self, one: Finding) -> Decision:
        """The decision on a finding; a release is judged once, and its findings stand wherever it does."""
        exact = self._found.get((one.subject, one.fingerprint))
        if exact is not None or one.at == NOWHERE:
            return exact or Decision.ALLOW
        bare = replace(one, at=NOWHERE).fingerprint
        return self._found.get((one.subject, bare), Decision.ALLOW)


def _row(
    group: list[Finding],
    decided: Decided,
    fresh: frozenset[str],
    asked: set[str],
    new: frozenset[str],
) -> Row:
    worst = max(group, key=lambda one: (decided(one), one.severity, bool(one.advisory)))
    distinct = {(one.check, one.key, one.message) for one in group}
    own = worst.subject in asked
    return Row(
        decision=decided(worst),
        severity=worst.severity,
        name="" if own else release(worst.subject),
        message=worst.message,
        more=len(distinct) - 1,
        places=tuple(dict.fromkeys(one.at for one in group if one.at != NOWHERE)),
        fixed=fixed(group),
        fresh=worst.subject in new or any(one.fingerprint in fresh for one in group),
        exploited=0,
        worst=worst,
        findings=tuple(group),
    )


def fixed(group: Iterable[Finding]) -> str:
    """The version to go to: the highest of the first fixes, since all of them should be ended."""
    firsts = [one.fixed[0] for one in group if one.fixed]
    return max(firsts, key=_parts, default="")


def _parts(version: str) -> tuple[tuple[int, str], ...]:
    """A rough order for choosing what to show; matching compares versions by their own rules."""
    split = version.replace("-", ".").replace("+", ".").split(".")
    return tuple((int(one), "") if _NUMBER.fullmatch(one) else (-1, one) for one in split)
