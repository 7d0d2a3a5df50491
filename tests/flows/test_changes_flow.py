"""What a release changed against the one before it, through the whole of `vet`."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from world import build
from world.front import Front, Said
from world.index import Answer, FakeIndex

FIRST = datetime(2023, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
KINDS = pytest.mark.parametrize("kind", ["pypi", "npm"])


def vet(front: Front, *words: str) -> Said:
    return front.vet(*(words or ("thing",)), "--no-tree")


def both(name: str) -> tuple[str, ...]:
    return ("npm:thing",) if name == "npm" else ("thing",)


class TestChanges:
    OLD = FIRST
    NEW = FIRST + 60 * DAY

    def npm(self, index: FakeIndex, old: dict[str, Any] | None, new: dict[str, Any] | None) -> None:
        index.publish_npm("thing", "1.0.0", old, published=self.OLD)
        index.publish_npm("thing", "1.1.0", new, published=self.NEW)

    def pypi(self, index: FakeIndex, old: dict[str, Any], new: dict[str, Any]) -> None:
        """Two releases whose wheels bear these arguments of the builder."""
        for version, given, moment in (("1.0", old, self.OLD), ("1.1", new, self.NEW)):
            index.publish(
                "thing", version, [build.wheel("thing", version, **given)], uploaded=moment
            )
        index.projects["thing"].info = None

    def beside(self, index: FakeIndex) -> None:
        """Let the index serve the wheels' metadata beside them (PEP 658)."""
        for file in index.projects["thing"].files:
            file.metadata = metadata_of(file.body)

    def test_an_install_hook(self, front: Front, index: FakeIndex) -> None:
        self.npm(index, None, {"scripts": {"postinstall": "node setup.js"}})
        said = vet(front, "npm:thing")
        assert "`1.0.0` did not" in said.message("install-hook-added")

    def test_a_hook_that_only_the_archive_shows(self, front: Front, index: FakeIndex) -> None:
        self.npm(index, None, {"scripts": {"postinstall": "node setup.js"}})
        del index.packages["thing"].versions["1.1.0"]["scripts"]
        assert "install-hook-added" in vet(front, "npm:thing").checks

    def test_wheels_are_gone(self, front: Front, index: FakeIndex) -> None:
        """Without a wheel the installer runs the build of the sdist, where it ran nothing before."""
        index.publish("thing", "1.0", uploaded=self.OLD)
        index.publish("thing", "1.1", [build.sdist("thing", "1.1")], uploaded=self.NEW)
        assert "`1.0` did not" in vet(front).message("install-hook-added")

    def test_dependencies_on_npm(self, front: Front, index: FakeIndex) -> None:
        self.npm(index, {"dependencies": {"a": "1"}}, {"dependencies": {"a": "1", "b": "1"}})
        said = vet(front, "npm:thing")
        assert "`b`: not required by `1.0.0`" in said.message("dependencies-added")
        assert "`a`" not in said.message("dependencies-added")

    def test_dependencies_beside_the_file(self, front: Front, index: FakeIndex) -> None:
        self.pypi(index, {"requires": ("a>=1",)}, {"requires": ("A>=2", "b")})
        self.beside(index)
        said = vet(front)
        assert said.message("dependencies-added") == "`b`: not required by `1.0`"

    def test_dependencies_on_the_page_of_the_release(self, front: Front, index: FakeIndex) -> None:
        self.pypi(index, {"requires": ("a>=1",)}, {"requires": ("a>=2", "b")})
        index.projects["thing"].info = {"requires_dist": ["a>=1"]}
        assert "`b`: not required by `1.0`" in vet(front).message("dependencies-added")

    @pytest.mark.parametrize("of", ["thing", "other"])
    def test_metadata_that_the_index_does_not_announce(
        self, front: Front, index: FakeIndex, of: str
    ) -> None:
        """A mirror has them beside the file and does not say so; they count if they are of that file."""
        self.pypi(index, {"requires": ("a",)}, {"requires": ("a", "b")})
        place = "/files/thing-1.0-py3-none-any.whl.metadata"
        index.extra[place] = answer(build.metadata(of, "1.0", requires=("a",)))
        state = vet(front).outcome("dependencies-added")["state"]
        assert state == ("found" if of == "thing" else "unknown")

    def test_no_word_of_the_release_before(self, front: Front, index: FakeIndex) -> None:
        self.pypi(index, {"requires": ("a",)}, {"requires": ("a", "b")})
        said = vet(front)
        assert said.outcome("dependencies-added")["state"] == "unknown"
        assert "version `1.0` requires" in said.outcome("dependencies-added")["reason"]

    def test_metadata_that_are_not_those_promised(self, front: Front, index: FakeIndex) -> None:
        self.pypi(index, {"requires": ("a",)}, {"requires": ("a", "b")})
        self.beside(index)
        index.extra["/files/thing-1.0-py3-none-any.whl.metadata"] = answer(
            build.metadata("thing", "1.0", requires=("a", "b"))
        )
        assert vet(front).outcome("dependencies-added")["state"] == "unknown"

    def test_nothing_changed(self, front: Front, index: FakeIndex) -> None:
        self.pypi(index, {"requires": ("a",)}, {"requires": ("a",)})
        self.beside(index)
        said = vet(front)
        for one in ("dependencies-added", "licence-changed", "install-hook-added"):
            assert said.outcome(one)["state"] == "passed", one
        assert index.asked("/files/thing-1.0-py3-none-any.whl.metadata") == 1
        assert index.asked("/files/thing-1.0-py3-none-any.whl") == 1

    def test_the_licence(self, front: Front, index: FakeIndex) -> None:
        self.npm(index, {"license": "MIT"}, {"license": "AGPL-3.0-only"})
        said = vet(front, "npm:thing")
        assert "`1.0.0` was under `MIT`" in said.message("licence-changed")
        assert said.verdict["decision"] == "review"

    def test_the_licence_on_a_python_index(self, front: Front, index: FakeIndex) -> None:
        self.pypi(index, {}, {"extra": "License-Expression: AGPL-3.0-only\n"})
        self.beside(index)
        assert "`1.0` was under `MIT`" in vet(front).message("licence-changed")

    @KINDS
    def test_the_repository(self, front: Front, index: FakeIndex, kind: str) -> None:
        old, new = "https://github.com/alice/thing", "https://github.com/mallory/other"
        if kind == "npm":
            self.npm(index, {"repository": old}, {"repository": new})
        else:
            self.pypi(
                index,
                {"extra": f"Project-URL: Source, {old}\n"},
                {"extra": f"Project-URL: Source, {new}\n"},
            )
            self.beside(index)
        said = vet(front, *both(kind))
        message = "was `github.com/alice/thing` and is now `github.com/mallory/other`"
        assert message in said.message("repository-changed")
        assert said.verdict["decision"] == "review"


def metadata_of(body: bytes) -> bytes:
    """The METADATA of a wheel."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        name = next(one for one in archive.namelist() if one.endswith("/METADATA"))
        return archive.read(name)


def answer(text: str) -> Answer:
    """A page of plain text."""
    return Answer(text.encode(), "text/plain")
