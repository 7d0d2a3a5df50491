"""What a cache can answer without a network, and what a host that hangs costs."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ostiary.core.exits import Exit
from world import build
from world.front import QUICK, Front, Said
from world.index import Answer, FakeIndex


def outcome(said: Said) -> object:
    """All that a run decided, without what tells one run from another."""
    report = said.report
    verdicts = [
        {key: row[key] for key in ("subject", "decision", "score")} for row in report["verdicts"]
    ]
    return verdicts, report["findings"], report["coverage"]


@pytest.mark.parametrize(
    "words", [("thing",), pytest.param(("npm:thing",), marks=pytest.mark.npm)], ids=["pypi", "npm"]
)
def test_offline_with_a_warm_cache(
    front: Front, index: FakeIndex, osv: FakeIndex, words: tuple[str, ...]
) -> None:
    wants = ("helper>=2",)
    index.publish("helper", "2.0.0")
    index.publish("thing", "1.0", [build.wheel("thing", "1.0", requires=wants)])
    index.publish_npm("helper", "2.0.0")
    index.publish_npm("thing", "1.0.0", {"dependencies": {"helper": "^2"}})
    before = front.vet(*words)
    assert before.code == Exit.OK
    asked = index.asked(), osv.asked()
    time.sleep(1.1)
    after = front.vet("--offline", *words)
    assert (index.asked(), osv.asked()) == asked
    assert after.code == Exit.OK, after.grounds
    assert outcome(after) == outcome(before)
    ages = [row["age"] for row in after.report["evidence"] if row["age"]]
    assert ages
    assert all(age >= 1 for age in ages)
    index.refuse()
    osv.refuse()
    assert outcome(front.vet("--offline", *words)) == outcome(before)


@pytest.mark.parametrize("spec", ["thing", "npm:thing"])
def test_offline_with_a_cold_cache(front: Front, index: FakeIndex, spec: str) -> None:
    index.publish("thing", "1.0")
    index.publish_npm("thing", "1.0.0")
    said = front.vet("--offline", spec)
    assert (said.code, said.verdict["decision"]) == (Exit.INSUFFICIENT, "insufficient")
    assert "not in the cache" in said.grounds
    assert index.asked() == 0


def test_offline_with_only_the_page_in_the_cache(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    index.fail("/files/", "status", 500)
    front.hasty()
    assert front.vet("thing").code == Exit.INSUFFICIENT
    index.failures.clear()
    said = front.vet("--offline", "thing")
    assert said.code == Exit.INSUFFICIENT
    assert "not in the cache" in said.grounds


def test_a_cache_that_was_damaged_is_not_believed(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    assert front.vet("thing").code == Exit.OK
    for path in Path(front.environ["OSTIARY_CACHE"]).rglob("*"):
        if path.is_file():
            body = bytearray(path.read_bytes())
            body[len(body) // 2] ^= 0xFF
            path.write_bytes(bytes(body))
    online = front.vet("thing")
    assert (online.code, online.verdict["decision"]) == (Exit.OK, "allow")
    for path in Path(front.environ["OSTIARY_CACHE"]).rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-7])
    offline = front.vet("--offline", "thing")
    assert offline.code == Exit.INSUFFICIENT


def test_local_advisories_stand_in_for_the_network(
    front: Front, index: FakeIndex, osv: FakeIndex
) -> None:
    index.publish("thing", "1.0")
    index.publish("thing", "1.1")
    day = datetime.now(UTC).date() - timedelta(days=2)
    record = {
        "id": "MAL-2024-1",
        "modified": f"{day}T00:00:00Z",
        "summary": "a stranger published it",
        "affected": [{"package": {"ecosystem": "PyPI", "name": "thing"}, "versions": ["1.0"]}],
    }
    (front.cwd / "export").mkdir()
    (front.cwd / "export" / "MAL-2024-1.json").write_text(json.dumps(record))
    said = front("db", "update", "--from", "export")
    assert said.code == Exit.OK
    assert said.out.startswith(f"1 advisories on pypi, newest {day}")
    good, bad = front.vet("thing"), front.vet("thing==1.0")
    assert (good.code, bad.code) == (Exit.OK, Exit.FOUND)
    assert "MAL-2024-1" in bad.grounds
    assert osv.asked() == 0


def test_advisories_that_are_too_old_prove_nothing(
    front: Front, index: FakeIndex, osv: FakeIndex
) -> None:
    index.publish("thing", "1.0")
    day = datetime.now(UTC).date() - timedelta(days=20)
    package = {"ecosystem": "PyPI", "name": "other"}
    record = {"id": "A-1", "modified": f"{day}T00:00:00Z", "affected": [{"package": package}]}
    (front.cwd / "export").mkdir()
    (front.cwd / "export" / "A-1.json").write_text(json.dumps(record))
    assert front("db", "update", "--from", "export").code == Exit.OK
    said = front.vet("thing")
    assert (said.code, said.verdict["decision"]) == (Exit.INSUFFICIENT, "insufficient")
    assert "20 days old" in said.grounds
    assert "db update" in json.dumps(said.verdict)
    assert front.vet("--policy", "open", "thing").verdict["decision"] == "allow"
    assert osv.asked() == 0


def test_malware_is_told_though_the_index_is_silent(
    front: Front, index: FakeIndex, osv: FakeIndex
) -> None:
    index.publish("thing", "1.0")
    index.refuse()
    front.hasty()
    affected = [{"package": {"ecosystem": "PyPI", "name": "thing"}, "versions": ["1.0"]}]
    record = {"id": "MAL-2024-1", "modified": "2024-02-01T00:00:00Z", "affected": affected}
    osv.extra["/v1/query"] = Answer(json.dumps({"vulns": [record]}).encode())
    said = front.vet("thing==1.0")
    assert (said.code, said.verdict["decision"]) == (Exit.FOUND, "block")


def test_a_host_that_hangs_costs_one_time_out(front: Front, index: FakeIndex) -> None:
    names = [f"thing{number}" for number in range(6)]
    for name in names:
        index.publish(name, "1.0")
    front.hasty()
    with FakeIndex() as slow:
        slow.fail("/", "hang")
        front.environ["OSTIARY_OSV_URL"] = slow.url
        front.environ["OSTIARY_DEPSDEV_URL"] = slow.url
        front.environ["OSTIARY_PYPISTATS_URL"] = slow.url
        said = front.vet(*names)
        assert said.code == Exit.INSUFFICIENT
        assert slow.asked() == 1, slow.requests
    assert len(said.report["verdicts"]) == len(names)
    assert all(row["decision"] == "insufficient" for row in said.report["verdicts"])
    told = {row["reason"] for row in said.report["evidence"] if row["kind"] == "advisories"}
    assert told == {f"{slow.url.removeprefix('http://')} did not answer within {QUICK.read:g} s"}


def test_an_index_that_hangs_costs_one_time_out(front: Front, index: FakeIndex) -> None:
    names = [f"thing{number}" for number in range(6)]
    index.fail("/", "hang")
    front.hasty()
    said = front.vet(*names)
    assert said.code == Exit.INSUFFICIENT
    assert index.asked() == 1
    assert len(said.report["verdicts"]) == len(names)


def test_an_index_that_hangs_half_way_costs_one_time_out(front: Front, index: FakeIndex) -> None:
    wheels = [build.wheel("thing", "1.0", tag=f"py3{minor}-none-any") for minor in ("", "5", "6")]
    index.publish("thing", "1.0", wheels)
    index.fail("/files/", "hang")
    front.hasty()
    said = front.vet("thing")
    assert said.code == Exit.INSUFFICIENT
    assert index.asked("/files/") <= 2, "the files that were asked for together, and no more"


def test_a_host_that_refuses_is_asked_a_few_times_only(front: Front, index: FakeIndex) -> None:
    names = [f"thing{number}" for number in range(6)]
    for name in names:
        index.publish(name, "1.0")
    front.hasty()
    with FakeIndex() as broken:
        broken.fail("/", "status", 500)
        front.environ["OSTIARY_OSV_URL"] = broken.url
        said = front.vet(*names)
        assert said.code == Exit.INSUFFICIENT
        assert broken.asked() <= 16
