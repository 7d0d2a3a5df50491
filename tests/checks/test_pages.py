"""Every check has its page, and every sample of every page does what the page says."""

from pathlib import Path

import pytest
from pages import PAGES, Sample, answers, gaps, samples

from ostiary.checks.catalogue import CATALOGUE
from ostiary.core.check import Check

BY_ID = {check.id: check for check in CATALOGUE}
SAMPLES = [one for page in sorted(PAGES.glob("*.md")) for one in samples(page)]


def _name(value: object) -> str:
    return f"{value.page}-{value.section}-{value.title}" if isinstance(value, Sample) else ""


@pytest.mark.parametrize("sample", SAMPLES, ids=_name)
def test_sample(sample: Sample) -> None:
    check = BY_ID[sample.page]
    assert sample.fact or sample.files, "a sample without a fence"
    findings, outcomes = answers(sample, check)
    if sample.section == "finds":
        places = {(one.at.path, one.at.line) for one in findings}
        assert findings
        for path, line in sample.marks:
            ends = [at for at in places if at[0] == path or at[0].endswith("/" + path)]
            assert {at[1] for at in ends} & {line, 0}, f"nothing at {path}:{line} in {places}"
        if sample.fact:
            assert len(findings) == max(sample.fact_marks, 1)
    elif sample.section == "passes":
        assert not findings
        assert outcomes[0].state != "unknown", outcomes
    else:
        assert not findings
        assert gaps(sample, check)


@pytest.mark.parametrize("check", CATALOGUE, ids=lambda check: check.id)
def test_every_check_has_a_page_with_both_kinds(check: Check) -> None:
    page = PAGES / f"{check.id}.md"
    assert page.exists()
    sections = {one.section for one in SAMPLES if one.page == check.id}
    assert {"finds", "passes"} <= sections
    assert page.read_text("utf-8").startswith(f"# `{check.id}`: ")


@pytest.mark.parametrize("check", CATALOGUE, ids=lambda check: check.id)
def test_file_page_and_id_bear_one_name(check: Check) -> None:
    module = check.run.__module__.rpartition(".")[2]
    assert module == check.id.replace("-", "_")
    assert check.run.__name__ == module


def test_nothing_of_the_skeleton_is_left() -> None:
    """`make new-check` writes what a person has to fill in, marked with one word."""
    mark = "TO" + "DO"
    checks = Path(__file__).parents[2] / "src" / "ostiary" / "checks"
    files = [*PAGES.glob("*.md"), *checks.rglob("*.py")]
    assert not [path for path in files if mark in path.read_text("utf-8")]


def test_no_page_without_a_check() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} == set(BY_ID)


def test_the_catalogue_is_in_order_and_without_doubles() -> None:
    ids = [check.id for check in CATALOGUE]
    assert ids == sorted(set(ids))


def test_pages_are_where_the_wheel_takes_them_from() -> None:
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    assert '"docs/checks" = "ostiary/pages"' in project
