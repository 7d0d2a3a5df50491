"""`ostiary audit` and `ostiary baseline` as a person types them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from world.build import wheel
from world.front import Front
from world.index import FakeIndex
from world.sites import export, install, record

Bring = Callable[..., None]


@pytest.fixture
def bring(front: Front, tmp_path: Path) -> Bring:
    """Bring advisories in, by the command."""

    def do(*records: Mapping[str, object]) -> None:
        said = front("db", "update", "--from", str(export(tmp_path / "export", *records)))
        assert said.code == 0, said.err

    return do


def test_without_advisories_it_is_insufficient(front: Front) -> None:
    install(front.cwd / "env", "sound", "1.0")
    said = front("audit")
    assert said.code == 3
    assert said.out.startswith("INSUFFICIENT")
    assert "ostiary db update" in said.out


def test_json_has_the_inventory_and_the_advisory(front: Front, bring: Bring) -> None:
    bring(record("OSV-1", "flawed", aliases=["CVE-2026-1"]))
    install(front.cwd / "env", "flawed", "1.0", requires="sound")
    install(front.cwd / "env", "sound", "1.0")
    said = front("audit", "--format", "json")
    assert said.code == 0
    (place,) = said.report["inventory"]["places"]
    by_name = {one["name"]: one for one in place["components"]}
    assert by_name["sound"]["parents"] == ["flawed"]
    assert by_name["flawed"]["purl"] == "pkg:pypi/flawed@1.0"
    finding = said.finding("known-vulnerability")
    assert (finding["advisory"], finding["aliases"]) == ("OSV-1", ["CVE-2026-1"])
    assert said.report["inventory"]["changes"] is None
    again = front("audit", "--format", "json").report
    assert again["inventory"]["changes"]["components"] == []
    assert [one["components"] for one in again["inventory"]["trend"]] == [2]


def test_a_place_that_is_not_there(front: Front) -> None:
    said = front("audit", "nowhere")
    assert said.code == 2
    assert "nowhere" in said.err


def test_malware_in_an_environment_blocks(front: Front, bring: Bring) -> None:
    bring(record("MAL-2026-1", "evil", fixed="9"))
    install(front.cwd / "env", "evil", "1.0")
    said = front("audit")
    assert said.code == 1
    assert said.out.startswith("BLOCK")
    assert "evil 1.0" in said.out


def test_a_baseline_is_set_shown_and_missed(front: Front, bring: Bring) -> None:
    bring()
    install(front.cwd / "env", "sound", "1.0")
    assert front("baseline", "diff").code == 2
    assert front("baseline", "set").code == 2
    said = front("baseline", "set", "--reason", "reviewed", "--by", "ann")
    assert said.code == 0
    assert "by ann: reviewed" in front("baseline", "show").out
    assert front("baseline", "diff").code == 0
    assert front("audit").out.startswith("ALLOW")
    install(front.cwd / "env", "added", "1.0")
    said = front("baseline", "diff", "--format", "json")
    assert said.code == 1
    assert [one["name"] for one in said.report["inventory"]["changes"]["components"]] == ["added"]
    said = front("audit", "--format", "json", "--vet-new", "0")
    assert "added 1.0" in said.message("baseline-drift")


def test_a_newcomer_is_vetted_and_counts(front: Front, bring: Bring, index: FakeIndex) -> None:
    bring(record("OSV-0", "newcomer", fixed="0.5"))
    install(front.cwd / "env", "sound", "1.0")
    assert front("audit").code == 0
    index.publish("newcomer", "1.0", [wheel("newcomer", "1.0")])
    install(front.cwd / "env", "newcomer", "1.0")
    install(front.cwd / "env", "in-house", "1.0")
    said = front("audit", "--format", "json")
    verdicts = {one["subject"]: one for one in said.report["verdicts"]}
    assert verdicts["pkg:pypi/newcomer@1.0"]["depth"] == "full"
    place = said.verdict
    assert "in-house 1.0 is new and was not vetted" in said.grounds
    assert place["decision"] == "insufficient"
    text = front("audit", "--since", "2026-01-01")
    assert text.code in (2, 3)


def test_the_report_of_a_hostile_name_is_harmless(front: Front, bring: Bring) -> None:
    bring()
    folder = front.cwd / "env" / "evil\x1b[31m-1.0.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: a\x1b[2J\nVersion: 1.0\n")
    said = front("audit")
    assert "\x1b" not in said.out
    json.loads(front("audit", "--format", "json").out)


def test_only_what_is_new_decides_the_exit_if_asked_for(front: Front, bring: Bring) -> None:
    bring(record("MAL-2026-1", "evil", fixed="9"))
    install(front.cwd / "env", "evil", "1.0")
    assert front("audit").code == 1
    assert front("audit", "--vet-new", "0").code == 1
    said = front("audit", "--new-only", "--vet-new", "0")
    assert said.code == 0
    assert said.out.startswith("ALLOW")
    assert "BLOCK" in said.out
    bring(record("MAL-2026-1", "evil", fixed="9"), record("MAL-2026-2", "worse", fixed="9"))
    install(front.cwd / "env", "worse", "1.0")
    assert front("audit", "--new-only", "--vet-new", "0").code == 1


def test_verify_asks_the_index_about_pinned_digests(
    front: Front, bring: Bring, index: FakeIndex
) -> None:
    import hashlib

    bring()
    name, body = wheel("kept", "1.0")
    index.publish("kept", "1.0", [(name, body)])
    index.publish("swapped", "1.0", [wheel("swapped", "1.0")])
    good = hashlib.sha256(body).hexdigest()
    rows = [
        f"kept==1.0 --hash=sha256:{good}",
        f"swapped==1.0 --hash=sha256:{'0' * 64}",
        f"gone==1.0 --hash=sha256:{'1' * 64}",
    ]
    (front.cwd / "requirements.txt").write_text("\n".join(rows) + "\n")
    assert front("audit", "--no-record").code == 0
    said = front("audit", "--verify", "--format", "json")
    assert "swapped 1.0" in said.message("swapped-digest")
    assert said.finding("swapped-digest")["line"] == 2
    assert "gone 1.0" in said.message("left-index")
    assert "kept" not in said.message("swapped-digest") + said.message("left-index")
    index.refuse()
    front.forget()
    said = front("audit", "--verify", "--format", "json")
    assert any("not verified" in one["reason"] for one in said.report["inventory"]["unchecked"])
