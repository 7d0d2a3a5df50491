"""Who stands behind what is in use, from audit to audit, asked of a registry over real HTTP."""

import json
from pathlib import Path
from typing import Any

import pytest
from authority import REPOSITORY, other_repository

from world.front import Front
from world.index import FakeIndex
from world.proofs import Proofs

TRUSTED = {"name": "GitHub Actions", "trustedPublisher": {"id": "github", "oidcConfigId": "oidc:1"}}


def lock(front: Front, **versions: str) -> None:
    """A lock of npm: `left` is asked for by the project, all others by `left`."""
    others = [name for name in versions if name != "left"]
    packages: dict[str, Any] = {"": {"name": "app", "dependencies": {"left": "*"}}}
    for name, version in versions.items():
        packages[f"node_modules/{name}"] = {"version": version}
    packages["node_modules/left"]["dependencies"] = dict.fromkeys(others, "*")
    text = json.dumps({"name": "app", "lockfileVersion": 3, "packages": packages})
    (front.cwd / "package-lock.json").write_text(text)


def audit(front: Front, *words: str) -> Any:
    return front("audit", "--format", "json", "--vet-new", "0", *words).report["inventory"]


def people(inventory: Any) -> list[tuple[str, str, str, str]]:
    return [
        (one["kind"], one["name"], one["before"], one["after"])
        for one in inventory["changes"]["people"]
    ]


@pytest.fixture
def left(front: Front, index: FakeIndex) -> Front:
    index.publish_npm("left", "1.0.0")
    index.publish_npm("deep", "1.0.0")
    lock(front, left="1.0.0", deep="1.0.0")
    return front


def test_what_is_asked_for_directly_is_asked_about(left: Front) -> None:
    found = audit(left)
    (one,) = found["people"]
    assert (one["name"], one["maintainers"], one["publisher"]) == ("left", ["alice"], "alice")
    assert one["publishing"] == "token"
    (missed,) = found["people_unasked"]
    assert missed["components"] == 1
    assert "others bring them in" in missed["reason"]
    again = audit(left)
    assert again["changes"]["people"] == []


def test_maintainers_come_and_go(left: Front, index: FakeIndex) -> None:
    audit(left)
    index.packages["left"].maintainers = ["bob", "alice", "mallory"]
    left.forget()
    assert people(audit(left)) == [
        ("maintainer-added", "left", "", "bob"),
        ("maintainer-added", "left", "", "mallory"),
    ]
    index.take_over("left", "mallory")
    left.forget()
    said = left("audit", "--vet-new", "0").out
    assert "PEOPLE      left 1.0.0: `alice` may no longer publish it" in said
    assert "`bob` may no longer publish it" in said
    assert "nothing new" not in said


def test_an_update_by_somebody_else(left: Front, index: FakeIndex) -> None:
    audit(left)
    index.publish_npm("left", "1.1.0", user="mallory")
    lock(left, left="1.1.0", deep="1.0.0")
    left.forget()
    assert people(audit(left)) == [("publisher-changed", "left", "alice", "mallory")]


def test_an_update_that_others_bring_in_is_held_against_the_release_before(
    left: Front, index: FakeIndex
) -> None:
    """Nobody asked about `deep` before; its registry knows who published what it replaced."""
    audit(left)
    index.publish_npm("deep", "1.1.0", user="mallory")
    lock(left, left="1.0.0", deep="1.1.0")
    left.forget()
    assert people(audit(left)) == [("publisher-changed", "deep", "alice", "mallory")]


def test_trusted_publishing_that_is_lost(left: Front, index: FakeIndex) -> None:
    index.packages["left"].versions["1.0.0"]["_npmUser"] = TRUSTED
    audit(left)
    index.publish_npm("left", "1.1.0")
    lock(left, left="1.1.0", deep="1.0.0")
    left.forget()
    said = left("audit", "--vet-new", "0", "--format", "markdown").out
    assert "**People**" in said
    assert "trusted publishing or its proof is lost" in said
    rows = people(audit(left, "--no-record"))
    assert rows == []  # the audit above was kept


def test_another_repository_builds_what_is_in_use(
    front: Front, index: FakeIndex, proofs: Proofs
) -> None:
    index.publish("thing", "1.0")
    proofs.prove_release("thing", "1.0")
    (front.cwd / "requirements.txt").write_text("thing==1.0\n")
    (one,) = audit(front)["people"]
    assert (one["attested"], one["maintainers"]) == (True, ["alice"])
    assert one["identities"] == [f"{REPOSITORY} .github/workflows/release.yml"]
    index.publish("thing", "1.1")
    proofs.prove_release("thing", "1.1", other_repository())
    (front.cwd / "requirements.txt").write_text("thing==1.1\n")
    front.forget()
    ((kind, name, before, after),) = people(audit(front))
    assert (kind, name) == ("build-identity-changed", "thing")
    assert before.startswith(REPOSITORY)
    assert not after.startswith(f"{REPOSITORY} ")
    index.publish("thing", "1.2")
    (front.cwd / "requirements.txt").write_text("thing==1.2\n")
    front.forget()
    assert [row[0] for row in people(audit(front))] == ["trusted-publishing-lost"]


def test_offline_says_that_nobody_was_asked_and_keeps_what_was_told(
    left: Front, index: FakeIndex
) -> None:
    audit(left)
    before = index.asked()
    found = left("--offline", "audit", "--vet-new", "0", "--format", "json").report["inventory"]
    assert index.asked() == before
    assert found["people_unasked"] == [
        {"reason": "not asked, this run is offline", "components": 2}
    ]
    assert [one["name"] for one in found["people"]] == ["left"]
    said = left("--offline", "audit", "--vet-new", "0").out
    assert "2 not known: not asked, this run is offline" in " ".join(said.split())
    index.take_over("left", "mallory")
    left.forget()
    assert ("maintainer-added", "left", "", "mallory") in people(audit(left))


def test_it_can_be_switched_off_and_bounded(left: Front, index: FakeIndex) -> None:
    found = audit(left, "--people", "0")
    assert index.asked("/npm") == 0
    assert found["people_unasked"] == [
        {"reason": "not asked, switched off (--people 0)", "components": 2}
    ]
    index.publish_npm("deep", "1.1.0")
    lock(left, left="1.0.0", deep="1.1.0")
    found = audit(left, "--people", "1")
    assert [one["name"] for one in found["people"]] == ["deep"]
    (missed,) = found["people_unasked"]
    assert "only 1 are at once" in missed["reason"]


def test_a_registry_that_does_not_answer_is_named_and_left_alone(
    left: Front, index: FakeIndex
) -> None:
    left.hasty()
    (left.cwd / "package-lock.json").unlink()
    names = [f"part{number}" for number in range(30)]
    for name in names:
        index.publish_npm(name, "1.0.0")
    index.fail("/npm", "status", status=403)
    packages: dict[str, Any] = {"": {"name": "app", "dependencies": dict.fromkeys(names, "*")}}
    packages |= {f"node_modules/{name}": {"version": "1.0.0"} for name in names}
    text = json.dumps({"name": "app", "lockfileVersion": 3, "packages": packages})
    (left.cwd / "package-lock.json").write_text(text)
    found = audit(left)
    assert found["people"] == []
    assert sum(one["components"] for one in found["people_unasked"]) == len(names)
    assert index.asked("/npm") < len(names)


def test_an_index_that_names_nobody_is_no_answer(left: Front, index: FakeIndex) -> None:
    """As a mirror does; what was told before is kept for the day on which it is told again."""
    audit(left)
    index.take_over("left", "mallory")
    kept, index.packages["left"].maintainers = index.packages["left"].maintainers, []
    left.forget()
    found = audit(left)
    assert {"reason": "the index says nothing about people", "components": 1} in found[
        "people_unasked"
    ]
    assert [one["maintainers"] for one in found["people"]] == [["alice"]]
    assert found["changes"]["people"] == []
    index.packages["left"].maintainers = kept
    left.forget()
    assert ("maintainer-added", "left", "", "mallory") in people(audit(left))


def test_the_page_names_them(left: Front, index: FakeIndex, tmp_path: Path) -> None:
    audit(left)
    index.packages["left"].maintainers = ["alice", "<b>mallory"]
    left.forget()
    left("audit", "--vet-new", "0", "--html", str(tmp_path / "page.html"))
    page = (tmp_path / "page.html").read_text()
    assert "People behind components" in page
    assert "&lt;b&gt;mallory" in page
    assert "<b>mallory" not in page
