"""A release seen against those before it, through the whole of `vet`."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from world import build
from world.front import Front, Said
from world.index import FakeIndex

FIRST = datetime(2023, 3, 1, tzinfo=UTC)
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def vet(front: Front, *words: str) -> Said:
    return front.vet(*(words or ("thing",)), "--no-tree")


def both(name: str) -> tuple[str, ...]:
    return ("npm:thing",) if name == "npm" else ("thing",)


def publish(
    index: FakeIndex,
    kind: str,
    version: str,
    moment: datetime,
    package: dict[str, Any] | None = None,
) -> None:
    if kind == "npm":
        index.publish_npm("thing", version, package, published=moment)
    else:
        index.publish("thing", version, uploaded=moment)


KINDS = pytest.mark.parametrize("kind", ["pypi", "npm"])


class TestTimes:
    @KINDS
    def test_younger_than_the_cooldown(self, front: Front, index: FakeIndex, kind: str) -> None:
        publish(index, kind, "1.0.0", FIRST)
        publish(index, kind, "1.1.0", NOW - DAY)
        said = vet(front, *both(kind))
        assert "the release is 1 day old; the cooldown is 3 days" in said.message("cooldown")
        assert said.verdict["decision"] == "review"

    def test_a_wheel_added_late_to_an_old_release(self, front: Front, index: FakeIndex) -> None:
        index.publish("thing", "1.0", [build.sdist("thing", "1.0")], uploaded=FIRST)
        index.publish("thing", "1.0", [build.wheel("thing", "1.0")], uploaded=NOW - DAY)
        said = vet(front)
        assert "`thing-1.0-py3-none-any.whl` was added" in said.message("cooldown")
        assert said.verdict["decision"] == "review"

    def test_a_file_without_a_time_is_named(self, front: Front, index: FakeIndex) -> None:
        index.publish("thing", "1.0", [build.sdist("thing", "1.0")], uploaded=FIRST)
        index.publish("thing", "1.0", [build.wheel("thing", "1.0")], uploaded=None)
        said = vet(front)
        assert said.outcome("cooldown")["state"] == "unknown"
        assert "thing-1.0-py3-none-any.whl" in said.outcome("cooldown")["reason"]

    @KINDS
    def test_a_burst(self, front: Front, index: FakeIndex, kind: str) -> None:
        publish(index, kind, "1.0.0", FIRST)
        for number in range(6):
            moment = FIRST + 100 * DAY + number * timedelta(hours=1)
            publish(index, kind, f"1.0.{number + 1}", moment)
        said = vet(front, *both(kind))
        assert "6 releases within 24 hours" in said.message("release-burst")

    @KINDS
    def test_silence_broken(self, front: Front, index: FakeIndex, kind: str) -> None:
        publish(index, kind, "1.0.0", FIRST)
        publish(index, kind, "1.0.1", FIRST + 800 * DAY)
        said = vet(front, *both(kind))
        assert "`1.0.0`, was 2 years earlier" in said.message("dormancy-broken")

    def test_silence_broken_by_a_stranger(self, front: Front, index: FakeIndex) -> None:
        index.publish_npm("thing", "1.0.0", published=FIRST)
        index.take_over("thing", "mallory")
        index.publish_npm("thing", "1.0.1", published=FIRST + 800 * DAY, user="mallory")
        said = vet(front, "npm:thing")
        assert "`mallory` had never published" in said.message("dormancy-broken")
        assert said.finding("dormancy-broken")["severity"] == "medium"
        assert said.verdict["decision"] == "review"

    @KINDS
    def test_a_leap_of_the_number(self, front: Front, index: FakeIndex, kind: str) -> None:
        publish(index, kind, "1.0.0", FIRST)
        publish(index, kind, "99.0.0", FIRST + 30 * DAY)
        said = vet(front, *both(kind))
        assert "leaps from 1 to 99" in said.message("version-jump")
        assert said.verdict["decision"] == "review"

    @KINDS
    def test_a_package_that_is_new(self, front: Front, index: FakeIndex, kind: str) -> None:
        publish(index, kind, "1.0.0", NOW - 10 * DAY)
        assert "its only release" in vet(front, *both(kind)).message("new-package")

    def test_times_that_a_mirror_stamped(self, front: Front, index: FakeIndex) -> None:
        for number in range(60):
            moment = NOW - 20 * DAY + timedelta(minutes=(number * 7) % 60)
            publish(index, "npm", f"1.0.{number}", moment)
        said = vet(front, "npm:thing")
        for one in ("cooldown", "release-burst", "dormancy-broken", "new-package"):
            assert said.outcome(one)["state"] == "unknown", one
        assert said.fact("people").endswith("age unknown")


class TestStatus:
    def test_yanked(self, front: Front, index: FakeIndex) -> None:
        index.publish("thing", "1.0", uploaded=FIRST)
        index.publish("thing", "1.1", uploaded=FIRST + DAY)
        index.yank("thing", "1.1", "breaks everything")
        assert vet(front).verdict["subject"] == "pkg:pypi/thing@1.0"
        said = vet(front, "thing==1.1")
        assert "was yanked: `breaks everything`" in said.message("yanked")
        assert said.verdict["decision"] == "review"

    @pytest.mark.parametrize("html", [False, True])
    def test_quarantined(self, front: Front, index: FakeIndex, html: bool) -> None:
        index.publish("thing", "1.0", uploaded=FIRST)
        index.quarantine("thing")
        index.html_only = html
        said = vet(front)
        assert (said.code, said.verdict["decision"]) == (1, "block")
        assert "quarantine" in said.message("quarantined")

    @pytest.mark.parametrize("html", [False, True])
    @pytest.mark.parametrize("word", ["thing", "thing==1.0"])
    def test_quarantined_and_all_files_taken_away(
        self, front: Front, index: FakeIndex, word: str, html: bool
    ) -> None:
        """As PEP 792 has it: no file is offered any more, and that must not read as a wrong name."""
        index.publish("thing", "1.0", uploaded=FIRST)
        index.quarantine("thing")
        index.projects["thing"].files.clear()
        index.html_only = html
        said = vet(front, word)
        assert (said.code, said.verdict["decision"]) == (1, "block")
        assert "quarantined" in said.checks
        assert said.outcome("yanked")["state"] == "unknown"

    def test_a_dependency_in_quarantine(self, front: Front, index: FakeIndex) -> None:
        wants = ("helper",)
        index.publish("thing", "1.0", [build.wheel("thing", "1.0", requires=wants)])
        index.publish("helper", "1.0", uploaded=FIRST)
        index.quarantine("helper")
        said = front.vet("thing")
        assert said.verdict["decision"] == "block"
        assert "dependency-blocked" in said.checks

    @pytest.mark.parametrize(
        ("status", "check"),
        [("archived", "archived-project"), ("deprecated", "deprecated-project")],
    )
    @pytest.mark.parametrize("html", [False, True])
    def test_archived_and_deprecated(
        self, front: Front, index: FakeIndex, status: str, check: str, html: bool
    ) -> None:
        index.publish("thing", "1.0", uploaded=FIRST).status = status
        index.html_only = html
        said = vet(front)
        assert check in said.checks
        assert said.verdict["decision"] == "review"

    def test_a_status_that_nobody_knows_is_no_praise(self, front: Front, index: FakeIndex) -> None:
        index.publish("thing", "1.0", uploaded=FIRST).status = "frozen"
        assert vet(front).verdict["decision"] == "block"

    def test_deprecated_on_npm(self, front: Front, index: FakeIndex) -> None:
        index.publish_npm("thing", "1.0.0", published=FIRST)
        index.packages["thing"].versions["1.0.0"]["deprecated"] = "use other"
        said = vet(front, "npm:thing")
        assert "`use other`" in said.message("deprecated")
        assert said.verdict["decision"] == "review"


class TestFilesOnly:
    """A private index that lists files (PEP 503) and tells no more."""

    def publish(self, index: FakeIndex) -> None:
        home = "Project-URL: Source, https://github.com/example/thing\n"
        for version in ("1.0", "1.1"):
            files = (build.wheel("thing", version, extra=home), build.sdist("thing", version))
            index.publish("thing", version, files, uploaded=None)
        index.html_only, index.projects["thing"].info = True, None

    def test_what_is_required_is_enough(self, front: Front, index: FakeIndex) -> None:
        self.publish(index)
        said = front.vet("thing")
        assert (said.code, said.verdict["decision"]) == (0, "allow"), said
        assert said.fact("licence") == "MIT"
        assert said.fact("source").startswith("https://github.com/example/thing is claimed")
        assert said.fact("people").endswith("age unknown")

    def test_what_is_unknown_is_named(self, front: Front, index: FakeIndex) -> None:
        self.publish(index)
        said = vet(front)
        silent = (
            "cooldown",
            "release-burst",
            "dormancy-broken",
            "new-package",
            "publisher-changed",
            "maintainers-changed",
            "provenance-absent",
            "provenance-downgraded",
            "dependencies-added",
        )
        for one in silent:
            assert said.outcome(one)["state"] == "unknown", one
            assert said.outcome(one)["reason"], one
        assert "no-source" not in said.checks

    def test_without_advisories_it_is_not(
        self, front: Front, index: FakeIndex, osv: FakeIndex
    ) -> None:
        self.publish(index)
        osv.refuse()
        front.hasty()
        assert vet(front).verdict["decision"] == "insufficient"

    def test_without_digests_it_is_not(self, front: Front, index: FakeIndex) -> None:
        self.publish(index)
        for file in index.projects["thing"].files:
            file.digest = ""
        assert vet(front).verdict["decision"] == "insufficient"
