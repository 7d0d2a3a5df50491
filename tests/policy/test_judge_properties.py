"""What holds of every verdict: monotone, free of order, deterministic, and never ALLOW in the dark."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from policy_cases import (
    DAYS,
    DIGESTS,
    GOOD,
    PURLS,
    TODAY,
    approval,
    case,
    cases,
    findings,
    opaque_rows,
    policies,
    source,
    sources,
    unknown_outcomes,
)

from ostiary.core.coverage import Coverage, Reach
from ostiary.core.finding import Finding, Outcome
from ostiary.core.run import Source
from ostiary.core.scale import Decision
from ostiary.core.verdict import Verdict
from ostiary.core.waiver import Approval, Ruling, VexStatus, Waiver
from ostiary.policy.judge import judge
from ostiary.policy.kinds import MUST_READ, OPAQUE
from ostiary.policy.load import PRESETS, preset
from ostiary.policy.model import Case, Entry, Policy
from ostiary.policy.required import wanted
from ostiary.policy.score import score
from ostiary.policy.unread import RUNS

READABLE = frozenset(OPAQUE) - frozenset(MUST_READ)
"""Classes that a policy may allow although nobody read all of them."""

entries = st.builds(Entry, purl=PURLS, digest=DIGESTS, reason=st.just("no"), until=st.none() | DAYS)
refusals = st.builds(approval, st.just(Ruling.REFUSE), st.just(9), subject=PURLS, digest=DIGESTS)


def not_softer(before: Verdict, after: Verdict) -> None:
    assert after.decision >= before.decision
    assert after.score >= before.score


@given(policies, cases, findings)
def test_another_finding_never_softens(policy: Policy, one: Case, more: Finding) -> None:
    not_softer(judge(policy, one), judge(policy, replace(one, findings=(*one.findings, more))))


@given(policies, cases, unknown_outcomes)
def test_another_unknown_outcome_never_softens(policy: Policy, one: Case, more: Outcome) -> None:
    not_softer(judge(policy, one), judge(policy, replace(one, outcomes=(more, *one.outcomes))))


@given(policies, cases, sources)
def test_another_unknown_fact_never_softens_what_was_sought(
    policy: Policy, one: Case, more: Source
) -> None:
    unknown = replace(more, status="unknown")
    not_softer(judge(policy, one), judge(policy, replace(one, sources=(unknown, *one.sources))))


@given(policies, cases, opaque_rows)
def test_another_unread_file_never_softens(policy: Policy, one: Case, more: Coverage) -> None:
    not_softer(judge(policy, one), judge(policy, replace(one, coverage=(*one.coverage, more))))


@given(policies, cases, entries)
def test_another_deny_never_softens(policy: Policy, one: Case, more: Entry) -> None:
    stricter = replace(policy, deny=(*policy.deny, more))
    not_softer(judge(policy, one), judge(stricter, one))


@given(policies, cases, refusals)
def test_another_refusal_never_softens(policy: Policy, one: Case, more: Approval) -> None:
    not_softer(judge(policy, one), judge(policy, replace(one, approvals=(*one.approvals, more))))


@given(policies, cases, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(policy: Policy, one: Case, dice: object) -> None:
    shuffle = getattr(dice, "shuffle")  # noqa: B009 - hypothesis' Random has no exported type
    changed: dict[str, Any] = {}
    for name in ("findings", "outcomes", "sources", "coverage", "approvals", "licences"):
        rows = [*getattr(one, name), *getattr(one, name)]
        shuffle(rows)
        changed[name] = tuple(rows)
    assert judge(policy, replace(one, **changed)) == judge(policy, one)


@given(policies, cases)
def test_equal_input_gives_an_equal_verdict(policy: Policy, one: Case) -> None:
    assert judge(policy, one) == judge(policy, replace(one))


@given(policies, cases)
def test_the_decision_is_the_worst_reason(policy: Policy, one: Case) -> None:
    verdict = judge(policy, one)
    worst = max((reason.decision for reason in verdict.reasons), default=Decision.ALLOW)
    assert verdict.decision is worst
    decisions = [reason.decision for reason in verdict.reasons]
    assert decisions == sorted(decisions, reverse=True)
    assert len(set(verdict.reasons)) == len(verdict.reasons)
    assert verdict.score == min(100, sum(part.points for part in verdict.parts))


@given(policies, cases)
def test_waivers_change_neither_findings_nor_score(policy: Policy, one: Case) -> None:
    plain = replace(policy, waivers=())
    assert judge(policy, one).score == judge(plain, one).score
    assert judge(policy, one).decision <= judge(plain, one).decision
    seen = {reason.fingerprint for reason in judge(plain, one).reasons if reason.fingerprint}
    after = judge(policy, one)
    assert seen <= {reason.fingerprint for reason in (*after.reasons, *after.waived)} | {
        reason.fingerprint for reason in judge(plain, one).waived
    }


@given(policies, cases)
def test_required_evidence_that_is_not_known_is_never_allowed(policy: Policy, one: Case) -> None:
    """Only a person's yes that is bound to the very bytes lifts it, and says so."""
    verdict = judge(policy, one)
    answered = {row.kind for row in one.sources if row.status != "unknown"}
    unknown = {row.kind for row in one.sources if row.status == "unknown"}
    for kind in wanted(policy, shallow=one.shallow):
        if kind in unknown or kind not in answered:
            bound = any(one.rule in ("allow-list", "approved") for one in verdict.reasons)
            assert verdict.decision >= Decision.INSUFFICIENT or (bound and one.subject.digests)


@given(policies, cases)
def test_unread_code_that_runs_is_never_allowed(policy: Policy, one: Case) -> None:
    bare = replace(policy, allow=())
    verdict = judge(bare, replace(one, approvals=()))
    for row in one.coverage:
        if not row.understood and row.reach in RUNS and row.opaque not in READABLE:
            assert verdict.decision >= Decision.REVIEW
            if not policy.name.startswith("open"):
                assert verdict.decision >= Decision.INSUFFICIENT


waivers = st.builds(
    Waiver,
    check=st.sampled_from(["bad-thing", "worse-thing"]),
    subject=PURLS,
    status=st.sampled_from(VexStatus),
    justification=st.just(""),
    reason=st.just("accepted"),
    owner=st.just("ann"),
    expires=DAYS,
    digest=DIGESTS,
)


@given(policies, cases, waivers)
def test_a_waiver_lifts_only_what_it_names(policy: Policy, one: Case, more: Waiver) -> None:
    bare = replace(policy, waivers=(), allow=())
    one = replace(one, approvals=())
    before = judge(bare, one)
    after = judge(replace(bare, waivers=(more,)), one)
    gone = set(before.reasons) - set(after.reasons)
    assert all(reason.check == more.check or reason.rule == "score" for reason in gone)
    if more.expires < TODAY:
        assert after.decision is before.decision


@settings(max_examples=300)
@given(st.lists(findings, max_size=12), findings)
def test_the_score_is_monotone_and_bounded(some: list[Finding], more: Finding) -> None:
    before, parts = score(some)
    after, _ = score([*some, more])
    assert 0 <= before <= after <= 100
    assert score(reversed(some)) == (before, parts)


@pytest.mark.parametrize("name", PRESETS)
def test_a_release_without_fault_is_allowed(name: str) -> None:
    verdict = judge(preset(name), GOOD)
    assert (verdict.decision, verdict.score, verdict.reasons) == (Decision.ALLOW, 0, ())
    assert (verdict.policy, verdict.policy_digest) == (name, preset(name).digest)


@pytest.mark.parametrize("name", PRESETS)
def test_nothing_known_is_never_allowed(name: str) -> None:
    empty = replace(GOOD, outcomes=(), sources=(), coverage=())
    for shallow in (True, False):
        verdict = judge(preset(name), replace(empty, shallow=shallow))
        assert verdict.decision is Decision.INSUFFICIENT


def test_helpers_make_what_they_say() -> None:
    assert source("release").status == "known"
    assert case(coverage=(GOOD.coverage[0],)).coverage == GOOD.coverage * 2
    assert Reach.INSTALL in RUNS
