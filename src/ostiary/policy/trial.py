"""Try a policy on sample cases whose decisions somebody wrote down beforehand."""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.coverage import Coverage, Reach
from ostiary.core.finding import Finding, Outcome
from ostiary.core.run import Source
from ostiary.core.scale import Confidence, Decision, Family, Severity, State
from ostiary.core.subject import Subject
from ostiary.core.verdict import Verdict
from ostiary.policy.fields import Fields, Table
from ostiary.policy.judge import judge
from ostiary.policy.kinds import KINDS, OPAQUE
from ostiary.policy.lines import Path, lines_of
from ostiary.policy.load import parse
from ostiary.policy.match import digest, pattern
from ostiary.policy.model import Case, Policy, PolicyError

_KEYS = (
    "name", "subject", "digest", "expect", "rule", "today", "shallow", "licences", "absent",
    "unknown", "missing", "unknown-checks", "finding", "unread",
)  # fmt: skip
_FINDING = ("check", "severity", "confidence", "family", "message", "key")
_UNREAD = ("path", "class", "reach", "reason")
_DECISIONS = {one.word: one for one in Decision}
_SEVERITIES = {one.word: one for one in Severity}
_CONFIDENCES = {one.word: one for one in Confidence}
_FAMILIES = {one.value: one for one in Family}
_REACHES = {one.value: one for one in Reach}
_CLASSES = {one: one for one in OPAQUE}
_SAMPLE = "pkg:pypi/sample@1.0"
_ARTIFACT = "sample.tar.gz"


class Sample(Struct, frozen=True):
    """One case with the decision that is expected of it, and a rule that must be among the reasons."""

    name: str
    case: Case
    expect: Decision
    rule: str = ""
    line: int = 0


class Trial(Struct, frozen=True):
    """How one sample ended."""

    sample: Sample
    verdict: Verdict

    @property
    def passed(self) -> bool:
        """Whether the decision is the expected one, and for the expected rule."""
        rules = {reason.rule for reason in self.verdict.reasons}
        agreed = self.verdict.decision is self.sample.expect
        return agreed and (not self.sample.rule or self.sample.rule in rules)


def run(policy: Policy, samples: tuple[Sample, ...]) -> tuple[Trial, ...]:
    """Judge every sample, in order."""
    return tuple(Trial(sample, judge(policy, sample.case)) for sample in samples)


def samples(text: str, where: str, today: date) -> tuple[Sample, ...]:
    """The samples of a TOML text: `[[case]]` tables as docs/policy.md describes them.

    A case starts as a release about which everything is known and nothing is wrong; its keys say what
    is different. Raises `PolicyError` with all mistakes.
    """
    raw = parse(text, where)
    fields = Fields(where, lines_of(text))
    fields.table(raw, (), ("case",))
    found = tuple(_sample(one, path, fields, today) for path, one in fields.tables(raw, "case"))
    if not found and not fields.problems:
        fields.wrong((), "holds no sample", "tables headed [[case]]")
    if fields.problems:
        raise PolicyError(tuple(sorted(set(fields.problems), key=lambda one: (one.line, one.key))))
    return found


def _sample(raw: Table, path: Path, fields: Fields, today: date) -> Sample:
    fields.table(raw, path, _KEYS)
    if "expect" not in raw:
        fields.wrong((*path, "expect"), "is missing", ", ".join(_DECISIONS))
    case = _plain(_subject(raw, path, fields), fields.day(raw, (*path, "today")) or today)
    special = fields.texts(raw, (*path, "unknown-checks"), ())
    unknown = tuple(
        Outcome(check, case.subject.purl, State.UNKNOWN, "the sample says so") for check in special
    )
    case = replace(
        case,
        sources=_sources(raw, path, fields, case.subject.purl),
        outcomes=(*case.outcomes, *unknown),
        findings=_findings(raw, path, fields, case.subject.purl),
        coverage=(*case.coverage, *_unread(raw, path, fields)),
        licences=fields.texts(raw, (*path, "licences"), ()),
        shallow=fields.flag(raw, (*path, "shallow")),
    )
    return Sample(
        name=fields.text(raw, (*path, "name")) or f"case {fields.line(path)}",
        case=case,
        expect=fields.word(raw, (*path, "expect"), _DECISIONS, Decision.ALLOW),
        rule=fields.text(raw, (*path, "rule")),
        line=fields.line(path),
    )


def _plain(subject: Subject, today: date) -> Case:
    outcome = Outcome("sample", subject.purl, State.PASSED)
    row = Coverage(_ARTIFACT, "sample.py", "", 0, ("sample",), understood=True)
    return Case(subject, (), (outcome,), (), (row,), (), today)


def _subject(raw: Table, path: Path, fields: Fields) -> Subject:
    found = pattern(fields.purl(raw, (*path, "subject")) or _SAMPLE)
    bound = digest(fields.digest(raw, (*path, "digest")))
    if found is None:
        return Subject("pypi", "sample", "1.0")
    return Subject(found.type, found.name, found.version, (bound,) if bound else ())


def _sources(raw: Table, path: Path, fields: Fields, purl: str) -> tuple[Source, ...]:
    status = dict.fromkeys(KINDS, "known")
    for word in ("absent", "unknown", "missing"):
        for kind in fields.names(raw, (*path, word), KINDS, ()):
            status[kind] = word
    return tuple(
        Source(purl, kind, "sample", word, reason="the sample says so")
        for kind, word in status.items()
        if word != "missing"
    )


def _findings(raw: Table, path: Path, fields: Fields, purl: str) -> tuple[Finding, ...]:
    return tuple(
        _finding(table, (*path, *inner), fields, purl)
        for inner, table in fields.tables(raw, "finding", path)
    )


def _finding(raw: Table, path: Path, fields: Fields, purl: str) -> Finding:
    fields.table(raw, path, _FINDING)
    return Finding(
        check=fields.text(raw, (*path, "check"), needed=True, what="a check's id"),
        subject=purl,
        severity=fields.word(raw, (*path, "severity"), _SEVERITIES, Severity.HIGH),
        confidence=fields.word(raw, (*path, "confidence"), _CONFIDENCES, Confidence.HIGH),
        family=fields.word(raw, (*path, "family"), _FAMILIES, Family.CODE),
        message=fields.text(raw, (*path, "message")) or "the sample says so",
        key=fields.text(raw, (*path, "key")),
    )


def _unread(raw: Table, path: Path, fields: Fields) -> tuple[Coverage, ...]:
    rows = []
    for inner, table in fields.tables(raw, "unread", path):
        here = (*path, *inner)
        fields.table(table, here, _UNREAD)
        name = fields.text(table, (*here, "path"), needed=True, what="a path in the artifact")
        rows.append(
            Coverage(
                _ARTIFACT,
                name,
                "",
                0,
                (),
                understood=False,
                reach=fields.word(table, (*here, "reach"), _REACHES, Reach.IMPORT),
                opaque=fields.word(table, (*here, "class"), _CLASSES, "code"),
                reason=fields.text(table, (*here, "reason")),
            )
        )
    return tuple(rows)
