"""What people say about findings counts in audits, and what says nothing any more is noted of the place."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.waiver import VexStatus, Waiver
from ostiary.core.world import World
from ostiary.flows.triage import every, record, remove
from ostiary.policy.load import preset
from ostiary.report.audit_text import render
from ostiary.report.formats import FORMATS, Options
from world.auditor import Auditor
from world.sites import install
from world.sites import record as advisory

Say = Callable[..., int]


@pytest.fixture
def say(make_world: Callable[..., World]) -> Say:
    """Record triage of the flaw, and give its number."""

    def do(check: str = "CVE-2026-1", subject: str = "pkg:pypi/flawed", **more: object) -> int:
        world = make_world()
        given = {
            "status": VexStatus.NOT_AFFECTED,
            "justification": "vulnerable_code_not_present",
            "reason": "taken out",
            "owner": "ann",
            "expires": world.now.date() + timedelta(days=30),
            **more,
        }
        waiver = Waiver(check=check, subject=subject, **given)  # type: ignore[arg-type]
        return record((waiver,), "ann", preset("balanced"), world)[0].seq

    return do


def rules(run: Run) -> dict[str, str]:
    """The notes on waivers in the verdict on the place."""
    notes = run.asked[0].reasons
    return {one.rule: one.message for one in notes if one.rule.startswith("waiver-")}


def test_triage_takes_a_finding_out_of_the_decision_and_leaves_it_in_the_report(
    place: Path, audited: Auditor, say: Say
) -> None:
    install(place / "env", "flawed", "1.0")
    install(place / "other", "flawed", "1.0")
    before = audited()
    assert before.worst is Decision.REVIEW
    say()
    run = audited()
    assert run.worst is Decision.ALLOW
    assert len(run.findings) == len(before.findings) == 2
    assert run.asked[0].score == before.asked[0].score > 0
    prints = {one.fingerprint for one in run.findings}
    assert {one.fingerprint for one in run.asked[0].waived} == prints
    assert "ACCEPTED" in render(run, Options(verbose=1))
    assert '"suppressions"' in FORMATS["sarif"](run, Options())
    assert rules(run) == {}


def test_one_that_a_component_does_not_need_is_not_unused_in_the_place(
    place: Path, audited: Auditor, say: Say
) -> None:
    install(place / "env", "flawed", "1.0")
    install(place / "other", "flawed", "2.0")
    say()
    assert rules(audited()) == {}


def test_unused_ones_are_said_of_the_place(place: Path, audited: Auditor, say: Say) -> None:
    install(place / "env", "flawed", "2.0")
    number = say()
    run = audited()
    assert run.worst is Decision.ALLOW
    assert f"triage {number} of CVE-2026-1" in rules(run)["waiver-unused"]
    for form in ("text", "sarif", "github", "json"):
        assert f"triage {number} of CVE-2026-1" in FORMATS[form](run, Options(width=200)), form


def test_expired_ones_do_nothing_and_are_said(
    place: Path, audited: Auditor, say: Say, make_world: Callable[..., World]
) -> None:
    install(place / "env", "flawed", "1.0")
    say(expires=make_world().now.date())
    assert audited().worst is Decision.ALLOW
    later = make_world().now + timedelta(days=1)
    run = audited(now=later)
    assert run.worst is Decision.REVIEW
    assert "waiver-expired" in rules(run)


def test_until_fixed_ends_with_the_advisory_that_lists_a_fix(
    place: Path, audited: Auditor, say: Say, advise: Callable[..., None]
) -> None:
    install(place / "env", "flawed", "1.0")
    newer: dict[str, Any] = {"modified": "2100-05-02T00:00:00Z", "aliases": ["CVE-2026-1"]}
    open_record = advisory("OSV-1", "flawed", **newer)
    affected = open_record["affected"][0]  # type: ignore[index]
    affected["ranges"][0]["events"] = [{"introduced": "0"}]
    advise(open_record)
    say(status=VexStatus.AFFECTED, justification="", until_fixed=True)
    assert audited().worst is Decision.ALLOW
    advise(advisory("OSV-1", "flawed", **{**newer, "modified": "2100-05-03T00:00:00Z"}))
    run = audited()
    assert run.worst is Decision.REVIEW
    assert "a fixed version exists (2.0)" in rules(run)["waiver-fixed"]


def test_bound_to_a_place(place: Path, audited: Auditor, say: Say, tmp_path: Path) -> None:
    install(place / "env", "flawed", "1.0")
    number = say(place=str(tmp_path / "elsewhere"))
    run = audited()
    assert run.worst is Decision.REVIEW
    assert rules(run) == {}
    say(place=str(place))
    assert audited().worst is Decision.ALLOW
    assert number == 1


def test_a_component_that_left_makes_triage_of_the_place_idle(
    place: Path, audited: Auditor, say: Say
) -> None:
    install(place / "env", "sound", "1.0")
    say(place=str(place))
    assert "speaks of what is not here" in rules(audited())["waiver-unused"]


def test_removal_is_an_entry_and_a_later_word_replaces_an_earlier_one(
    place: Path, audited: Auditor, say: Say, make_world: Callable[..., World]
) -> None:
    install(place / "env", "flawed", "1.0")
    world = make_world()
    first = say()
    remove(first, "bob", "it is back", world)
    assert audited().worst is Decision.REVIEW
    second = say()
    third = say(status=VexStatus.UNDER_INVESTIGATION, justification="")
    run = audited()
    assert run.worst is Decision.REVIEW
    assert "waiver-open" in rules(run)
    ended = {one.waiver.entry: one.ended for one in every(world)}
    assert ended == {
        first: "removed by bob: it is back",
        second: f"replaced by entry {third}",
        third: "",
    }


def test_findings_of_the_place_itself(place: Path, audited: Auditor, say: Say) -> None:
    install(place / "env", "sound", "1.0")
    (place / "env" / "extra.pth").write_text("import os\n")
    assert audited().worst >= Decision.REVIEW
    say("unowned-hook", f"pkg:generic/{place.name}", justification="component_not_present")
    run = audited()
    assert [one.check for one in run.asked[0].waived] == ["unowned-hook"]


def test_statements_for_one_run(place: Path, audited: Auditor) -> None:
    install(place / "env", "flawed", "1.0")
    today = date(2026, 6, 1)
    one = Waiver(
        "CVE-2026-1", "pkg:pypi/flawed@1.0", VexStatus.NOT_AFFECTED, "component_not_present", "x", "v",
        date(2027, 1, 1), at=today,
    )  # fmt: skip
    assert audited(vex=(one,)).worst is Decision.ALLOW
    assert audited().worst is Decision.REVIEW
