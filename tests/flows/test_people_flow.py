"""Who stands behind a package, and whether that changed, through the whole of `vet`."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from world import build
from world.front import Front, Said
from world.index import Answer, FakeIndex

FIRST = datetime(2023, 3, 1, tzinfo=UTC)
PEOPLE = ("publisher-changed", "maintainers-changed", "trusted-publisher-replaced")
DOMAIN = "email-domain-reregistered"


def vet(front: Front, *words: str) -> Said:
    return front.vet(*words, "--no-tree")


def month(number: int) -> datetime:
    return FIRST + timedelta(days=30 * number)


def publish_npm(index: FakeIndex, *users: str) -> None:
    """One release a month, each by the next of the users."""
    for number, user in enumerate(users):
        index.publish_npm("thing", f"1.{number}.0", published=month(number), user=user)


class TestPublisher:
    def test_the_same_as_ever(self, front: Front, index: FakeIndex) -> None:
        publish_npm(index, "alice", "alice", "alice")
        said = vet(front, "npm:thing")
        assert [said.outcome(one)["state"] for one in PEOPLE] == ["passed"] * 3
        assert "published by alice" in said.fact("people")
        assert said.verdict["decision"] == "allow"

    def test_somebody_new(self, front: Front, index: FakeIndex) -> None:
        publish_npm(index, "alice", "alice", "mallory")
        said = vet(front, "npm:thing")
        message = "`mallory` published this release; the earlier ones came from `alice`"
        assert said.message("publisher-changed") == message
        assert said.verdict["decision"] == "review"

    def test_all_maintainers_replaced(self, front: Front, index: FakeIndex) -> None:
        publish_npm(index, "alice", "alice")
        index.take_over("thing", "mallory")
        index.publish_npm("thing", "1.9.0", published=month(5), user="mallory")
        said = vet(front, "npm:thing")
        assert "all earlier maintainers are gone: `alice`" in said.message("maintainers-changed")
        assert said.verdict["decision"] == "review"

    def test_a_token_in_place_of_the_build_service(self, front: Front, index: FakeIndex) -> None:
        publish_npm(index, "alice", "alice", "alice")
        for version in ("1.0.0", "1.1.0"):
            index.packages["thing"].versions[version]["_npmUser"] = {
                "name": "GitHub Actions",
                "trustedPublisher": {"id": "github", "oidcConfigId": "oidc:1"},
            }
        said = vet(front, "npm:thing")
        assert "a trusted publisher made the last one" in said.message("trusted-publisher-replaced")
        assert said.finding("trusted-publisher-replaced")["severity"] == "high"
        assert said.verdict["decision"] in {"review", "block"}

    def test_a_python_index_does_not_tell(self, front: Front, index: FakeIndex) -> None:
        index.publish("thing", "1.0", uploaded=month(0))
        index.publish("thing", "1.1", uploaded=month(1))
        said = vet(front, "thing")
        for one in PEOPLE:
            assert said.outcome(one)["state"] == "unknown"
            assert "the index does not say" in said.outcome(one)["reason"]
        assert said.verdict["decision"] == "allow"

    def test_claims_of_the_publisher_are_no_word_of_the_registry(
        self, front: Front, index: FakeIndex
    ) -> None:
        """A mirror that knows of no maintainers only repeats what somebody packed."""
        publish_npm(index, "alice", "alice", "mallory")
        index.packages["thing"].maintainers = []
        said = vet(front, "npm:thing")
        assert said.outcome("publisher-changed")["state"] == "unknown"
        assert said.outcome("maintainers-changed")["state"] == "unknown"
        kinds = {row["kind"]: row["status"] for row in said.report["evidence"]}
        assert kinds["maintainers"] == "absent"


class TestOwners:
    """The same people may give their packages names that look alike."""

    def test_python(self, front: Front, index: FakeIndex) -> None:
        index.publish("requests", "2.0")
        index.publish("reqeusts", "1.0").owners = ["mallory"]
        assert "name-confusion" in vet(front, "reqeusts").checks
        front.forget()
        index.projects["reqeusts"].owners = ["alice", "bob"]
        assert "name-confusion" not in vet(front, "reqeusts").checks
        assert index.asked("/pypi/requests/json") == 2

    def test_npm(self, front: Front, index: FakeIndex) -> None:
        index.publish_npm("express", "4.0.0")
        index.publish_npm("exrpess", "1.0.0")
        index.take_over("exrpess", "mallory")
        assert "name-confusion" in vet(front, "npm:exrpess").checks
        front.forget()
        index.take_over("exrpess", "alice")
        assert "name-confusion" not in vet(front, "npm:exrpess").checks

    @pytest.mark.parametrize("mode", ["status", "garbage", "drop"])
    def test_who_cannot_be_asked_excuses_nothing(
        self, front: Front, index: FakeIndex, mode: str
    ) -> None:
        front.hasty()
        index.publish("requests", "2.0")
        index.publish("reqeusts", "1.0")
        index.fail("/pypi/requests/json", mode)
        assert "name-confusion" in vet(front, "reqeusts").checks

    def test_few_are_asked_and_nobody_without_need(self, front: Front, index: FakeIndex) -> None:
        index.publish("thing", "1.0")
        vet(front, "thing")
        assert index.asked("/pypi/") == index.asked("/pypi/thing/")


class TestDomain:
    def publish(self, front: Front, index: FakeIndex, registry: FakeIndex | None = None) -> None:
        mail = "Author-email: Alice <alice@mail.firm.example>\n"
        info = {"author_email": "Alice <alice@mail.firm.example>"}
        files = (build.wheel("thing", "1.0", extra=mail),)
        index.publish("thing", "1.0", files, uploaded=FIRST, info=info)
        index.publish("thing", "1.1", (build.wheel("thing", "1.1", extra=mail),), info=info)
        front.environ["OSTIARY_RDAP_URL"] = (registry or index).url

    def domain(self, *events: tuple[str, str]) -> Answer:
        rows = [{"eventAction": action, "eventDate": moment} for action, moment in events]
        page: dict[str, Any] = {"objectClassName": "domain", "events": rows}
        return Answer(json.dumps(page).encode(), "application/rdap+json")

    def test_older_than_the_package(self, front: Front, index: FakeIndex) -> None:
        self.publish(front, index)
        index.extra["/domain/firm.example"] = self.domain(("registration", "2001-01-01T00:00:00Z"))
        assert vet(front, "thing").outcome(DOMAIN)["state"] == "passed"
        assert not any("alice" in path for _, path, _ in index.requests)

    def test_registered_anew(self, front: Front, index: FakeIndex) -> None:
        self.publish(front, index)
        index.extra["/domain/firm.example"] = self.domain(
            ("registration", "2001-01-01T00:00:00Z"), ("reregistration", "2024-06-01T00:00:00Z")
        )
        said = vet(front, "thing")
        assert "`firm.example` was registered on 2024-06-01" in said.message(DOMAIN)
        assert said.verdict["decision"] == "review"

    def test_free_for_anybody(self, front: Front, index: FakeIndex, osv: FakeIndex) -> None:
        self.publish(front, index)
        index.fail("/domain/", "status", 302, Location=f"{osv.url}/domain/firm.example")
        said = vet(front, "thing")
        assert "is not registered: anybody can take it" in said.message(DOMAIN)
        assert said.finding(DOMAIN)["severity"] == "high"

    def test_nobody_answers_for_it(self, front: Front, index: FakeIndex) -> None:
        self.publish(front, index)
        said = vet(front, "thing")
        assert said.outcome(DOMAIN)["state"] == "unknown"
        assert "no registry answers for firm.example" in said.outcome(DOMAIN)["reason"]

    @pytest.mark.parametrize("mode", ["status", "garbage", "hang"])
    def test_a_registry_that_fails(self, front: Front, index: FakeIndex, mode: str) -> None:
        front.hasty()
        self.publish(front, index)
        index.extra["/domain/firm.example"] = self.domain()
        index.fail("/domain/", mode)
        assert vet(front, "thing").outcome(DOMAIN)["state"] == "unknown"

    def test_no_date_and_nothing_to_compare_with(self, front: Front, index: FakeIndex) -> None:
        self.publish(front, index)
        index.extra["/domain/firm.example"] = self.domain()
        said = vet(front, "thing")
        assert "does not say when `firm.example`" in said.outcome(DOMAIN)["reason"]
        front.forget()
        for file in index.projects["thing"].files:
            file.uploaded = None
        index.extra["/domain/firm.example"] = self.domain(("registration", "2024-06-01"))
        said = vet(front, "thing")
        assert "not known when the package first appeared" in said.outcome(DOMAIN)["reason"]

    def test_the_archive_names_whom_the_index_does_not(
        self, front: Front, index: FakeIndex, osv: FakeIndex
    ) -> None:
        """An index that lists files and no more: the address stands in the files' own metadata."""
        self.publish(front, index)
        index.html_only, index.projects["thing"].info = True, None
        index.fail("/domain/", "status", 302, Location=f"{osv.url}/domain/firm.example")
        assert "anybody can take it" in vet(front, "thing").message(DOMAIN)
