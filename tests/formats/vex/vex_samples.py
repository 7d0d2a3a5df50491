"""VEX documents of our own, one of each format, about the same two packages."""

import json
from typing import Any

HEX = "ab" * 32


def openvex(*statements: dict[str, Any], **more: Any) -> bytes:
    """An OpenVEX document with these statements."""
    head = {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "https://vendor.test/vex/1",
        "author": "Vendor",
        "timestamp": "2026-05-01T00:00:00Z",
        "version": 1,
    }
    return json.dumps({**head, "statements": statements, **more}).encode()


def statement(
    status: str = "not_affected",
    purl: str = "pkg:pypi/flawed@1.0",
    name: str = "CVE-2026-1",
    **more: Any,
) -> dict[str, Any]:
    """One statement about one package."""
    reason = {"justification": "vulnerable_code_not_present"} if status == "not_affected" else {}
    given = {"vulnerability": {"name": name}, "products": [{"@id": purl}], "status": status}
    return {**given, **reason, **more}


def cyclonedx(*vulnerabilities: dict[str, Any], **more: Any) -> bytes:
    """A CycloneDX document about a component that stands for itself, and one nested in it."""
    inner = {"bom-ref": "inner", "name": "left", "purl": "pkg:npm/%40scope/left@1.0"}
    outer = {
        "bom-ref": "outer",
        "name": "flawed",
        "version": "1.0",
        "purl": "pkg:pypi/Flawed@1.0",
        "hashes": [{"alg": "SHA-1", "content": "00" * 20}, {"alg": "SHA-256", "content": HEX}],
        "components": [inner],
    }
    nameless = {"bom-ref": "nameless", "name": "thing"}
    head = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "urn:uuid:1",
        "metadata": {"timestamp": "2026-05-01T00:00:00Z", "supplier": {"name": "Vendor"}},
        "components": [outer, nameless],
    }
    return json.dumps({**head, "vulnerabilities": vulnerabilities, **more}).encode()


def analysed(state: str, *refs: str, **more: Any) -> dict[str, Any]:
    """One vulnerability with an analysis."""
    return {
        "id": "CVE-2026-1",
        "references": [{"id": "GHSA-1", "source": {"name": "GHSA"}}],
        "analysis": {"state": state, "detail": "we looked", **more},
        "affects": [{"ref": one} for one in refs],
    }


def csaf(*vulnerabilities: dict[str, Any], category: str = "csaf_vex", **more: Any) -> bytes:
    """A CSAF document: a package in a branch, one in the flat list, and the first as a part of a product."""

    def named(identity: str, name: str, purl: str = "") -> dict[str, Any]:
        helper = {"product_identification_helper": {"purl": purl}} if purl else {}
        return {"product_id": identity, "name": name, **helper}

    tree = {
        "branches": [
            {
                "category": "vendor",
                "name": "Vendor",
                "branches": [
                    {
                        "category": "product_version",
                        "name": "1.0",
                        "product": named("P1", "flawed 1.0", "pkg:pypi/flawed@1.0"),
                    }
                ],
            }
        ],
        "full_product_names": [
            named("P2", "left", "pkg:npm/%40scope/left@1.0"),
            named("P3", "no purl"),
            named("APP", "the app"),
        ],
        "relationships": [
            {
                "category": "default_component_of",
                "product_reference": "P1",
                "relates_to_product_reference": "APP",
                "full_product_name": {"product_id": "APP:P1", "name": "flawed in the app"},
            }
        ],
        "product_groups": [{"group_id": "G1", "product_ids": ["P1", "P2"]}],
    }
    head = {
        "category": category,
        "csaf_version": "2.0",
        "publisher": {"name": "Vendor", "category": "vendor"},
        "tracking": {"id": "V-1", "current_release_date": "2026-05-01T00:00:00Z"},
    }
    document = {"document": head, "product_tree": tree, "vulnerabilities": vulnerabilities, **more}
    return json.dumps(document).encode()


def flaw(**status: list[str]) -> dict[str, Any]:
    """One vulnerability of CSAF with a status for product ids, and all that goes with it."""
    return {
        "cve": "CVE-2026-1",
        "ids": [{"system_name": "GHSA", "text": "GHSA-1"}],
        "product_status": status,
        "flags": [{"label": "component_not_present", "group_ids": ["G1"]}],
        "threats": [
            {"category": "impact", "details": "not shipped", "product_ids": ["P1"]},
            {"category": "exploit_status", "details": "seen"},
        ],
        "remediations": [{"category": "vendor_fix", "details": "take 2.0"}],
    }


SAMPLES = {
    "openvex": openvex(statement(), statement("affected", "pkg:npm/left", action_statement="go")),
    "cyclonedx": cyclonedx(
        analysed("not_affected", "outer", "inner", justification="code_not_reachable"),
        analysed("exploitable", "pkg:pypi/other@2", "urn:cdx:1/1#inner"),
    ),
    "csaf": csaf(flaw(known_not_affected=["P1", "P2"], known_affected=["APP:P1"], fixed=["P3"])),
}
"""Bytes by format."""
