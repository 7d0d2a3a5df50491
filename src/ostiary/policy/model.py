"""What a policy says: the records that a policy file becomes."""

from datetime import date

from msgspec import Struct

from ostiary.core.coverage import Coverage
from ostiary.core.errors import UsageError
from ostiary.core.finding import Finding, Outcome
from ostiary.core.run import Source
from ostiary.core.scale import Confidence, Decision, Severity
from ostiary.core.subject import Subject
from ostiary.core.waiver import Approval, Waiver


class Problem(Struct, frozen=True, order=True):
    """One mistake in a policy file, at a line from 1 (0 if unknown), and what may stand there."""

    where: str
    line: int
    key: str
    message: str
    allowed: str = ""

    def __str__(self) -> str:
        place = f"{self.where}:{self.line}" if self.line else self.where
        key = f"{self.key}: " if self.key else ""
        allowed = f"; allowed: {self.allowed}" if self.allowed else ""
        return f"{place}: {key}{self.message}{allowed}"


class PolicyError(UsageError):
    """A policy file that cannot be used; `problems` lists every mistake in it, in order of line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            "\n".join(str(problem) for problem in problems),
            "every key is described in docs/policy.md; `ostiary policy check FILE` checks a file",
        )
        self.problems = problems


class Thresholds(Struct, frozen=True):
    """From which severity a finding blocks or asks for review; None where no severity does."""

    block: Severity | None
    review: Severity | None


class Entry(Struct, frozen=True):
    """One line of the allow list or the deny list; it names a purl pattern, a digest, or both.

    `until` is the last day on which it holds, None for no end; `line` is its line in the policy file.
    """

    purl: str = ""
    digest: str = ""
    reason: str = ""
    until: date | None = None
    line: int = 0

    def __str__(self) -> str:
        return " ".join(part for part in (self.purl, self.digest) if part)


class Harmless(Struct, frozen=True):
    """One line of `[[models.allow]]`: a dotted name that model files may call, and until when."""

    name: str
    reason: str
    until: date | None = None
    line: int = 0


class Policy(Struct, frozen=True):
    """One effective policy: a preset, or a file over a preset. `docs/policy.md` describes every key.

    `severity`, `unknown_checks` and `opaque` are (name, value) pairs in order of name; scores are from
    0 to 100, and 0 means that the score alone never decides. `max_age_days` is how old the advisories may
    be, 0 for any age. `confined` says whether the bytes have to be examined by a process with no way out.
    `audit_unreadable` is what a listing costs that an audit could not read, `audit_unchecked` what a
    component costs about which no advisory source can speak. `triage_days` is how long triage may hold, in
    days from the day on which it was said; 0 for no bound. `models_allow` is what model files may call
    beside the list that comes along. `digest` is the SHA-256 of the effective text.
    """

    name: str
    require: tuple[str, ...]
    require_shallow: tuple[str, ...]
    require_present: tuple[str, ...]
    decide: Thresholds
    block_confidence: Confidence
    block_score: int
    review_score: int
    malware: tuple[str, ...]
    tree: Thresholds
    severity: tuple[tuple[str, Severity], ...]
    cooldown_days: int
    max_age_days: int
    opaque: tuple[tuple[str, Decision], ...]
    unreached: Decision
    unknown_checks: tuple[tuple[str, Decision], ...]
    unknown_default: Decision
    licences_allow: tuple[str, ...] = ()
    licences_deny: tuple[str, ...] = ()
    allow: tuple[Entry, ...] = ()
    deny: tuple[Entry, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    confined: bool = False
    audit_unreadable: Decision = Decision.INSUFFICIENT
    audit_unchecked: Decision = Decision.INSUFFICIENT
    triage_days: int = 0
    models_allow: tuple[Harmless, ...] = ()
    extends: str = ""
    where: str = ""
    digest: str = ""


class Case(Struct, frozen=True):
    """All that one verdict rests on; every row in it is about this one subject.

    `approvals` may be those of other subjects too. `today` is the day of the run. `shallow` means that
    the code was not meant to be read, so less evidence is required. `licences` are the licence
    expressions that the release declares, for policies with licence lists. `unconfined` has a line for each
    way out that stood open to the process which examined the bytes. `place` is the absolute path of the
    audited place in which the subject lies; notes on idle waivers are then left to the verdict on the place.
    """

    subject: Subject
    findings: tuple[Finding, ...]
    outcomes: tuple[Outcome, ...]
    sources: tuple[Source, ...]
    coverage: tuple[Coverage, ...]
    approvals: tuple[Approval, ...]
    today: date
    shallow: bool = False
    licences: tuple[str, ...] = ()
    unconfined: tuple[str, ...] = ()
    place: str = ""
