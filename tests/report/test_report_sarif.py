"""The SARIF form: valid against the official schema, and an empty one never looks like a pass."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_runs import HOSTILE, RUNS, hostile_run
from report_verdicts import review_run

from ostiary.report.formats import FORMATS, Options
from ostiary.report.sarif_places import relative_uri
from ostiary.report.sarif_rules import text

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-schema-2.1.0.json").read_bytes())
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)
REFERENCE = re.compile(r"(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+(?:/(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+)*")


def log(name: str, options: Options | None = None) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(FORMATS["sarif"](RUNS[name], options or Options()))["runs"][0]
    return run


@pytest.mark.parametrize("name", RUNS)
def test_sarif_validates(name: str) -> None:
    VALIDATOR.validate(json.loads(FORMATS["sarif"](RUNS[name], Options())))


@given(st.text(max_size=40))
@settings(max_examples=25, deadline=None)
def test_sarif_validates_with_any_text(hostile: str) -> None:
    VALIDATOR.validate(json.loads(FORMATS["sarif"](hostile_run(hostile), Options())))


def test_results_point_at_their_rules() -> None:
    run = log("block")
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])
    assert run["results"][0]["level"] == "error"
    assert run["results"][0]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "willow-2.4.2-py3-none-any.whl/willow_init.pth"},
        "region": {"startLine": 1},
    }
    assert len(run["results"][0]["partialFingerprints"]["ostiary/v1"]) == 32


def test_policy_reason_without_finding_is_a_result() -> None:
    run = log("insufficient")
    assert [one["ruleId"] for one in run["results"]] == [
        "policy/required-evidence",
        "policy/unread-code",
    ]
    assert {one["level"] for one in run["results"]} == {"error"}
    assert run["invocations"][0]["exitCode"] == 3
    assert run["properties"]["verdicts"][0]["decision"] == "insufficient"


def test_unknowns_are_notifications() -> None:
    notes = log("insufficient")["invocations"][0]["toolExecutionNotifications"]
    ids = [note["descriptor"]["id"] for note in notes]
    assert ids == [
        "evidence/osv",
        "evidence/deps.dev",
        "check/known-malware",
        "check/open-advisory",
        "check/dynamic-code",
        "coverage/encrypted",
        "coverage/data",
    ]


def test_empty_run_is_no_success() -> None:
    call = log("empty")["invocations"][0]
    assert call["executionSuccessful"] is False
    assert call["exitCode"] == 3
    assert call["toolExecutionNotifications"][0]["message"]["text"] == "nothing was examined"


def test_waived_finding_is_suppressed_not_dropped() -> None:
    run = review_run()
    verdict = run.verdicts[0]
    from msgspec.structs import replace

    waived = replace(verdict, reasons=(), waived=verdict.reasons)
    form = json.loads(FORMATS["sarif"](replace(run, verdicts=(waived,)), Options()))
    assert form["runs"][0]["results"][0]["suppressions"][0]["status"] == "accepted"


def test_messages_hold_no_placeholder_and_no_link() -> None:
    assert text("{0} [x](1) \\[y](2)")["text"] == "{{0}} \\[x\\](1) \\\\\\[y\\](2)"
    message = log("hostile")["results"][0]["message"]["text"]
    assert not re.search(r"(?<!\{)\{\d\}(?!\})", message)
    assert not re.search(r"(?<!\\)\[", message)


@given(st.text(max_size=60))
def test_uri_is_a_relative_reference_that_does_not_climb(path: str) -> None:
    uri = relative_uri(path)
    assert not uri or REFERENCE.fullmatch(uri)
    assert not {".", ".."} & set(uri.split("/"))


def test_uri_of_long_and_climbing_paths() -> None:
    assert relative_uri("a.whl/../../etc//pass wd") == "a.whl/_dotdot_/_dotdot_/etc/pass%20wd"
    assert REFERENCE.fullmatch(relative_uri("é" * 3000))
    assert HOSTILE not in relative_uri(HOSTILE)
