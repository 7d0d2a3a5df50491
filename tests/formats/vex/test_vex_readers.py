"""What each format of VEX states, and what cannot be mapped by name."""

import json
from typing import Any

import pytest
from vex_samples import HEX, analysed, csaf, cyclonedx, flaw, openvex, statement

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.waiver import VexStatus
from ostiary.formats.vex.document import Statement, VexDocument
from ostiary.formats.vex.read import parse


def only(document: VexDocument) -> Statement:
    (one,) = document.statements
    return one


def lost(document: VexDocument) -> list[tuple[str, str]]:
    return [(one.what, one.reason) for one in document.unmapped]


def test_openvex_states_a_flaw_in_a_product() -> None:
    found = parse(
        openvex(
            statement(
                vulnerability={"name": "CVE-2026-1", "aliases": ["GHSA-1"]},
                impact_statement="the file\nis not shipped",
                products=[{"@id": "x", "identifiers": {"purl": "pkg:pypi/Flawed_Name@1.0?a=b"}}],
            )
        )
    )
    assert (found.format, found.id, found.author) == (
        "OpenVEX",
        "https://vendor.test/vex/1",
        "Vendor",
    )
    one = only(found)
    assert (one.vulnerability, one.aliases) == ("CVE-2026-1", ("GHSA-1",))
    assert one.product.purl == "pkg:pypi/flawed-name@1.0"
    assert one.status is VexStatus.NOT_AFFECTED
    assert one.justification == "vulnerable_code_not_present"
    assert one.impact == "the file is not shipped"
    assert one.at is not None
    assert one.at.isoformat() == "2026-05-01T00:00:00+00:00"


def test_openvex_subcomponents_are_what_it_is_about_and_the_product_is_kept() -> None:
    parts = [{"@id": "pkg:npm/%40scope/left@1.0", "hashes": {"sha-256": HEX}}, {"@id": "urn:x"}]
    product = {"@id": "pkg:oci/app", "hashes": {"sha-256": "cd" * 32}, "subcomponents": parts}
    found = parse(openvex(statement(products=[product])))
    one = only(found).product
    assert (one.purl, one.within, one.place) == ("pkg:npm/%40scope/left@1.0", "pkg:oci/app", "")
    assert one.digest == f"sha256:{HEX}"
    assert lost(found) == [("CVE-2026-1 in urn:x", lost(found)[0][1])]


def test_a_product_that_is_a_place_of_ours_binds_to_it() -> None:
    purl = "pkg:generic/app?file_name=/srv/app"
    product = {"@id": purl, "subcomponents": [{"@id": "pkg:pypi/flawed@1.0"}]}
    assert only(parse(openvex(statement(products=[product])))).product.place == "/srv/app"


def test_the_newest_word_counts_and_of_the_same_time_the_one_that_accepts_less() -> None:
    late = statement("affected", timestamp="2026-05-03T00:00:00Z", action_statement="wait")
    early = statement("not_affected", timestamp="2026-05-02T00:00:00Z")
    for pair in ((late, early), (early, late)):
        assert only(parse(openvex(*pair))).status is VexStatus.AFFECTED
    back = statement("not_affected", timestamp="2026-05-04T00:00:00Z")
    assert only(parse(openvex(late, back))).status is VexStatus.NOT_AFFECTED
    found = parse(openvex(statement("fixed"), statement("under_investigation")))
    assert only(found).status is VexStatus.UNDER_INVESTIGATION
    assert "is said to be" in lost(found)[0][1]


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (statement("harmless"), "has no status"),
        (statement(justification=""), "without a justification"),
        (statement(justification="because"), "without a justification"),
        (statement(vulnerability={}), "names no vulnerability"),
        (statement(products=[]), "names no product"),
        (statement(products=None), "names no product"),
        (statement(products=[{"@id": "cpe:2.3:a:x"}]), "no purl"),
        (statement(purl="pkg:pypi/flawed@1.*"), "holds a `*`"),
        ("not_affected", "is no object"),
    ],
)
def test_what_cannot_be_used_is_said_by_name(one: Any, reason: str) -> None:
    found = parse(openvex(one))
    assert found.statements == ()
    assert any(reason in why for _, why in lost(found))
    assert all(what for what, _ in lost(found))


@pytest.mark.parametrize(
    ("state", "justification", "status", "word"),
    [
        (
            "not_affected",
            "code_not_reachable",
            "not_affected",
            "vulnerable_code_not_in_execute_path",
        ),
        ("not_affected", "code_not_present", "not_affected", "vulnerable_code_not_present"),
        ("false_positive", "", "not_affected", ""),
        (
            "not_affected",
            "protected_at_runtime",
            "not_affected",
            "inline_mitigations_already_exist",
        ),
        ("exploitable", "", "affected", ""),
        ("in_triage", "", "under_investigation", ""),
        ("resolved", "", "fixed", ""),
        ("resolved_with_pedigree", "", "fixed", ""),
    ],
)
def test_states_of_cyclonedx(state: str, justification: str, status: str, word: str) -> None:
    found = parse(cyclonedx(analysed(state, "outer", justification=justification)))
    one = only(found)
    assert (one.status.value, one.justification, one.impact) == (status, word, "we looked")
    assert (one.vulnerability, one.aliases) == ("CVE-2026-1", ("GHSA-1",))
    assert (one.product.purl, one.product.digest) == ("pkg:pypi/flawed@1.0", f"sha256:{HEX}")
    assert found.author == "Vendor"


def test_references_of_cyclonedx_nested_linked_and_unknown() -> None:
    found = parse(
        cyclonedx(
            analysed("resolved", "inner", "urn:cdx:9/1#pkg%3Apypi%2Fother%402", "nameless", "gone")
        )
    )
    assert {one.product.purl for one in found.statements} == {
        "pkg:npm/%40scope/left@1.0",
        "pkg:pypi/other@2",
    }
    assert [what for what, _ in lost(found)] == ["CVE-2026-1 in nameless", "CVE-2026-1 in gone"]


def test_components_of_a_product_are_parts_of_it() -> None:
    root = {"bom-ref": "root", "name": "app", "purl": "pkg:generic/app@1?file_name=/srv/app"}
    found = parse(cyclonedx(analysed("resolved", "outer", "root"), metadata={"component": root}))
    by_purl = {one.product.purl: one.product for one in found.statements}
    assert by_purl["pkg:pypi/flawed@1.0"].within == root["purl"]
    assert by_purl["pkg:pypi/flawed@1.0"].place == "/srv/app"
    assert by_purl["pkg:generic/app@1"].within == ""


def test_versions_of_cyclonedx_narrow_and_ranges_are_said() -> None:
    one = analysed("exploitable", "pkg:pypi/loose")
    one["affects"][0]["versions"] = [
        {"version": "1.0"},
        {"version": "2.0", "status": "unaffected"},
        {"range": "vers:pypi/<1"},
    ]
    found = parse(cyclonedx(one, {**analysed("resolved", "x"), "analysis": None}))
    assert only(found).product.purl == "pkg:pypi/loose@1.0"
    reasons = [why for _, why in lost(found)]
    assert any("unaffected" in why for why in reasons)
    assert any("vers:pypi/<1" in why for why in reasons)
    assert any("no analysis" in why for why in reasons)


def test_csaf_by_branch_list_and_relationship() -> None:
    found = parse(
        csaf(flaw(known_not_affected=["P1", "P2"], known_affected=["APP:P1"], fixed=["P3", "P9"]))
    )
    rows = {(one.product.purl, one.product.within): one for one in found.statements}
    first = rows["pkg:pypi/flawed@1.0", ""]
    assert (first.status, first.justification) == (VexStatus.NOT_AFFECTED, "component_not_present")
    assert (first.impact, first.action) == ("not shipped", "take 2.0")
    assert first.aliases == ("GHSA-1",)
    assert rows["pkg:npm/%40scope/left@1.0", ""].impact == ""
    assert rows["pkg:pypi/flawed@1.0", "the app"].status is VexStatus.AFFECTED
    assert lost(found) == [
        ("CVE-2026-1 in no purl", "it has no purl"),
        ("CVE-2026-1 in P9", "is not in the product tree"),
    ]
    assert (found.format, found.id, found.author) == ("CSAF", "V-1", "Vendor")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no JSON"),
        (b"[]", "no JSON object"),
        (b"{}", "no VEX document"),
        (b"[" * 100_000, "no JSON|too deeply"),
        (b'{"a":' * 100_000, "no JSON|too deeply"),
        (openvex(**{"@context": "https://openvex.dev/ns/v0.0.1"}), "of this version"),
        (openvex(statements={}), "without statements"),
        (cyclonedx(vulnerabilities=None), "without vulnerabilities"),
        (csaf(category="csaf_security_advisory"), "another profile"),
        (csaf(vulnerabilities="x"), "without vulnerabilities"),
        (b'{"bomFormat": "Other"}', "not a CycloneDX"),
        (b'\xff{"@context": 1}', "no JSON"),
    ],
)
def test_what_is_no_vex_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        parse(data)


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ostiary.formats.vex.document.MAX_STATEMENTS", 2)
    rows = [statement(purl=f"pkg:pypi/p{number}") for number in range(3)]
    with pytest.raises(LimitError, match="more than 2"):
        parse(openvex(*rows))
    monkeypatch.setattr("ostiary.formats.vex.read.MAX_BYTES", 10)
    with pytest.raises(LimitError, match="only 10"):
        parse(openvex(statement()))


def test_texts_are_bounded_and_on_one_line() -> None:
    one = only(parse(openvex(statement(impact_statement="a\n" * 100_000))))
    assert len(one.impact) <= 2_000
    assert "\n" not in one.impact
    assert json.dumps(one.impact)
