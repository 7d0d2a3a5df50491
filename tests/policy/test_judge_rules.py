"""Each rule of a verdict, one by one."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from policy_cases import (
    GOOD,
    HEX,
    PURL,
    SUBJECT,
    approval,
    case,
    finding,
    source,
    unread,
)

from ostiary.core.coverage import Reach
from ostiary.core.finding import Outcome
from ostiary.core.scale import Confidence, Decision, Family, Severity, State
from ostiary.core.verdict import Verdict
from ostiary.core.waiver import Ruling
from ostiary.policy.judge import judge
from ostiary.policy.load import load, preset
from ostiary.policy.model import Case, Policy

BALANCED = preset("balanced")
ALLOW, REVIEW, INSUFFICIENT, BLOCK = Decision


def policy(text: str) -> Policy:
    return load(text, "mine.toml")


def rules(verdict: Verdict) -> list[str]:
    return [reason.rule for reason in verdict.reasons]


@pytest.mark.parametrize(
    ("severity", "confidence", "expected"),
    [
        # (strict, balanced, open)
        (Severity.CRITICAL, Confidence.HIGH, (BLOCK, BLOCK, BLOCK)),
        (Severity.CRITICAL, Confidence.MEDIUM, (BLOCK, BLOCK, REVIEW)),
        (Severity.CRITICAL, Confidence.LOW, (REVIEW, REVIEW, REVIEW)),
        (Severity.HIGH, Confidence.HIGH, (BLOCK, REVIEW, REVIEW)),
        (Severity.MEDIUM, Confidence.HIGH, (REVIEW, REVIEW, ALLOW)),
        (Severity.LOW, Confidence.HIGH, (REVIEW, ALLOW, ALLOW)),
        (Severity.INFO, Confidence.HIGH, (ALLOW, ALLOW, ALLOW)),
    ],
)
def test_severity_and_confidence_decide(
    severity: Severity, confidence: Confidence, expected: tuple[Decision, ...]
) -> None:
    one = case(findings=(finding(severity=severity, confidence=confidence),))
    found = [judge(preset(name), one).decision for name in ("strict", "balanced", "open")]
    assert tuple(found) == expected


def test_a_reason_points_at_its_finding() -> None:
    bad = finding(remedy="do this", key="k")
    reason = judge(BALANCED, case(findings=(bad,))).reasons[0]
    assert (reason.rule, reason.check, reason.fingerprint) == (
        "severity",
        bad.check,
        bad.fingerprint,
    )
    assert (reason.message, reason.remedy, reason.points) == ("bad", "do this", 25)


def test_many_findings_block_together() -> None:
    families = (Family.CODE, Family.INSTALL, Family.IDENTITY)
    one = case(findings=tuple(finding(f"check-{one}", family=one) for one in families))
    verdict = judge(BALANCED, one)
    assert (verdict.decision, verdict.score) == (BLOCK, 75)
    assert verdict.reasons[0].rule == "score"


def test_a_remapped_severity_counts_in_decision_and_score() -> None:
    mine = policy('[severity]\nbad-thing = "low"')
    verdict = judge(mine, case(findings=(finding(),)))
    assert (verdict.decision, verdict.score, verdict.reasons) == (ALLOW, 2, ())


def test_findings_of_the_tree_have_thresholds_of_their_own() -> None:
    mine = policy('[tree]\nblock = "high"\nreview = "never"')
    tree = finding("dependency-blocked", family=Family.TREE)
    assert judge(mine, case(findings=(tree,))).decision is BLOCK
    assert judge(mine, case(findings=(finding(),))).decision is REVIEW
    mild = finding("dependency-review", Severity.MEDIUM, family=Family.TREE)
    assert judge(mine, case(findings=(mild,))).decision is ALLOW


@pytest.mark.parametrize("kind", ["release", "contents", "program", "advisories"])
@pytest.mark.parametrize("form", ["kebab", "class"])
def test_required_evidence_that_is_unknown(kind: str, form: str) -> None:
    spelt = kind if form == "kebab" else kind.title()
    unknown = source(spelt, "unknown", reason="timed out", hint="try again")
    verdict = judge(BALANCED, replace(GOOD, sources=(*GOOD.sources, unknown)))
    assert (verdict.decision, rules(verdict)) == (INSUFFICIENT, ["required-evidence"])
    reason = verdict.reasons[0]
    assert reason.message == f"{kind} is unknown: somewhere: timed out"
    assert reason.remedy == "try again"


def test_required_evidence_that_nobody_sought() -> None:
    rows = tuple(row for row in GOOD.sources if row.kind != "advisories")
    verdict = judge(BALANCED, replace(GOOD, sources=rows))
    assert verdict.decision is INSUFFICIENT
    assert "nobody looked" in verdict.reasons[0].message
    assert judge(preset("open"), replace(GOOD, sources=rows)).decision is ALLOW


def test_absent_satisfies_unless_it_must_be_present() -> None:
    rows = tuple(
        replace(row, status="absent") if row.kind == "provenance" else row for row in GOOD.sources
    )
    one = replace(GOOD, sources=rows)
    assert judge(preset("strict"), one).decision is ALLOW
    verdict = judge(policy('require-present = ["provenance"]'), one)
    assert (verdict.decision, rules(verdict)) == (INSUFFICIENT, ["required-present"])


def test_an_unheard_of_status_is_unknown() -> None:
    one = replace(GOOD, sources=(*GOOD.sources, source("release", "maybe")))
    assert judge(BALANCED, one).decision is INSUFFICIENT


def test_a_shallow_case_needs_less() -> None:
    rows = tuple(row for row in GOOD.sources if row.kind in ("release", "advisories"))
    one = replace(GOOD, sources=rows, coverage=())
    assert judge(BALANCED, one).decision is INSUFFICIENT
    assert judge(BALANCED, replace(one, shallow=True)).decision is ALLOW


def test_sources_that_contradict_ask_for_review() -> None:
    row = source("repository", "unknown", cause="contradicted", reason="two owners")
    verdict = judge(BALANCED, replace(GOOD, sources=(*GOOD.sources, row)))
    assert (verdict.decision, rules(verdict)) == (REVIEW, ["contradiction"])


def test_no_check_that_answered_is_insufficient() -> None:
    silent = (Outcome("bad-thing", PURL, State.UNKNOWN, "no data"),)
    verdict = judge(BALANCED, replace(GOOD, outcomes=silent))
    assert (verdict.decision, rules(verdict)[0]) == (INSUFFICIENT, "no-check-answered")


def test_checks_that_cannot_tell() -> None:
    unknown = tuple(
        Outcome(f"check-{number}", PURL, State.UNKNOWN, "no", "ask") for number in range(10)
    )
    one = case(outcomes=unknown)
    verdict = judge(BALANCED, one)
    assert (verdict.decision, rules(verdict)) == (ALLOW, ["unknown-checks"])
    assert "10 checks" in verdict.reasons[0].message
    assert "and 2 more" in verdict.reasons[0].message
    verdict = judge(policy('[unknown-checks]\ncheck-3 = "insufficient"'), one)
    assert (verdict.decision, verdict.reasons[0].check) == (INSUFFICIENT, "check-3")
    assert verdict.reasons[0].remedy == "ask"
    assert judge(preset("strict"), one).decision is REVIEW


@pytest.mark.parametrize(
    ("opaque", "reach", "expected"),
    [
        # (strict, balanced, open)
        ("code", Reach.INSTALL, (INSUFFICIENT, INSUFFICIENT, REVIEW)),
        ("bytecode", Reach.START, (INSUFFICIENT, INSUFFICIENT, REVIEW)),
        ("encrypted", Reach.IMPORT, (INSUFFICIENT, INSUFFICIENT, REVIEW)),
        ("archive", Reach.CALL, (INSUFFICIENT, INSUFFICIENT, REVIEW)),
        ("limit", Reach.CALL, (INSUFFICIENT, INSUFFICIENT, REVIEW)),
        ("", Reach.CALL, (INSUFFICIENT, INSUFFICIENT, REVIEW)),
        ("novel", Reach.CALL, (INSUFFICIENT, INSUFFICIENT, REVIEW)),
        ("native", Reach.CALL, (INSUFFICIENT, REVIEW, ALLOW)),
        ("machine", Reach.CALL, (REVIEW, ALLOW, ALLOW)),
        ("compiled-source", Reach.CALL, (REVIEW, ALLOW, ALLOW)),
        ("data", Reach.CALL, (REVIEW, ALLOW, ALLOW)),
        ("code", Reach.TEST, (REVIEW, ALLOW, ALLOW)),
        ("encrypted", Reach.DATA, (REVIEW, ALLOW, ALLOW)),
    ],
)
def test_unread_content(opaque: str, reach: Reach, expected: tuple[Decision, ...]) -> None:
    one = case(coverage=(unread(opaque, reach),))
    verdicts = [judge(preset(name), one) for name in ("strict", "balanced", "open")]
    assert tuple(verdict.decision for verdict in verdicts) == expected
    assert all("blob.bin" in verdict.reasons[0].message for verdict in verdicts)


@pytest.mark.parametrize("path", ["", "sample.whl"])
def test_an_artifact_unread_as_a_whole_could_run(path: str) -> None:
    one = case(coverage=(unread("limit", Reach.DATA, path),))
    assert judge(BALANCED, one).decision is INSUFFICIENT


def test_unread_files_of_a_class_share_a_reason() -> None:
    one = case(coverage=tuple(unread(path=f"{name}.py") for name in "dcba"))
    (reason,) = judge(BALANCED, one).reasons
    assert reason.message.startswith("4 files that can run not read, class code")
    assert reason.at.path == "a.py"


def test_a_release_of_which_nothing_was_read() -> None:
    verdict = judge(BALANCED, replace(GOOD, coverage=()))
    assert (verdict.decision, rules(verdict)) == (INSUFFICIENT, ["no-account"])


DARK = case(coverage=(unread(),))
SUSPECT = case(findings=(finding(),))
MALWARE = case(findings=(finding("known-malware", Severity.LOW),))
BAD = case(findings=(finding(severity=Severity.CRITICAL),))


@pytest.mark.parametrize("digest", ["", f"sha256:{HEX}", "sha256:" + "0" * 64])
@pytest.mark.parametrize("way", ["list", "approval"])
@pytest.mark.parametrize("one", [SUSPECT, DARK, MALWARE, BAD])
def test_a_yes_lifts_as_much_as_it_is_bound_to(way: str, digest: str, one: Case) -> None:
    if way == "list":
        mine = policy(f'[[allow]]\npurl = "{PURL}"\nreason = "read"\ndigest = "{digest}"')
    else:
        mine = BALANCED
        one = replace(one, approvals=(approval(digest=digest),))
    before, verdict = judge(BALANCED, replace(one, approvals=())), judge(mine, one)
    bound = digest.endswith(HEX)
    expected = before.decision
    if before.decision is REVIEW and (bound or not digest):
        expected = ALLOW
    if before.decision is INSUFFICIENT and bound:
        expected = ALLOW
    assert verdict.decision is expected
    said = {"allow-list", "approved"} & set(rules(verdict))
    assert bool(said) == (bound or not digest)
    lifted = () if expected is before.decision else before.reasons
    assert verdict.waived == lifted
    assert verdict.score == before.score


def test_an_approval_ends_and_the_verdict_with_it() -> None:
    one = replace(SUSPECT, approvals=(approval(until=date(2027, 3, 1)),))
    verdict = judge(BALANCED, one)
    assert (verdict.decision, verdict.expires) == (ALLOW, date(2027, 3, 1))
    later = judge(BALANCED, replace(one, today=date(2027, 3, 2)))
    assert (later.decision, later.expires) == (REVIEW, None)


@pytest.mark.parametrize(
    ("rulings", "expected"),
    [
        ([("refuse", 1, "")], BLOCK),
        ([("approve", 1, ""), ("refuse", 2, "")], BLOCK),
        ([("refuse", 1, ""), ("approve", 2, "")], ALLOW),
        ([("refuse", 1, ""), ("approve", 1, "")], BLOCK),
        ([("refuse", 1, f"sha256:{HEX}"), ("approve", 2, "")], BLOCK),
        ([("refuse", 1, f"sha256:{HEX}"), ("approve", 2, f"sha256:{HEX}")], ALLOW),
        ([("refuse", 1, "sha256:" + "0" * 64)], ALLOW),
        ([("refuse", 1, "sha512:" + "0" * 128)], INSUFFICIENT),
        ([("refuse", 1, ""), ("refuse", 2, "sha512:" + "0" * 128)], BLOCK),
    ],
)
def test_refusals(rulings: list[tuple[str, int, str]], expected: Decision) -> None:
    rows = tuple(approval(Ruling(kind), day, digest=digest) for kind, day, digest in rulings)
    assert judge(BALANCED, replace(GOOD, approvals=rows)).decision is expected


def test_a_refusal_of_all_versions_stands_beside_an_approval_of_one() -> None:
    rows = (approval(Ruling.REFUSE, 1, subject="pkg:pypi/sample"), approval(day=2))
    assert judge(BALANCED, replace(GOOD, approvals=rows)).decision is BLOCK


def test_rulings_on_others_do_nothing() -> None:
    rows = (
        approval(Ruling.REFUSE, subject="pkg:pypi/sampler"),
        approval(Ruling.REFUSE, subject="pkg:npm/sample"),
        approval(Ruling.REFUSE, subject="pkg:pypi/sample@1.0.1"),
    )
    assert judge(BALANCED, replace(GOOD, approvals=rows)) == judge(BALANCED, GOOD)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ('purl = "pkg:pypi/Sample"', BLOCK),
        ('purl = "pkg:pypi/sample@1.*"', BLOCK),
        ('purl = "pkg:pypi/sample@2.*"', ALLOW),
        (f'digest = "sha256:{HEX}"', BLOCK),
        (f'digest = "SHA256:{HEX}"'.lower(), BLOCK),
        (f'digest = "sha256:{"0" * 64}"', ALLOW),
        (f'digest = "sha512:{"0" * 128}"', ALLOW),
        (f'purl = "pkg:pypi/sample"\ndigest = "sha512:{"0" * 128}"', INSUFFICIENT),
        ('purl = "pkg:pypi/sample"\nuntil = 2027-02-28', ALLOW),
    ],
)
def test_the_deny_list(entry: str, expected: Decision) -> None:
    mine = policy(f'[[deny]]\n{entry}\nreason = "stolen"')
    one = replace(GOOD, approvals=(approval(digest=f"sha256:{HEX}"),))
    assert judge(mine, one).decision is expected


def waive(**changes: Any) -> Policy:
    fields = {
        "check": "bad-thing",
        "subject": "pkg:pypi/sample",
        "status": "affected",
        "reason": "accepted",
        "owner": "ann",
        "expires": "2027-12-31",
        **changes,
    }
    return policy("[[waiver]]\n" + "\n".join(f'{key} = "{value}"' for key, value in fields.items()))


def test_a_waiver_lifts_its_finding_and_nothing_else() -> None:
    one = case(findings=(finding(severity=Severity.CRITICAL), finding("worse-thing")))
    verdict = judge(waive(), one)
    assert (verdict.decision, verdict.score) == (REVIEW, judge(BALANCED, one).score)
    assert [reason.check for reason in verdict.reasons] == ["worse-thing"]
    (waived,) = verdict.waived
    assert (waived.decision, waived.check) == (BLOCK, "bad-thing")
    assert "waived by ann until 2027-12-31, affected: accepted" in waived.message
    assert verdict.expires == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"expires": "2027-02-28"}, "waiver-expired"),
        ({"status": "under_investigation"}, "waiver-open"),
        ({"digest": "sha256:" + "0" * 64}, "waiver-unused"),
        ({"check": "worse-thing"}, "waiver-unused"),
    ],
)
def test_a_waiver_that_does_not_hold_is_noted(changes: dict[str, str], rule: str) -> None:
    verdict = judge(waive(**changes), SUSPECT)
    assert (verdict.decision, rules(verdict)) == (REVIEW, ["severity", rule])
    assert verdict.waived == ()


def test_a_waiver_of_another_package_is_not_mentioned() -> None:
    verdict = judge(waive(subject="pkg:pypi/other"), SUSPECT)
    assert rules(verdict) == ["severity"]


def test_a_waiver_names_an_advisory() -> None:
    bad = finding("advisory", family=Family.ADVISORY, key="CVE-2027-1")
    other = finding("advisory", family=Family.ADVISORY, key="CVE-2027-2")
    verdict = judge(waive(check="CVE-2027-1"), case(findings=(bad, other)))
    assert [reason.fingerprint for reason in verdict.reasons] == [other.fingerprint]
    assert [reason.fingerprint for reason in verdict.waived] == [bad.fingerprint]


@pytest.mark.parametrize(("digest", "expected"), [("", BLOCK), (f"sha256:{HEX}", ALLOW)])
def test_known_malware_is_waived_only_by_its_bytes(digest: str, expected: Decision) -> None:
    by_check = waive(check="known-malware", digest=digest)
    assert judge(by_check, MALWARE).decision is expected
    record = finding("advisory", Severity.LOW, family=Family.ADVISORY, key="MAL-2027-1")
    by_key = waive(check="MAL-2027-1", digest=digest)
    assert judge(by_key, case(findings=(record,))).decision is expected


def test_licence_lists() -> None:
    mine = policy('[licences]\nallow = ["MIT", "Apache-2.0"]\ndeny = ["GPL-3.0-only"]')
    found = {
        text: judge(mine, replace(GOOD, licences=(text,))).decision
        for text in ("MIT", "GPL-3.0-only", "BSD-3-Clause", "GPL-3.0-only OR MIT")
    }
    assert list(found.values()) == [ALLOW, BLOCK, REVIEW, ALLOW]
    assert judge(mine, GOOD).decision is REVIEW
    assert judge(BALANCED, GOOD).decision is ALLOW


def test_a_subject_without_digests_is_lifted_by_no_digest() -> None:
    one = replace(
        DARK,
        subject=replace(SUBJECT, digests=()),
        approvals=(approval(digest=f"sha256:{HEX}"),),
    )
    assert judge(BALANCED, one).decision is INSUFFICIENT


@pytest.mark.parametrize("opaque", ["code", "bytecode", "encrypted", "archive", "limit"])
def test_no_policy_made_elsewhere_allows_unread_code(opaque: str) -> None:
    """The loader refuses such a policy; a record made by other means does not get further."""
    lax = replace(BALANCED, opaque=tuple((name, ALLOW) for name, _ in BALANCED.opaque))
    assert judge(lax, case(coverage=(unread(opaque),))).decision is REVIEW


@pytest.mark.parametrize(
    ("name", "days", "expected"),
    [
        ("strict", 2.9, False),
        ("strict", 3.1, True),
        ("balanced", 13.9, False),
        ("balanced", 14.1, True),
        ("open", 1000, False),
    ],
)
def test_advisories_that_are_too_old_are_insufficient(
    name: str, days: float, expected: bool
) -> None:
    aged = tuple(
        replace(one, age=days * 86400) if one.kind == "advisories" else one for one in GOOD.sources
    )
    found = judge(preset(name), case(sources=aged))
    told = [one for one in found.reasons if one.rule == "advisories-age"]
    assert bool(told) is expected
    if told:
        assert found.decision is Decision.INSUFFICIENT
        assert "db update" in told[0].remedy


def test_old_advisories_weigh_even_where_the_kind_is_not_required() -> None:
    policy = load('extends = "open"\n[advisories]\nmax-age-days = 7\n', "x")
    aged = (*GOOD.sources, source("advisories", age=8 * 86400.0))
    assert judge(policy, case(sources=aged)).decision is Decision.INSUFFICIENT
