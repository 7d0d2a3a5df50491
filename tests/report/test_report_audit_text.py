"""The text report of an audit: two lines a component, grouped by decision, the fix at the right edge."""

import pytest
from msgspec.structs import replace
from report_audits import audit_run, crowded_run

from ostiary.core.audit import Change, ChangeKind
from ostiary.core.scale import Decision
from ostiary.report.audit_words import gist, ids, news
from ostiary.report.columns import cells
from ostiary.report.formats import FORMATS, Options

text = FORMATS["text"]


def test_an_advisory_is_its_id_its_gist_its_place_and_its_fix() -> None:
    lines = text(audit_run(), Options(width=80)).splitlines()
    at = next(number for number, line in enumerate(lines) if "GHSA-aaaa" in line)
    assert lines[at].split() == [
        "REVIEW", "jinja2", "3.1.2", "GHSA-aaaa-bbbb-cccc", "(CVE-2026-0001)", "fix:", "3.1.4"
    ]  # fmt: skip
    assert lines[at + 1].split() == ["reads", "any", "file", "uv.lock:12"]
    assert [cells(lines[at]), cells(lines[at + 1])] == [80, 80]
    assert lines[at + 2] == ""


def test_the_words_of_a_finding() -> None:
    (finding,) = audit_run().findings
    assert ids(finding) == "GHSA-aaaa-bbbb-cccc (CVE-2026-0001)"
    assert gist(finding) == "reads any file"
    many = replace(finding, aliases=("PYSEC-1", "CVE-2026-1", "CVE-2026-2", "X-3"))
    assert ids(many) == "GHSA-aaaa-bbbb-cccc (CVE-2026-1, CVE-2026-2 +2)"
    bare = replace(finding, message="`GHSA-aaaa-bbbb-cccc`; no fixed version")
    assert gist(bare) == "`GHSA-aaaa-bbbb-cccc`; no fixed version"
    assert gist(replace(finding, advisory="", message="as it is")) == "as it is"


def test_groups_stand_apart_and_malware_comes_first() -> None:
    report = text(crowded_run(300), Options(verbose=1))
    words = [line.split()[0] for line in report.splitlines() if line[2:8] in {"BLOCK ", "REVIEW"}]
    new = words[: words.index("REVIEW")]
    assert new
    assert set(new) == {"BLOCK"}
    assert "still to block" in report
    lines = report.splitlines()
    first = next(line for line in lines if line.startswith("  BLOCK"))
    assert "MAL-" in first
    review = next(at for at, line in enumerate(lines) if line.startswith("  REVIEW"))
    assert lines[review - 1] == ""


@pytest.mark.parametrize("width", [60, 80, 100, 140])
@pytest.mark.parametrize("verbose", [0, 1])
def test_a_crowded_audit_keeps_to_the_width(width: int, verbose: int) -> None:
    report = text(crowded_run(60), Options(width=width, verbose=verbose))
    wide = [line for line in report.splitlines() if cells(line) > max(width, 62)]
    assert wide == []


def test_a_screen_is_enough_for_a_crowd() -> None:
    assert text(crowded_run(500), Options()).count("\n") < 70


def test_what_is_new_alone_decides_the_headline_if_asked() -> None:
    run = audit_run()
    assert run.audit is not None
    assert run.audit.changes is not None
    changes = replace(run.audit.changes, decision=Decision.ALLOW, reasons=())
    run = replace(run, audit=replace(run.audit, changes=changes, new_only=True))
    report = text(run, Options())
    assert report.startswith("ALLOW ")
    assert "only what is new counts; with all that was there before it is INSUFFICIENT" in report
    assert "exit" not in report
    assert "exit 3" in text(audit_run(), Options())


def test_news_in_one_sentence() -> None:
    run = audit_run()
    assert run.audit is not None
    changes = run.audit.changes
    assert changes is not None
    assert news(changes) == (
        "1 new finding, 1 change of people, 1 new component, 1 newly not read or checked and"
        " 1 finding fixed since Mon 2026-11-23 09:12"
    )
    moved = tuple(Change(ChangeKind.UPDATED, "/p", "pypi", f"p{at}", "1", "2") for at in range(3))
    only = replace(changes, components=moved, fresh=(), fixed=(), unread=(), people=())
    assert news(only) == "3 updated since Mon 2026-11-23 09:12"
    assert news(replace(only, components=())) == "Nothing is new since Mon 2026-11-23 09:12"
