"""Advisories that cannot be had and dependencies that cannot be judged never end as `allow`."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ostiary.core.exits import Exit
from world import build
from world.front import Front, Said
from world.index import Answer, FakeIndex
from world.packages import KINDS, Kind

both = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


class Later:
    """A failure that begins with the second request: the resolver was answered, we are not."""

    def __init__(self, prefix: str, status: int) -> None:
        self.prefix, self.mode, self.status = prefix, "status", status
        self.headers: Mapping[str, str] = {}
        self.seen = 0

    @property
    def times(self) -> int:
        """Whether it fails now; asked once for each request below the prefix."""
        self.seen += 1
        return 0 if self.seen == 1 else -1


def insufficient(said: Said, *causes: str) -> None:
    """The run ended as insufficient, says so by its exit code, and names every cause."""
    assert (said.code, said.verdict["decision"]) == (Exit.INSUFFICIENT, "insufficient"), (
        said.grounds
    )
    for cause in causes:
        assert cause in said.grounds


@both
@pytest.mark.parametrize("mode", ["status", "garbage", "truncate", "hang", "drip", "drop"])
def test_the_advisories_cannot_be_had(
    front: Front, index: FakeIndex, osv: FakeIndex, kind: Kind, mode: str
) -> None:
    kind.publish(index)
    front.hasty()
    osv.fail("/v1/query", mode)
    insufficient(front.vet(*kind.words), "advisories is unknown: osv")


@both
@pytest.mark.parametrize(
    "body", [b"[]", b"null", b'{"vulns": {}}', b'{"vulns": [{"id": 1}]}', b'{"vulns": [{}]}']
)
def test_the_advisories_are_of_another_shape(
    front: Front, index: FakeIndex, osv: FakeIndex, kind: Kind, body: bytes
) -> None:
    kind.publish(index)
    osv.extra["/v1/query"] = Answer(body)
    insufficient(front.vet(*kind.words), "advisories")


@both
def test_advisories_are_switched_off(front: Front, index: FakeIndex, kind: Kind) -> None:
    kind.publish(index)
    front.environ["OSTIARY_OSV_URL"] = ""
    insufficient(front.vet(*kind.words), "advisories is unknown: osv")


@both
def test_local_advisories_are_damaged(front: Front, index: FakeIndex, kind: Kind) -> None:
    kind.publish(index)
    folder = Path(front.environ["OSTIARY_DATA"], "advisories")
    folder.mkdir()
    (folder / "current.json").write_bytes(b"SQLite format 3\0" * 64)
    insufficient(front.vet(*kind.words), "advisories is unknown: local advisories")


def publish_tree(index: FakeIndex) -> None:
    """`thing`, which needs `helper`, in both ecosystems."""
    wants = ("helper>=2",)
    files = (
        build.wheel("thing", "1.0.0", requires=wants),
        build.sdist("thing", "1.0.0", requires=wants),
    )
    index.publish("helper", "2.0.0")
    index.publish("thing", "1.0.0", files)
    index.publish_npm("helper", "2.0.0")
    index.publish_npm("thing", "1.0.0", {"dependencies": {"helper": "^2"}})


trees = pytest.mark.parametrize(
    ("words", "page"),
    [
        (("thing",), "/simple/helper"),
        pytest.param(("npm:thing",), "/npm/helper", marks=pytest.mark.npm),
    ],
    ids=["pypi", "npm"],
)


@trees
def test_a_dependency_cannot_be_looked_up(
    front: Front, index: FakeIndex, words: tuple[str, ...], page: str
) -> None:
    publish_tree(index)
    front.hasty()
    index.failures.append(Later(page, 500))  # type: ignore[arg-type]  # a failure with a memory
    said = front.vet(*words)
    insufficient(said, "helper")
    helper = said.report["verdicts"][1]
    assert helper["decision"] == "insufficient"
    assert any("500" in reason["message"] for reason in helper["reasons"])
    assert "500" in said.grounds


@trees
def test_a_dependency_does_not_exist(
    front: Front, index: FakeIndex, words: tuple[str, ...], page: str
) -> None:
    publish_tree(index)
    index.extra[page] = index.extra[page + "/"] = Answer(b"", "text/plain", 404)
    insufficient(front.vet(*words), "helper")


@trees
def test_the_resolver_fails(
    front: Front, index: FakeIndex, words: tuple[str, ...], page: str
) -> None:
    publish_tree(index)
    front.environ["npm_config_fetch_retries"] = "0"
    index.fail(page, "garbage")
    insufficient(front.vet(*words), "cannot resolve the dependencies")


def test_the_resolver_is_not_installed(front: Front, index: FakeIndex) -> None:
    publish_tree(index)
    front.environ["PATH"] = str(front.cwd)
    insufficient(front.vet("npm:thing"), "npm is not installed")


@trees
def test_a_dependency_without_advisories(
    front: Front, index: FakeIndex, osv: FakeIndex, words: tuple[str, ...], page: str
) -> None:
    del page
    publish_tree(index)
    front.hasty()
    osv.failures.append(Later("/v1/query", 500))  # type: ignore[arg-type]  # a failure with a memory
    insufficient(front.vet(*words), "helper", "advisories is unknown")


@trees
def test_the_archive_of_a_dependency_is_damaged(
    front: Front, index: FakeIndex, words: tuple[str, ...], page: str
) -> None:
    del page
    publish_tree(index)
    index.tamper("helper-2.0.0-py3-none-any.whl" if words == ("thing",) else "helper-2.0.0.tgz")
    insufficient(front.vet("--deep", *words), "helper")


def test_a_dependency_that_is_published_as_source_only(front: Front, index: FakeIndex) -> None:
    index.publish("helper", "2.0.0", [build.sdist("helper", "2.0.0")])
    index.publish("thing", "1.0.0", [build.wheel("thing", "1.0.0", requires=("helper",))])
    said = front.vet("thing")
    insufficient(said, "what `helper` would install cannot be told")
    assert said.report["verdicts"][1]["subject"] == "pkg:pypi/helper@2.0.0"
    assert front.vet("thing", "--no-tree").verdict["decision"] == "allow"


def test_a_dependency_that_comes_from_somewhere_else(front: Front, index: FakeIndex) -> None:
    wants = ("helper @ https://example.invalid/helper-1.0.tar.gz",)
    index.publish("thing", "1.0.0", [build.wheel("thing", "1.0.0", requires=wants)])
    insufficient(front.vet("thing"), "helper", "https://example.invalid/helper-1.0.tar.gz")


def test_a_dependency_that_hides_behind_an_extra(front: Front, index: FakeIndex) -> None:
    """The marker names an extra, and holds without it too: installers take the dependency."""
    wants = ('helper ; python_version > "3" or extra == "x"', 'other ; extra == "x"')
    index.publish("helper", "2.0.0")
    index.publish("thing", "1.0.0", [build.wheel("thing", "1.0.0", requires=wants)])
    said = front.vet("thing")
    subjects = [row["subject"] for row in said.report["verdicts"]]
    assert subjects == ["pkg:pypi/thing@1.0.0", "pkg:pypi/helper@2.0.0"]
    insufficient(front.vet("thing[x]"), "cannot resolve the dependencies")


def test_one_release_by_several_names_is_told_once(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0.0")
    said = front.vet("thing", "pypi:thing", "pkg:pypi/thing@1.0.0")
    assert [row["subject"] for row in said.report["verdicts"]] == ["pkg:pypi/thing@1.0.0"]
    assert len(said.report["coverage"]) == len(front.vet("thing").report["coverage"])
