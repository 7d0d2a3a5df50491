"""VEX documents against the official schemas, read back by our own readers, and by what triage says."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from msgspec.structs import replace
from report_audits import audit_run
from report_runs import RUNS

from ostiary.core.run import Run
from ostiary.core.waiver import Claim, VexStatus, Waiver
from ostiary.formats.vex.read import parse
from ostiary.report.formats import FORMATS, Options

SCHEMA = json.loads(
    (Path(__file__).parent / "schemas" / "openvex-0.2.0.schema.json").read_text("utf-8")
)
COMPONENT = "pkg:pypi/jinja2@3.1.2"
FLAW = "GHSA-aaaa-bbbb-cccc"


def triaged(status: VexStatus, justification: str = "", **more: Any) -> Run:
    """The audit, with a word about its flaw."""
    run = audit_run()
    waiver = Waiver(
        FLAW, "pkg:pypi/jinja2", status, justification, "we looked", "ann", date(2027, 1, 1),
        at=date(2026, 11, 20), entry=7, **more,
    )  # fmt: skip
    claim = Claim(COMPONENT, "known-vulnerability", FLAW, waiver, applied=True)
    verdicts = tuple(replace(one, claims=(claim,)) for one in run.verdicts)
    return replace(run, verdicts=verdicts)


TRIAGED = {
    "none": audit_run(),
    "not_affected": triaged(VexStatus.NOT_AFFECTED, "vulnerable_code_not_in_execute_path"),
    "unjustified": triaged(VexStatus.NOT_AFFECTED),
    "affected": triaged(VexStatus.AFFECTED, action="Patch it in June."),
    "accepted": triaged(VexStatus.AFFECTED),
    "fixed": triaged(VexStatus.FIXED),
    "open": triaged(VexStatus.UNDER_INVESTIGATION),
}


def valid_openvex(run: Run) -> Any:
    """The document, valid but for the emptiness that the schema does not foresee."""
    document = json.loads(FORMATS["openvex"](run, Options()))
    checker = jsonschema.FormatChecker()
    validator = jsonschema.Draft202012Validator(SCHEMA, format_checker=checker)
    wrong = [one for one in validator.iter_errors(document) if one.validator != "minItems"]
    assert wrong == []
    assert bool(document["statements"]) is validator.is_valid(document)
    return document


@pytest.mark.parametrize("name", RUNS)
def test_every_run_gives_valid_documents(name: str) -> None:
    valid_openvex(RUNS[name])
    text = FORMATS["cyclonedx-vex"](RUNS[name], Options())
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


@pytest.mark.parametrize("name", TRIAGED)
def test_every_status_gives_valid_documents_that_are_read_back_alike(name: str) -> None:
    run = TRIAGED[name]
    (said,) = valid_openvex(run)["statements"]
    text = FORMATS["cyclonedx-vex"](run, Options())
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    for form in ("openvex", "cyclonedx-vex"):
        found = parse(FORMATS[form](run, Options()).encode())
        assert found.unmapped == ()
        (one,) = found.statements
        assert one.product.purl == COMPONENT
        assert one.product.place == "/srv/app"
        assert one.status.value == said["status"], form
        assert one.justification == said.get("justification", ""), form
        assert {one.vulnerability, *one.aliases} == {FLAW, "CVE-2026-0001"}


def test_the_statement_on_what_nobody_triaged() -> None:
    (said,) = valid_openvex(audit_run())["statements"]
    assert said["status"] == "affected"
    assert said["action_statement"] == "Update to 3.1.4."
    assert said["vulnerability"]["name"] == "CVE-2026-0001"
    run = audit_run()
    unfixed = replace(run, findings=(replace(run.findings[0], fixed=()),))
    (said,) = valid_openvex(unfixed)["statements"]
    assert said["status"] == "under_investigation"
    assert "action_statement" not in said


def test_the_words_of_triage_stand_where_openvex_wants_them() -> None:
    document = valid_openvex(TRIAGED["not_affected"])
    (said,) = document["statements"]
    assert document["author"] == "ann"
    assert said["justification"] == "vulnerable_code_not_in_execute_path"
    assert said["impact_statement"] == "we looked"
    assert said["timestamp"] == "2026-11-20T00:00:00Z"
    (product,) = said["products"]
    assert product["@id"] == "pkg:generic/app?file_name=/srv/app"
    assert product["subcomponents"][0]["identifiers"]["purl"] == COMPONENT
    (said,) = valid_openvex(TRIAGED["affected"])["statements"]
    assert said["action_statement"] == "Patch it in June."
    (said,) = valid_openvex(TRIAGED["accepted"])["statements"]
    assert said["action_statement"] == "Update to 3.1.4."


def test_places_of_which_something_else_is_said_have_a_statement_of_their_own() -> None:
    run = TRIAGED["not_affected"]
    assert run.audit is not None
    (place,) = run.audit.places
    second = replace(place, name="two", path="/srv/two")
    quiet = replace(run.verdicts[0], subject=second.subject.purl, claims=())
    both = replace(
        run,
        audit=replace(run.audit, places=(place, second)),
        verdicts=(*run.verdicts, quiet),
    )
    said = {
        product["@id"]: one["status"]
        for one in valid_openvex(both)["statements"]
        for product in one["products"]
    }
    assert said == {
        place.subject.purl: "not_affected",
        second.subject.purl: "affected",
    }


@pytest.mark.parametrize(
    ("name", "state"),
    [("none", None), ("not_affected", "not_affected"), ("accepted", "exploitable")],
)
def test_a_bill_of_materials_carries_the_analysis_too(name: str, state: str | None) -> None:
    (flaw,) = json.loads(FORMATS["cyclonedx"](TRIAGED[name], Options()))["vulnerabilities"]
    assert flaw.get("analysis", {}).get("state") == state
