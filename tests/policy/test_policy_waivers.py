"""Which findings a waiver lifts: any id of an advisory, until fixed, in one place, and not past its end."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from policy_cases import SUBJECT, TODAY, case, finding

from ostiary.core.finding import Finding
from ostiary.core.scale import Decision, Family
from ostiary.core.verdict import Verdict
from ostiary.core.waiver import VexStatus, Waiver
from ostiary.policy.judge import judge
from ostiary.policy.load import load, preset
from ostiary.policy.waivers import by_name, place_notes

LATER = TODAY + timedelta(days=30)
FLAW = replace(
    finding(check="known-vulnerability", family=Family.ADVISORY, key="OSV-1"),
    advisory="OSV-1",
    aliases=("CVE-2026-1", "GHSA-aaaa-bbbb-cccc"),
)
"""One flaw by three names."""


def said(
    check: str = "OSV-1", status: VexStatus = VexStatus.NOT_AFFECTED, **more: object
) -> Waiver:
    """What somebody says about the flaw, in the log of decisions."""
    given = {
        "justification": "component_not_present",
        "reason": "not shipped",
        "owner": "ann",
        "expires": LATER,
        "entry": 1,
        "at": TODAY,
        **more,
    }
    return Waiver(check, "pkg:pypi/sample", status, **given)  # type: ignore[arg-type]


def told(*waivers: Waiver, flaw: Finding = FLAW, place: str = "", days: int = 0) -> Verdict:
    """The verdict on the flaw under these waivers."""
    policy = replace(preset("balanced"), waivers=waivers, triage_days=days)
    return judge(policy, replace(case(findings=(flaw,)), place=place))


def rules(verdict: Verdict) -> set[str]:
    return {one.rule for one in verdict.reasons}


@pytest.mark.parametrize("name", ["OSV-1", "CVE-2026-1", "ghsa-AAAA-bbbb-cccc"])
def test_an_advisory_by_any_of_its_ids(name: str) -> None:
    verdict = told(said(name))
    assert [one.fingerprint for one in verdict.waived] == [FLAW.fingerprint]
    assert verdict.decision is Decision.ALLOW
    assert verdict.score == told().score > 0
    (claim,) = verdict.claims
    assert (claim.subject, claim.key, claim.applied) == (FLAW.subject, "OSV-1", True)


def test_aliases_of_the_statement_count_too() -> None:
    assert told(said("VENDOR-7", aliases=("CVE-2026-1",))).waived
    assert not told(said("VENDOR-7", aliases=("CVE-2026-2",))).waived


def test_another_advisory_is_not_meant() -> None:
    verdict = told(said("CVE-2026-11"))
    assert not verdict.waived
    assert "waiver-unused" in rules(verdict)


def test_until_fixed_ends_with_the_fix_and_says_so() -> None:
    waiver = said(until_fixed=True)
    assert told(waiver).waived
    verdict = told(waiver, flaw=replace(FLAW, fixed=("2.0",)))
    assert not verdict.waived
    assert any("a fixed version exists (2.0)" in one.message for one in verdict.reasons)
    assert told(said(), flaw=replace(FLAW, fixed=("2.0",))).waived


def test_past_its_end_it_does_nothing() -> None:
    verdict = told(said(expires=TODAY - timedelta(days=1)))
    assert not verdict.waived
    assert "waiver-expired" in rules(verdict)
    assert not verdict.claims


def test_the_policy_bounds_how_long_triage_holds() -> None:
    old = said(at=TODAY - timedelta(days=11))
    assert told(old, days=11).waived
    assert told(old, days=11).expires == TODAY
    verdict = told(old, days=10)
    assert not verdict.waived
    assert any("as long as the policy lets it" in one.message for one in verdict.reasons)
    assert told(replace(old, entry=0, at=None), days=10).waived  # the policy's own is not bounded


@pytest.mark.parametrize(
    ("place", "holds"),
    [
        ("/srv/app", True),
        ("/srv/app/web", True),
        ("/srv/apple", False),
        ("/srv", False),
        ("", False),
    ],
)
def test_a_place_and_what_lies_below_it(place: str, holds: bool) -> None:
    assert bool(told(said(place="/srv/app"), place=place).waived) is holds


def test_words_that_accept_nothing_are_kept_as_claims() -> None:
    for one in (
        said(status=VexStatus.UNDER_INVESTIGATION),
        said(status=VexStatus.AFFECTED, accepted=False),
    ):
        verdict = told(one)
        assert not verdict.waived
        assert verdict.decision is Decision.REVIEW
        assert [claim.applied for claim in verdict.claims] == [False]
        assert "waiver-open" in rules(verdict)


def test_a_later_doubt_under_another_name_takes_back_an_earlier_yes() -> None:
    yes = said("OSV-1", entry=1)
    doubt = said("CVE-2026-1", VexStatus.UNDER_INVESTIGATION, entry=2)
    assert not told(yes, doubt).waived
    assert told(replace(doubt, entry=1), replace(yes, entry=2)).waived
    theirs = replace(doubt, entry=0), replace(yes, entry=0)  # one document that contradicts itself
    assert not told(*theirs).waived


def test_malware_is_lifted_by_a_digest_only() -> None:
    evil = replace(FLAW, check="known-malware", key="MAL-1", advisory="MAL-1")
    assert not told(said("MAL-1"), flaw=evil).waived
    digest = str(SUBJECT.digests[0])
    assert told(said("MAL-1", digest=digest), flaw=evil).waived


def notes(*waivers: Waiver, used: frozenset[Waiver] = frozenset()) -> list[tuple[str, str]]:
    """Rules and words of the notes of a place with the flaw in it."""
    policy = replace(preset("balanced"), waivers=waivers)
    seen = ((SUBJECT, (FLAW,)), (replace(SUBJECT, name="other"), ()))
    found = place_notes(policy, "/srv/app", seen, used, TODAY)
    return [(one.rule, one.message) for one in found]


def test_notes_of_a_place_leave_out_what_was_used_and_what_is_elsewhere() -> None:
    one = said("CVE-9")
    assert [rule for rule, _ in notes(one)] == ["waiver-unused"]
    assert notes(one, used=frozenset({one})) == []
    assert notes(replace(one, place="/srv/other")) == []
    assert notes(replace(one, subject="pkg:pypi/absent")) == []
    absent = replace(one, subject="pkg:pypi/absent", place="/srv/app")
    assert "speaks of what is not here" in notes(absent)[0][1]
    assert notes(replace(one, digest="sha256:" + "ee" * 32))[0][1].endswith("other bytes")
    assert (
        "triage remove 1"
        in next(
            place_notes(
                replace(preset("balanced"), waivers=(one,)),
                "/srv/app",
                ((SUBJECT, ()),),
                frozenset(),
                TODAY,
            )
        ).remedy
    )


def test_in_a_place_the_verdict_on_a_component_says_nothing_of_idle_waivers() -> None:
    assert "waiver-unused" in rules(told(said("CVE-9")))
    assert "waiver-unused" not in rules(told(said("CVE-9"), place="/srv/app"))


def test_waivers_by_package() -> None:
    one, two = said(), replace(said(), subject="pkg:npm/%40scope/left@1.0")
    assert by_name((one, two)) == {("pypi", "sample"): (one,), ("npm", "@scope/left"): (two,)}


def test_the_bound_is_a_key_of_the_policy() -> None:
    policy = load("[triage]\ndays = 30\n", "p.toml")
    assert policy.triage_days == 30
    assert policy.digest != preset("balanced").digest
    assert preset("balanced").triage_days == 365
    assert date.max > LATER
