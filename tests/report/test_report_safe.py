"""Hostile text in any field, in any format: shown, never obeyed."""

import json
import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from report_runs import HOSTILE, hostile_run

from ostiary.report import jsonl
from ostiary.report.formats import FORMATS, Options
from ostiary.report.safe import INVISIBLE, guard_lines, json_text, plain, visible

BAD = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}

nasty = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.text(st.characters(categories=["Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs", "Mn"]), max_size=6),
        st.sampled_from(
            ["::set-output name=a::", "##[error]", "##vso[x]", "<script>alert(1)</script>", "'\" onload=x",
             "](javascript:x)", "```\n", "|", "@all", "{0}", "[a](1)", "--><b>", "]]>",
             "{{7*7}}", "\\", "/../", "%00",
             "</style><script>", "\u202e", "\x1b]8;;http://example.invalid\x07", "x" * 700],
        ),
    ),
    max_size=5,
).map("".join)  # fmt: skip


def raw(report: str) -> set[str]:
    """Characters that no report may hold as they are."""
    return {
        char
        for char in set(report) - {"\n"}
        if unicodedata.category(char) in BAD or ord(char) in INVISIBLE
    }


def test_hostile_text_is_spelled_out() -> None:
    shown = visible("a\x1b[2J\u202eb\r\n\u200b\U000e0041\ud800")
    assert shown == r"a\x1b[2J\u202eb\r\n\u200b\U000e0041\ud800"


def test_plain_text_in_any_script_stays() -> None:
    for text in (
        "naïve café",
        "日本語",
        "Ελληνικά",
        "a::b, C++ std::vector, [::1]",
        "# 1",
        "## Title",
    ):
        assert visible(text) == text


def test_plain_keeps_a_long_line_of_ours() -> None:
    assert plain("  12  " + "x" * 1000 + "\x1b") == "  12  " + "x" * 1000 + "\\x1b"


def test_long_text_says_how_much_is_missing() -> None:
    assert visible("x" * 1000, 10) == "xxxxxxxxxx...(+990)"


def test_runner_commands_are_broken() -> None:
    assert visible("::warning::x") == "\\u003a:warning::x"
    assert visible("a ##[error]b") == "a \\u0023#[error]b"
    assert guard_lines("a\n  ::warning::b") == "a\n  \\u003a:warning::b"


def test_marks_cannot_climb() -> None:
    assert visible("a" + "\u0301" * 6) == "a" + "\u0301" * 4 + "\\u0301" * 2


@given(st.text())
def test_visible_leaves_nothing_hidden(text: str) -> None:
    shown = visible(text)
    assert not raw(shown)
    assert "\n" not in shown


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_escapes_give_the_text_back(text: str) -> None:
    encoded = json_text(json.dumps(text, ensure_ascii=False))
    assert json.loads(encoded) == text
    assert not raw(encoded)


COMMAND = re.compile(r"::(?:error|warning|notice) [^:]*::(?!:)")


def commands(report: str) -> list[str]:
    return [line for line in report.split("\n") if line.lstrip().startswith("::")]


@pytest.mark.parametrize("form", FORMATS)
@given(text=nasty, width=st.integers(20, 120), verbose=st.integers(0, 1))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_format_emits_what_a_terminal_obeys(
    form: str, text: str, width: int, verbose: int
) -> None:
    report = FORMATS[form](hostile_run(text), Options(width=width, verbose=verbose))
    assert not raw(report)
    if form == "github":
        assert all(COMMAND.match(one) for one in commands(report))
        assert len(commands(report)) == len(commands(FORMATS[form](hostile_run(""), Options())))
    else:
        assert not commands(report)
    assert "##[" not in report
    assert "##vso[" not in report


@given(text=nasty)
@settings(max_examples=40, deadline=None)
def test_scan_line_is_one_valid_line(text: str) -> None:
    report = jsonl.line(hostile_run(text), text)
    assert "\n" not in report
    assert not raw(report)
    assert json.loads(report)["verdict"] == "block"


def test_own_colour_is_the_only_escape() -> None:
    report = FORMATS["text"](hostile_run(), Options(colour=True))
    assert raw(report) == {"\x1b"}
    assert report.count("\x1b") == FORMATS["text"](hostile_run(""), Options(colour=True)).count(
        "\x1b"
    )


def test_name_without_a_purl_is_rendered_too() -> None:
    run = hostile_run()
    odd = replace(run.examined[0], subject=replace(run.examined[0].subject, name="a\ud800"))
    for render in FORMATS.values():
        assert not raw(render(replace(run, examined=(odd,)), Options()))


def test_hostile_sample_holds_every_kind() -> None:
    assert {"\x1b", "\u202e", "\u200b", "\ud800", "\ue000", "\U000e0041", "\x85"} <= set(HOSTILE)
