"""The text report: order, caps, width, quiet and verbose, colour that only repeats a word."""

import re

import pytest
from msgspec.structs import replace
from report_parts import EMPTY
from report_runs import RUNS, insufficient_run, many_run
from report_verdicts import allow_run, block_run, review_run

from ostiary.core.finding import Outcome
from ostiary.core.run import Run, Source
from ostiary.core.scale import Decision, State
from ostiary.report.columns import cells, percent, size
from ostiary.report.formats import FORMATS, Options

text = FORMATS["text"]
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("name", RUNS)
def test_colour_only_repeats_words(name: str) -> None:
    assert ANSI.sub("", text(RUNS[name], Options(colour=True))) == text(RUNS[name], Options())


@pytest.mark.parametrize("name", sorted(set(RUNS) - {"hostile", "audit-hostile"}))
@pytest.mark.parametrize("width", [80, 100, 140])
def test_lines_keep_to_the_width(name: str, width: int) -> None:
    report = text(RUNS[name], Options(width=width))
    assert [line for line in report.splitlines() if cells(line) > width] == []


def test_verdict_comes_first_then_why_then_what_to_do() -> None:
    report = text(block_run(), Options())
    order = ["BLOCK", "  1  willow_init.pth:1", "  do  ", "  read  ", "exit 1"]
    assert sorted(order, key=report.index) == order
    assert report.index("BLOCK") == 0


def test_caps_say_what_they_leave_out_and_verbose_lifts_them() -> None:
    short, long = text(block_run(), Options()), text(block_run(), Options(verbose=1))
    assert "and 4 more (--verbose, or --format html)" in short
    assert "number 8" not in short
    assert "number 8" in long
    assert "start-hook found" in long


def test_quiet_is_one_line_a_subject() -> None:
    lines = text(many_run(), Options(quiet=True)).splitlines()
    assert [line.split()[0] for line in lines] == ["BLOCK", "INSUFFICIENT", "INSUFFICIENT", "ALLOW"]


def test_unknown_is_never_left_out() -> None:
    report = text(insufficient_run(), Options())
    assert "score" not in report.splitlines()[0]
    assert "13 of 15 files" in report
    assert "do          ostiary db update" in report
    assert "osv (Advisories)   timed out after 5 s" in report
    assert "deps.dev (Scorecard)   offline" in report
    assert "exit 3" in report


def test_subject_without_verdict_is_insufficient() -> None:
    report = text(many_run(), Options())
    assert "INSUFFICIENT  pypi lost 1.0" in report
    assert "no verdict was reached" in report
    assert "4 subjects: 1 block, 2 insufficient, 1 allow" in report


def test_run_without_subject_is_insufficient() -> None:
    assert text(EMPTY, Options()).startswith("INSUFFICIENT")
    assert "exit 3" in text(EMPTY, Options())


def test_threshold_decides_the_exit_line() -> None:
    assert "exit" not in text(review_run(), Options())
    assert "exit 1" in text(review_run(), Options(fail_on=Decision.REVIEW))


def test_verdict_without_reasons_says_so() -> None:
    run = review_run()
    bare = replace(run, verdicts=(replace(run.verdicts[0], reasons=()),))
    assert "the policy gave no reason" in text(bare, Options())


def test_coverage_of_unclear_owner_is_told_for_the_whole_run() -> None:
    run = many_run()
    unclear = replace(run, examined=tuple(replace(one, artifacts=()) for one in run.examined))
    report = text(unclear, Options())
    assert "17 of 19 files of the whole run" in report
    assert "none of its files" not in report


def test_share_never_rounds_a_rest_away() -> None:
    assert [percent(*pair) for pair in ((0, 9), (1, 100_000), (99_999, 100_000), (5, 5))] == [
        "0 %",
        "1 %",
        "99 %",
        "100 %",
    ]


def test_sizes_in_words() -> None:
    assert [size(n) for n in (0, 999, 1000, 34_000, 999_900, 41_234_567, 5 * 10**12)] == [
        "0 bytes",
        "999 bytes",
        "1.0 kB",
        "34 kB",
        "1.0 MB",
        "41 MB",
        "5,000 GB",
    ]


def test_tree_is_told_once_unless_a_package_went_without_verdict() -> None:
    run = allow_run()
    told = replace(run.examined[0], facts=(*run.examined[0].facts, ("tree", "4 dependencies")))
    run = replace(run, examined=(told, *run.examined[1:]))
    assert text(run, Options()).count("  tree  ") == 1
    assert text(replace(run, verdicts=run.verdicts[:-1]), Options()).count("1 not vetted") == 1


def test_name_cannot_pose_as_policy_and_score() -> None:
    run = review_run()
    posing = replace(run.examined[0].subject, name="ember    policy strict · score 0 of 100")
    verdict = replace(run.verdicts[0], subject=posing.purl)
    report = text(
        replace(run, examined=(replace(run.examined[0], subject=posing),), verdicts=(verdict,)),
        Options(),
    )
    assert "ember policy strict" in report
    assert report.splitlines()[0].endswith("score 31 of 100 · until 2026-12-24")


def silent_run(count: int) -> Run:
    """A run in which `count` sources are silent, and each leaves a check open."""
    run = insufficient_run()
    purl = run.examined[0].subject.purl
    names = [f"source{at}" for at in range(count)]
    why = "host.example.invalid does not resolve"
    evidence = tuple(
        Source(purl, "Fact", name, "unknown", reason=why, hint="mend the net", cause="transient")
        for name in names
    )
    outcomes = [
        Outcome(f"of-{name}", purl, State.UNKNOWN, f"{name}: {why}", "mend the net")
        for name in names
    ]
    outcomes += [
        Outcome(f"alone-{at}", purl, State.UNKNOWN, f"cannot tell {at}") for at in range(count)
    ]
    return replace(run, evidence=evidence, outcomes=tuple(outcomes))


def test_silent_sources_share_one_line_with_one_hint() -> None:
    report = " ".join(text(silent_run(9), Options()).split())
    assert "no answer from source0, source1, source2" in report
    assert "source8; leaves 9 checks open" in report
    assert "why: does not resolve" in report
    assert report.count("mend the net") == 1
    assert "9 further checks could not tell: alone-0, alone-1" in report
    assert "and 1 more (--verbose, or --format html)" in report


def test_verbose_tells_every_unknown_by_itself() -> None:
    report = " ".join(text(silent_run(9), Options(verbose=1)).split())
    for at in range(9):
        assert f"source{at} (Fact) host.example.invalid does not resolve" in report
        assert f"unknown alone-{at} cannot tell {at}" in report


def test_few_unknowns_are_not_folded() -> None:
    report = " ".join(text(silent_run(2), Options()).split())
    assert (
        "source1 (Fact) host.example.invalid does not resolve (leaves open: of-source1)" in report
    )
    assert "unknown alone-1 cannot tell 1" in report


def test_dependencies_with_one_reason_are_told_together_and_apart_if_all_is_wanted() -> None:
    short, long = text(RUNS["big"], Options()), text(RUNS["big"], Options(verbose=1))
    assert short.count("archived upstream") == 1
    assert "REVIEW  7 dependencies" in short
    assert long.count("archived upstream") == 7


def test_narrow_screens_give_policy_and_score_a_line() -> None:
    lines = text(review_run(), Options(width=60)).splitlines()
    assert lines[0].startswith("REVIEW")
    assert lines[1].strip().startswith("policy")
    assert all(cells(line) <= 60 for line in lines[:2])
