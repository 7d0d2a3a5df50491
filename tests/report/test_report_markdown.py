"""Markdown for a comment: no mention, link, image or HTML out of a package's mouth."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from report_audits import hostile_audit
from report_runs import hostile_run
from test_report_safe import nasty

from ostiary.core.run import Run
from ostiary.report.formats import FORMATS, Options
from ostiary.report.marks import code, sentence

SPAN = re.compile(r"`[^`]*`")


@pytest.mark.parametrize(
    "text",
    [
        "@everyone", "#123", "org/repo#1", "GH-12", "https://example.invalid",
        "www.example.invalid", "a@b.invalid",
        "<b>x</b>", "![i](x)", "[l](x)", "*bold*", "_em_", "~~s~~", "a|b", "&lt;", "$x$", ":smile:",
        "0123abcdef0",
        "\\", "`", "mailto:x", "/close",
    ],
)  # fmt: skip
def test_what_a_forge_would_act_on_stands_in_a_span(text: str) -> None:
    marked = sentence(f"see {text} there")
    assert marked.startswith("see `")
    assert marked.endswith("` there")


@pytest.mark.parametrize(
    "text",
    [
        "a plain sentence, with 3 words; and (more) 'so'.",
        "released 1 day ago (cooldown 3 days)",
        "76 % of naïve",
    ],
)
def test_plain_prose_stays(text: str) -> None:
    assert sentence(text) == text


def test_quoted_code_becomes_a_span() -> None:
    assert sentence("`os.system`, run by `setup.py`.") == "`os.system`, run by `setup.py`."
    assert sentence("`a``b`") == "`a` `b`"


@given(nasty)
def test_a_span_cannot_be_left(text: str) -> None:
    marked = code(text)
    assert marked == "(empty)" or re.fullmatch(r"`[^`|\n]+`", marked)


@pytest.mark.parametrize(("made", "bars"), [(hostile_run, 5), (hostile_audit, 7)])
@given(text=nasty)
@settings(max_examples=60, deadline=None)
def test_outside_of_spans_nothing_is_left_to_act_on(
    made: Callable[[str], Run], bars: int, text: str
) -> None:
    report = FORMATS["markdown"](made(text), Options())
    for line in report.split("\n"):
        assert line.count("`") % 2 == 0
        outside = SPAN.sub("", line)
        assert not re.search(r"[@<>\[\]\\_~$&]|://|www\.", outside)
        assert line.startswith("#") or "#" not in outside
        if line.startswith("| ") and not line.startswith("| Decision"):
            assert line.count("|") == bars
