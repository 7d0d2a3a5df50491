"""The text report: order, caps, width, quiet and verbose, colour that only repeats a word."""

import re
from dataclasses import replace

import pytest
from report_parts import EMPTY
from report_runs import RUNS, insufficient_run, many_run
from report_verdicts import allow_run, block_run, review_run

from ostiary.core.scale import Decision
from ostiary.report.columns import cells, percent, size
from ostiary.report.formats import FORMATS, Options

text = FORMATS["text"]
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("name", RUNS)
def test_colour_only_repeats_words(name: str) -> None:
    assert ANSI.sub("", text(RUNS[name], Options(colour=True))) == text(RUNS[name], Options())


@pytest.mark.parametrize("name", sorted(set(RUNS) - {"hostile"}))
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
    assert "to make it known: ostiary db update" in report
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
