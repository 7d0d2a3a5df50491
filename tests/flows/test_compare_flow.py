"""`ostiary vet --compare`: what a release can do that those before it could not."""

from datetime import UTC, datetime, timedelta

from ostiary.core.exits import Exit
from world import build
from world.front import Front, Said
from world.index import FakeIndex

FIRST = datetime(2023, 3, 1, tzinfo=UTC)
GREET = "def greet(name):\n    return 'hello ' + name\n"
FETCH = (
    "import urllib.request\n\nDATA = urllib.request.urlopen('https://a.example.invalid').read()\n"
)


def publish(index: FakeIndex, *codes: str) -> None:
    """One release for each text of code, two months apart: 1.0, 1.1 and so on."""
    for place, code in enumerate(codes):
        version = f"1.{place}"
        files = {"thing.py": code}
        archives = [build.wheel("thing", version, files), build.sdist("thing", version, files)]
        index.publish("thing", version, archives, uploaded=FIRST + place * timedelta(days=60))


def vet(front: Front, *words: str) -> Said:
    return front.vet("thing", "--no-tree", *words)


def test_it_is_not_asked_unless_wanted(front: Front, index: FakeIndex) -> None:
    publish(index, GREET, GREET + FETCH)
    said = vet(front)
    assert said.outcome("capability-added")["state"] == "not-applicable"
    assert not index.asked("/files/thing-1.0")


def test_what_is_new_is_found(front: Front, index: FakeIndex) -> None:
    publish(index, GREET, GREET + FETCH)
    said = vet(front, "--compare")
    assert "new since `1.0`: `opens the network on import`" in said.message("capability-added")
    assert "`contacts example.invalid`" in said.message("capability-added")


def test_what_is_old_is_not(front: Front, index: FakeIndex) -> None:
    publish(index, GREET + FETCH, GREET + "\n" + FETCH)
    assert vet(front, "--compare").outcome("capability-added")["state"] == "passed"


def test_several_releases_count(front: Front, index: FakeIndex) -> None:
    publish(index, FETCH, GREET, GREET + FETCH)
    assert "capability-added" in vet(front, "--compare=1").checks
    front.forget()
    assert "capability-added" not in vet(front, "--compare", "2").checks


def test_a_first_release_has_nothing_before_it(front: Front, index: FakeIndex) -> None:
    publish(index, GREET + FETCH)
    said = vet(front, "--compare")
    assert said.outcome("capability-added")["state"] == "not-applicable"
    assert any(
        row["kind"] == "release-delta" and row["status"] == "absent"
        for row in said.report["evidence"]
    )


def test_an_earlier_release_that_cannot_be_read_is_unknown(front: Front, index: FakeIndex) -> None:
    publish(index, GREET, GREET)
    index.tamper("thing-1.0.tar.gz")
    outcome = vet(front, "--compare").outcome("capability-added")
    assert outcome["state"] == "unknown"
    assert "1.0" in outcome["reason"]


def test_a_release_that_cannot_be_read_is_unknown(front: Front, index: FakeIndex) -> None:
    publish(index, GREET, GREET)
    index.tamper("thing-1.1.tar.gz")
    said = vet(front, "--compare")
    assert said.outcome("capability-added")["state"] == "unknown"
    assert said.code == Exit.INSUFFICIENT


def test_a_policy_may_require_it(front: Front, index: FakeIndex) -> None:
    publish(index, GREET, GREET)
    policy = front.cwd / "own.toml"
    policy.write_text(
        'name = "own"\nextends = "balanced"\n'
        'require = ["release", "contents", "program", "advisories", "release-delta"]\n'
    )
    assert vet(front, "--policy", "own.toml").code == Exit.INSUFFICIENT
    assert vet(front, "--policy", "own.toml", "--compare").code == Exit.OK


def test_a_wheel_that_acts_where_the_source_does_not(front: Front, index: FakeIndex) -> None:
    archives = [
        build.wheel("thing", "1.0", {"thing.py": GREET + FETCH}),
        build.sdist("thing", "1.0", {"thing.py": GREET}),
    ]
    index.publish("thing", "1.0", archives, uploaded=FIRST)
    said = vet(front)
    assert "opens the network on import" in said.message("wheel-differs-from-sdist")
    assert said.code == Exit.OK or said.verdict["decision"] == "review"
