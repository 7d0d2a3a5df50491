"""Bills of materials against the official schemas, and CI formats against what CI servers read."""

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from report_audits import hostile_audit
from report_runs import RUNS
from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from ostiary.report.formats import FORMATS, Options

BILLS = {"cyclonedx": SchemaVersion.V1_6, "cyclonedx-1.7": SchemaVersion.V1_7}


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("form", BILLS)
def test_cyclonedx_is_valid(form: str, name: str) -> None:
    text = FORMATS[form](RUNS[name], Options())
    assert JsonStrictValidator(BILLS[form]).validate_str(text) is None
    assert json.loads(text)["specVersion"] == BILLS[form].to_version()


@pytest.mark.parametrize("name", sorted(set(RUNS) - {"hostile", "audit-hostile"}))
def test_spdx_is_valid(name: str) -> None:
    parser: Any = JsonLikeDictParser
    document = parser().parse(json.loads(FORMATS["spdx"](RUNS[name], Options())))
    assert [str(one) for one in validate_full_spdx_document(document)] == []


@pytest.mark.parametrize("form", BILLS)
def test_every_component_has_a_purl_and_the_audit_its_graph(form: str) -> None:
    bom = json.loads(FORMATS[form](RUNS["audit"], Options()))
    by_ref = {one["bom-ref"]: one for one in bom["components"]}
    assert all(one["purl"] == ref for ref, one in by_ref.items())
    assert set(by_ref) == {
        "pkg:pypi/flask@3.0.0",
        "pkg:pypi/jinja2@3.1.2",
        "pkg:npm/%40scope/left@1.3.0",
        "pkg:pypi/ranged",
    }
    assert by_ref["pkg:pypi/jinja2@3.1.2"]["evidence"]["occurrences"] == [
        {"line": 12, "location": "uv.lock"}
    ]
    assert by_ref["pkg:npm/%40scope/left@1.3.0"]["scope"] == "excluded"
    needs = {one["ref"]: one.get("dependsOn", []) for one in bom["dependencies"]}
    assert needs["pkg:pypi/flask@3.0.0"] == ["pkg:pypi/jinja2@3.1.2"]
    (flaw,) = bom["vulnerabilities"]
    assert flaw["id"] == "GHSA-aaaa-bbbb-cccc"
    assert [one["ref"] for one in flaw["affects"]] == ["pkg:pypi/jinja2@3.1.2"]
    assert [one["id"] for one in flaw["references"]] == ["CVE-2026-0001"]


def test_junit_counts_insufficient_as_errors() -> None:
    root = ET.fromstring(FORMATS["junit"](RUNS["insufficient"], Options()))
    suite = root.find("testsuite")
    assert suite is not None
    assert suite.get("errors") == "1"
    assert root.find(".//error") is not None


def test_junit_of_an_empty_run_is_no_pass() -> None:
    assert ET.fromstring(FORMATS["junit"](RUNS["empty"], Options())).find(".//error") is not None


def test_github_annotations_stand_at_file_and_line() -> None:
    lines = FORMATS["github"](RUNS["audit"], Options()).splitlines()
    assert any(
        one.startswith("::warning file=uv.lock,line=12,title=ostiary review::") for one in lines
    )


@pytest.mark.parametrize(
    "licence",
    [
        "()",
        "MIT WITH",
        "(MIT",
        "AND",
        "MIT MIT",
        "(" * 400 + "MIT" + ")" * 400,
        "\x1b",
        "\ud800",
        "a" * 900,
    ],
)
def test_a_licence_that_is_no_expression_is_a_comment(licence: str) -> None:
    """The library that parses expressions fails in its own ways over some of these."""
    form = json.loads(FORMATS["spdx"](hostile_audit(licence), Options()))
    declared = {one.get("licenseDeclared", "NOASSERTION") for one in form["packages"]}
    assert declared == {"NOASSERTION"}
    bill = FORMATS["cyclonedx"](hostile_audit(licence), Options())
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
