"""The JSON form: valid against its own schema, faithful to the run, and nothing for a terminal to obey."""

import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from report_runs import HOSTILE, RUNS, many_run
from report_verdicts import block_run

from ostiary.report import jsonl
from ostiary.report.formats import FORMATS, Options
from ostiary.report.safe import whole


def schema() -> dict[str, Any]:
    text = resources.files("ostiary.report").joinpath("schema/run-1.schema.json").read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]  # json.loads says Any


@pytest.mark.parametrize("name", RUNS)
def test_json_validates(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    validator = jsonschema.Draft202012Validator(schema())
    validator.validate(json.loads(FORMATS["json"](RUNS[name], Options())))


def test_schema_lists_every_member_of_the_form() -> None:
    """Nothing goes out that the schema does not describe."""
    closed = json.loads(
        json.dumps(schema()).replace(
            '"type": "object"', '"type": "object", "unevaluatedProperties": false'
        )
    )
    for name in ("hostile", "audit-hostile"):
        form = json.loads(FORMATS["json"](RUNS[name], Options()))
        jsonschema.Draft202012Validator(closed).validate(form)


def test_additions_do_not_break_readers() -> None:
    form = json.loads(FORMATS["json"](RUNS["block"], Options()))
    form["new"] = form["run"]["new"] = form["verdicts"][0]["new"] = 1
    jsonschema.Draft202012Validator(schema()).validate(form)


def test_json_words_are_lower_case_and_places_plain() -> None:
    form = json.loads(FORMATS["json"](block_run(), Options()))
    assert form["verdicts"][0]["decision"] == "block"
    first = form["findings"][0]
    assert (first["severity"], first["confidence"]) == ("critical", "high")
    assert (first["path"], first["line"]) == ("willow_init.pth", 1)
    assert form["run"]["started"] == "2026-11-24T09:12:30Z"


def test_json_gives_hostile_text_back_as_it_was() -> None:
    form = json.loads(FORMATS["json"](RUNS["hostile"], Options()))
    assert form["findings"][0]["message"] == whole(HOSTILE)
    assert form["notes"] == [whole(HOSTILE)]


def test_missing_verdict_is_a_verdict_in_json() -> None:
    form = json.loads(FORMATS["json"](many_run(), Options()))
    lost = [one for one in form["verdicts"] if "lost" in one["subject"]]
    assert [one["decision"] for one in lost] == ["insufficient"]


@pytest.mark.parametrize("name", RUNS)
def test_jsonl_has_one_object_a_line(name: str) -> None:
    report = FORMATS["jsonl"](RUNS[name], Options())
    forms = [json.loads(line) for line in report.splitlines()]
    asked = {one.subject.purl for one in RUNS[name].examined if one.role == "asked"}
    assert {form["subject"] for form in forms} == asked
    assert all(0 <= form["score"] <= 100 for form in forms)


def test_jsonl_line_of_a_scan() -> None:
    form = json.loads(jsonl.line(RUNS["insufficient"], "some/left-padx.tgz"))
    assert (form["path"], form["verdict"], form["unread"]) == (
        "some/left-padx.tgz",
        "insufficient",
        2,
    )
    assert form["findings"] == []
    assert len(form["reasons"]) == 2


def test_jsonl_line_of_a_run_without_verdict() -> None:
    line = jsonl.line(RUNS["empty"], "a\nb")
    assert "\n" not in line
    form = json.loads(line)
    assert (form["path"], form["verdict"], form["score"]) == ("a\nb", "insufficient", 0)


def members(node: Any) -> set[str]:
    """All member names that a schema defines."""
    if isinstance(node, list):
        return {name for one in node for name in members(one)}
    if not isinstance(node, dict):
        return set()
    own = set(node.get("properties", {}))
    return own | {name for one in node.values() for name in members(one)}


def test_every_member_is_explained() -> None:
    page = (Path(__file__).parents[2] / "docs" / "json.md").read_text("utf-8")
    assert {name for name in members(schema()) if f"`{name}`" not in page} == set()
