"""`ostiary triage`, `audit --vex` and the VEX reports as a person types them."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from world.front import Front, Said
from world.index import FakeIndex
from world.sites import export, install, record

SOON = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
FAR = (datetime.now(UTC) + timedelta(days=400)).date().isoformat()
WHO = ("--owner", "ann", "--until", SOON, "--reason", "we took it out", "--by", "bob")
NOT = ("--status", "not_affected", "--justification", "vulnerable_code_not_present")

Bring = Callable[..., None]


@pytest.fixture
def flawed(front: Front, tmp_path: Path) -> Bring:
    """An environment with one flawed package, and advisories."""

    def do(*records: Mapping[str, object]) -> None:
        known = records or (record("OSV-1", "flawed", aliases=["CVE-2026-1"]),)
        said = front("db", "update", "--from", str(export(tmp_path / "export", *known)))
        assert said.code == 0, said.err
        install(front.cwd / "env", "flawed", "1.0")

    return do


def audited(front: Front, *words: str) -> Said:
    return front("audit", "--fail-on", "review", "--format", "json", *words)


def test_set_show_list_and_remove(front: Front, flawed: Bring) -> None:
    flawed()
    assert audited(front).code == 1
    said = front("triage", "set", "cve-2026-1", "flawed==1.0", *NOT, *WHO)
    assert said.code == 0, said.err
    assert said.out.startswith("triage 2: not_affected  cve-2026-1  pkg:pypi/flawed@1.0")
    found = audited(front)
    assert found.code == 0
    (claim,) = found.verdict["claims"]
    assert (claim["entry"], claim["owner"], claim["applied"]) == (2, "ann", True)
    assert found.finding("known-vulnerability")["advisory"] == "OSV-1"
    assert "ann: we took it out" in front("triage", "list").out
    shown = front("triage", "show", "2", "--format", "json").report
    assert (shown["by"], shown["until"], shown["justification"]) == ("bob", SOON, NOT[3])
    assert front("triage", "remove", "2").code == 2
    said = front("triage", "remove", "2", "--reason", "it is back")
    assert said.code == 0
    assert front("triage", "remove", "2", "--reason", "again").code == 2
    assert audited(front).code == 1
    assert "nothing is triaged" in front("triage", "list").out
    assert "removed by" in front("triage", "list", "--all").out
    assert "triage 2 of pkg:pypi/flawed@1.0 removed" in front("history").out
    assert front("log", "verify").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("set", "CVE-1"),
        ("set", "CVE-1", "flawed", *WHO),
        ("set", "CVE-1", "flawed", *WHO, "--status", "not_affected"),
        ("set", "CVE-1", "flawed", *WHO, *NOT[2:], "--status", "affected"),
        ("set", "CVE-1", "flawed", *NOT, "--owner", "a", "--reason", "b"),
        ("set", "CVE-1", "flawed", *NOT, "--owner", "a", "--reason", "b", "--until", "2020-01-01"),
        ("set", "CVE-1", "flawed", *NOT, "--owner", "a", "--reason", "b", "--until", FAR),
        ("set", "CVE-1", "flawed", *NOT, "--owner", "a", "--reason", " ", "--until", SOON),
        ("set", "CVE-1", "flawed", *NOT, "--reason", "b", "--until", SOON),
        ("set", "no-such-check", "flawed", *NOT, *WHO),
        ("set", "CVE 1", "flawed", *NOT, *WHO),
        ("set", "CVE-1", "flawed>=1", *NOT, *WHO),
        ("set", "CVE-1", "pkg:pypi/x?a=b", *NOT, *WHO),
        ("set", "CVE-1", "flawed", *NOT, *WHO, "--digest", "sha256:00"),
        ("set", "CVE-1", "flawed", *NOT, *WHO, "--place", "nowhere"),
        ("show", "99"),
        ("show", "x"),
        ("remove", "99", "--reason", "x"),
        ("import", "--owner", "a", "--until", SOON),
        ("import", "nowhere.json", "--owner", "a", "--until", SOON),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_kept(
    front: Front, words: tuple[str, ...]
) -> None:
    said = front("triage", *words)
    assert said.code == 2
    assert said.err
    assert "nothing is triaged" in front("triage", "list", "--all").out


def test_the_policy_bounds_the_end(front: Front) -> None:
    words = (*NOT, "--owner", "a", "--reason", "b", "--until", FAR)
    said = front("triage", "set", "CVE-1", "flawed", *words)
    assert "lets triage hold 365 days" in said.err
    assert front("triage", "set", "CVE-1", "flawed", *words, "--policy", "open").code == 0


def test_triage_counts_in_a_vetting_too(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0", uploaded=datetime.now(UTC) - timedelta(minutes=1))
    before = front.vet("thing")
    checks = {one["check"] for one in before.verdict["reasons"] if one["check"]}
    assert "cooldown" in checks
    check = "cooldown"
    assert front("triage", "set", check, "thing", *NOT, *WHO).code == 0
    after = front.vet("thing")
    assert check in {one["check"] for one in after.verdict["waived"]}
    assert check not in {one["check"] for one in after.verdict["reasons"] if one["fingerprint"]}
    assert after.verdict["score"] == before.verdict["score"]


def vex(front: Front, name: str, *statements: Mapping[str, object]) -> Path:
    """An OpenVEX document in the working folder."""
    document = {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "https://vendor.test/1",
        "author": "Vendor",
        "timestamp": "2026-05-01T00:00:00Z",
        "version": 1,
        "statements": statements,
    }
    path = front.cwd / name
    path.write_text(json.dumps(document))
    return path


def says(status: str, purl: str, **more: object) -> dict[str, object]:
    reason = {"justification": "component_not_present"} if status == "not_affected" else {}
    return {
        "vulnerability": {"name": "CVE-2026-1"},
        "products": [{"@id": purl}],
        "status": status,
        **reason,
        **more,
    }


def test_vex_for_one_run(front: Front, flawed: Bring) -> None:
    flawed()
    vex(front, "v.json", says("not_affected", "pkg:pypi/flawed@1.0"), says("fixed", "cpe:/a:b"))
    found = audited(front, "--vex", "v.json")
    assert found.code == 0
    assert found.verdict["claims"][0]["owner"] == "Vendor"
    assert any("cpe:/a:b" in note for note in found.report["notes"])
    assert audited(front).code == 1
    vex(front, "v.json", says("affected", "pkg:pypi/flawed@1.0"))
    found = audited(front, "--vex", "v.json")
    assert found.code == 1, "what a vendor calls affected is not accepted by that"
    assert found.verdict["claims"][0]["status"] == "affected"
    assert front("audit", "--vex", "gone.json").code == 2
    (front.cwd / "bad.json").write_text("{}")
    assert "no VEX document" in front("audit", "--vex", "bad.json").err


def test_import_takes_statements_over_and_says_what_it_cannot_use(
    front: Front, flawed: Bring
) -> None:
    flawed()
    part = {"@id": "pkg:oci/app", "subcomponents": [{"@id": "pkg:pypi/flawed@1.0"}]}
    vex(
        front,
        "v.json",
        says("not_affected", "", products=[part]),
        says("not_affected", "cpe:/a:b"),
    )
    words = ("triage", "import", "v.json", "--owner", "ann", "--until", SOON)
    said = front(*words)
    assert said.code == 0
    assert "0 statements taken over" in said.out
    assert "is about a part of pkg:oci/app: say which place with --place" in said.out
    assert "cpe:/a:b" in said.out
    assert audited(front).code == 1
    said = front(*words, "--place", ".")
    assert "1 statements taken over" in said.out
    assert audited(front).code == 0
    (row,) = front("triage", "list", "--format", "json").report
    assert (row["owner"], row["place"]) == ("ann", str(front.cwd.resolve()))
    assert "Vendor, OpenVEX https://vendor.test/1" in row["reason"]


def test_a_doubt_in_a_document_takes_back_a_yes_under_another_name(
    front: Front, flawed: Bring
) -> None:
    flawed()
    doubt = says("under_investigation", "pkg:pypi/flawed@1.0", vulnerability={"name": "OSV-1"})
    vex(front, "v.json", doubt, says("not_affected", "pkg:pypi/flawed@1.0"))
    assert audited(front, "--vex", "v.json").code == 1
    assert front("triage", "import", "v.json", "--owner", "a", "--until", SOON).code == 0
    assert audited(front).code == 1


@pytest.mark.parametrize("form", ["openvex", "cyclonedx-vex"])
def test_what_an_audit_states_can_be_taken_over_elsewhere(
    front: Front, flawed: Bring, form: str
) -> None:
    flawed()
    number = front("triage", "set", "CVE-2026-1", "flawed", *NOT, *WHO).out.split()[1].rstrip(":")
    assert front("audit", "--format", form, "--output", "out.json").code == 0
    assert front("triage", "remove", number, "--reason", "x").code == 0
    assert audited(front).code == 1
    assert audited(front, "--vex", "out.json").code == 0
    assert front("triage", "import", "out.json", "--owner", "eve", "--until", SOON).code == 0
    assert audited(front).code == 0
    (row,) = front("triage", "list", "--format", "json").report
    assert row["place"] == str(front.cwd.resolve()), "the product is the place that was audited"


def test_hostile_words_of_a_document_do_not_reach_the_terminal(front: Front, flawed: Bring) -> None:
    flawed()
    bad = "x\x1b[2J\u202e::error::y"
    vex(
        front,
        "v.json",
        says("not_affected", "pkg:pypi/flawed@1.0", impact_statement=bad),
        says("fixed", bad),
    )
    for words in (
        ("audit", "--vex", "v.json", "--verbose"),
        ("triage", "import", "v.json", "--owner", bad, "--until", SOON),
        ("triage", "list"),
        ("triage", "show", "2"),
        ("history",),
    ):
        out = front(*words).out
        assert "\x1b" not in out
        assert "\u202e" not in out
