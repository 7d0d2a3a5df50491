"""Patterns, licences, points, explanations and samples."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from policy_cases import HEX, SUBJECT, TODAY, finding

from ostiary.core.check import Check
from ostiary.core.digest import Digest
from ostiary.core.facts.advisories import Advisories
from ostiary.core.scale import Confidence, Decision, Family, Severity
from ostiary.core.subject import Subject
from ostiary.policy import trial
from ostiary.policy.explain import of_check, of_subject
from ostiary.policy.kinds import kind_name
from ostiary.policy.licences import weigh
from ostiary.policy.load import load, preset
from ostiary.policy.match import Pattern, digest, names, pattern, same_bytes
from ostiary.policy.model import PolicyError
from ostiary.policy.score import CAPS, score

SCOPED = Subject("npm", "@scope/part", "1.2.3")


@pytest.mark.parametrize(
    ("text", "subject", "expected"),
    [
        ("pkg:pypi/sample", SUBJECT, True),
        ("pkg:pypi/SAMPLE@1.0", SUBJECT, True),
        ("pkg:pypi/sample@1.1", SUBJECT, False),
        ("pkg:pypi/sample@*", SUBJECT, True),
        ("pkg:pypi/sample@1.*", SUBJECT, True),
        ("pkg:pypi/sample@*.0", SUBJECT, True),
        ("pkg:pypi/sample@1.0*0", SUBJECT, False),
        ("pkg:pypi/samples", SUBJECT, False),
        ("pkg:npm/sample", SUBJECT, False),
        ("pkg:npm/@scope/part", SCOPED, True),
        ("pkg:npm/%40scope/part@1.2.3", SCOPED, True),
        ("pkg:npm/@scope/part@1.*.3", SCOPED, True),
        ("pkg:npm/@scope/part@1.*.*.3", SCOPED, False),
        ("pkg:npm/part", SCOPED, False),
        ("pkg:pypi/a-b_c", Subject("pypi", "A.B-c", "1"), True),
        ("pkg:npm/a-b", Subject("npm", "a_b", "1"), False),
        ("sample", SUBJECT, False),
    ],
)
def test_purl_patterns(text: str, subject: Subject, expected: bool) -> None:
    assert names(text, subject) is expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pkg:",
        "pkg:pypi",
        "pkg:pypi/",
        "pkg:pypi/a@",
        "pkg:pypi/a*",
        "pkg:pypi/a?x=1",
        "pypi:a",
        "pkg:pypi/a#b",
        "pkg:PyPI/a",
        "pkg:pypi/a/",
        "pkg:pypi/" + "a" * 600,
    ],
)
def test_no_purl_patterns(text: str) -> None:
    assert pattern(text) is None


@given(st.from_regex(r"[a-z][a-z0-9]*", fullmatch=True), st.text(min_size=1), st.text())
def test_the_purl_of_a_subject_names_it(type_: str, name: str, version: str) -> None:
    subject = Subject(type_, name, version)
    try:
        purl = subject.purl
    except UnicodeEncodeError:
        return
    if pattern(purl) is not None:
        assert names(purl, subject) or "*" in version


def test_digests_compare_by_algorithm() -> None:
    assert same_bytes(f"sha256:{HEX.upper()}", SUBJECT) is True
    assert same_bytes("sha256:" + "0" * 64, SUBJECT) is False
    assert same_bytes("sha512:" + "0" * 128, SUBJECT) is None
    assert same_bytes("md5:" + "0" * 32, SUBJECT) is False
    assert digest("sha256:" + "g" * 64) is None
    weak = replace(SUBJECT, digests=(Digest("md5", "0" * 32),))
    assert same_bytes("md5:" + "0" * 32, weak) is False


ALLOWED = frozenset({"mit", "apache-2.0", "gpl-2.0-only with classpath-exception-2.0"})
DENIED = frozenset({"gpl-3.0-only", "proprietary licence"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MIT", Decision.ALLOW),
        ("mit or GPL-3.0-only", Decision.ALLOW),
        ("MIT AND GPL-3.0-only", Decision.BLOCK),
        ("MIT AND (Apache-2.0 OR GPL-3.0-only)", Decision.ALLOW),
        ("(MIT", Decision.REVIEW),
        ("MIT AND", Decision.REVIEW),
        ("WITH", Decision.REVIEW),
        ("", Decision.REVIEW),
        ("BSD", Decision.REVIEW),
        ("GPL-3.0-only+", Decision.BLOCK),
        ("GPL-3.0-only WITH GCC-exception-3.1", Decision.BLOCK),
        ("GPL-2.0-only WITH Classpath-exception-2.0", Decision.ALLOW),
        ("MIT WITH", Decision.REVIEW),
        ("Proprietary Licence", Decision.BLOCK),
        ("(" * 400 + "MIT" + ")" * 400, Decision.REVIEW),
        ("MIT OR " * 2000 + "MIT", Decision.REVIEW),
    ],
)
def test_licence_expressions(text: str, expected: Decision) -> None:
    assert weigh(text, ALLOWED, DENIED) is expected


def test_a_deny_list_alone_allows_the_rest_but_not_free_text() -> None:
    nothing: frozenset[str] = frozenset()
    assert weigh("BSD-3-Clause", nothing, DENIED) is Decision.ALLOW
    assert weigh("GPL-3.0-only AND MIT", nothing, DENIED) is Decision.BLOCK
    assert weigh("some licence of ours", nothing, DENIED) is Decision.REVIEW


@given(st.text(alphabet="()MIT ANDORWH+-", max_size=40))
def test_any_licence_text_ends_in_a_decision(text: str) -> None:
    assert weigh(text, ALLOWED, DENIED) in Decision


def test_a_family_counts_its_best_and_a_quarter_of_the_rest() -> None:
    strong = finding()
    some = [strong, *(finding(severity=Severity.MEDIUM, key=str(n)) for n in range(3))]
    total, (part,) = score(some)
    assert (total, part.family, part.findings, part.capped) == (25 + 24 // 4, "code", 4, False)
    assert score([*some, *some]) == score(some)


def test_many_faint_signs_are_no_strong_one() -> None:
    many = [finding(severity=Severity.LOW, key=str(number)) for number in range(500)]
    total, (part,) = score(many)
    assert (total, part.capped) == (4, True)


def test_a_family_has_its_cap() -> None:
    worst = [
        finding(severity=Severity.CRITICAL, family=Family.HEALTH, key=str(n)) for n in range(9)
    ]
    assert score(worst)[0] == CAPS[Family.HEALTH]
    assert set(CAPS) == set(Family)


def test_the_whole_has_its_cap_and_the_heaviest_part_is_first() -> None:
    total, parts = score([finding(severity=Severity.CRITICAL, family=one) for one in Family])
    assert total == 100
    assert [part.points for part in parts] == sorted((part.points for part in parts), reverse=True)


@pytest.mark.parametrize(
    ("record", "kind"),
    [("ReleaseAge", "release-age"), ("Program", "program"), ("release-age", "release-age")],
)
def test_kinds_are_named_after_records(record: str, kind: str) -> None:
    assert kind_name(record) == kind


CARD = Check(
    "install-network",
    "the installer opens the network",
    Severity.HIGH,
    Confidence.MEDIUM,
    Family.INSTALL,
    Advisories,
    lambda _: iter(()),
)


def test_explain_a_check() -> None:
    text = of_check(preset("balanced"), CARD)
    assert "severity high, as the check declares" in text
    assert "confidence medium, which is usual: review, 15 points" in text
    assert "if it cannot tell: a note, by the default" in text
    mine = load(
        'severity.install-network = "critical"\nunknown-checks.install-network = "review"\n'
        'decide.malware = ["install-network"]\n'
        '[[waiver]]\ncheck = "install-network"\nsubject = "pkg:pypi/sample"\nstatus = "fixed"\n'
        'reason = "r"\nowner = "ann"\nexpires = 2027-12-31\n',
        "mine.toml",
    )
    text = of_check(mine, CARD)
    assert "by [severity] (the check declares high)" in text
    assert "confidence high: block, 60 points" in text
    assert "if it cannot tell: review, by its own line" in text
    assert "known malware" in text
    assert "waived for pkg:pypi/sample until 2027-12-31 by ann" in text
    assert "[tree] blocks from critical" in of_check(mine, replace(CARD, family=Family.TREE))


def test_explain_a_subject() -> None:
    assert "no list and no waiver names it" in of_subject(preset("strict"), SUBJECT, TODAY)
    mine = load(
        'require-present = ["provenance"]\n'
        f'[[deny]]\ndigest = "sha512:{"0" * 128}"\npurl = "pkg:pypi/sample"\nreason = "stolen"\n'
        '[[allow]]\npurl = "pkg:pypi/sample@1.*"\nreason = "read"\nuntil = 2027-01-01\n'
        f'[[deny]]\ndigest = "sha256:{"0" * 64}"\nreason = "elsewhere"\n'
        '[[waiver]]\ncheck = "x"\nsubject = "pkg:pypi/sample"\nstatus = "fixed"\n'
        f'reason = "r"\nowner = "ann"\nexpires = 2027-12-31\ndigest = "sha256:{"0" * 64}"\n',
        "mine.toml",
    )
    text = of_subject(mine, SUBJECT, TODAY)
    assert "requires provenance: the attestations of each file (and must be present)" in text
    assert "[[deny]] line 2 pkg:pypi/sample sha512:" in text
    assert "stolen (bound to a digest; those of the subject are not known here)" in text
    assert "[[allow]] line 6 pkg:pypi/sample@1.*: read (ended on 2027-01-01)" in text
    assert "elsewhere" not in text
    assert "of x by ann, fixed: r (bound to other bytes)" in text
    assert "requires program" not in of_subject(mine, SUBJECT, TODAY, shallow=True)


SAMPLES = f"""
[[case]]
name = "nothing wrong"
expect = "allow"

[[case]]
name = "a thief"
subject = "pkg:npm/@scope/part@1.0"
digest = "sha256:{HEX}"
expect = "block"
rule = "severity"
[[case.finding]]
check = "stealer"
severity = "critical"

[[case]]
expect = "insufficient"
rule = "unread-code"
[[case.unread]]
path = "blob.pyc"
class = "bytecode"

[[case]]
expect = "insufficient"
unknown = ["advisories"]

[[case]]
expect = "allow"
shallow = true
missing = ["program"]
absent = ["advisories"]
today = 2027-01-01
unknown-checks = ["install-network"]
licences = ["MIT"]
"""


def test_samples_are_judged() -> None:
    samples = trial.samples(SAMPLES, "samples.toml", TODAY)
    results = trial.run(preset("balanced"), samples)
    assert [one.passed for one in results] == [True] * 5
    assert [one.sample.line for one in results] == [2, 6, 16, 23, 27]
    assert results[1].sample.case.subject.purl == "pkg:npm/%40scope/part@1.0"
    loose = trial.run(preset("open"), samples)
    assert [one.passed for one in loose] == [True, True, False, False, True]


def test_the_right_decision_for_the_wrong_rule_has_not_passed() -> None:
    text = '[[case]]\nexpect = "insufficient"\nrule = "unread-code"\nunknown = ["release"]'
    (result,) = trial.run(preset("balanced"), trial.samples(text, "s", TODAY))
    assert result.verdict.decision is Decision.INSUFFICIENT
    assert not result.passed


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("", 0, ""),
        ("[[case]]\n", 1, "case[1].expect"),
        ('[[case]]\nexpect = "alow"', 2, "case[1].expect"),
        ('[[case]]\nexpect = "allow"\nunknown = ["x"]', 3, "case[1].unknown"),
        ('[[case]]\nexpect = "allow"\nshallow = 1', 3, "case[1].shallow"),
        (
            '[[case]]\nexpect="allow"\n[[case.finding]]\ncheck="x"\nseverity="x"',
            5,
            "case[1].finding[1].severity",
        ),
        ('[[case]]\nexpect="allow"\n[[case.unread]]\nclass="x"', 4, "case[1].unread[1].class"),
        ('[[case]]\nexpect="allow"\n[case.unread]\nclass="x"', 3, "case[1].unread"),
    ],
)
def test_mistakes_in_samples_are_told(text: str, line: int, key: str) -> None:
    with pytest.raises(PolicyError) as error:
        trial.samples(text, "samples.toml", TODAY)
    assert (line, key) in [(one.line, one.key) for one in error.value.problems]


def test_the_samples_of_the_manual_hold() -> None:
    text = (Path(__file__).parents[2] / "docs" / "policy.md").read_text()
    blocks = [one.split("```")[0] for one in text.split("```toml\n")[1:]]
    (block,) = [one for one in blocks if "[[case]]" in one]
    results = trial.run(preset("balanced"), trial.samples(block, "docs/policy.md", TODAY))
    assert results
    assert all(one.passed for one in results)


def test_patterns_are_plain_records() -> None:
    assert pattern("pkg:npm/@scope/part@1.*") == Pattern("npm", "@scope/part", "1.*")
