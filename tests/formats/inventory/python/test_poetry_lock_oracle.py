"""What is read from a lock is what poetry itself reads from it: everything, by group and by extra."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from msgspec import Struct
from poetry_projects import HEAD, STANDARD, Pair, development, pairs, poetry, publish, shown, write

from ostiary.core.inventory import Component, Listing, Origin, Scope
from ostiary.formats.inventory.python import poetry_lock, pyproject, requirements
from ostiary.formats.inventory.python.scoped import scoped
from world.index import FakeIndex

GROUPS = ("dev", "docs", "lint")
EXPORTS: Mapping[str, tuple[str, ...]] = {
    "everything": ("--all-extras", "--with", ",".join(GROUPS)),
    "ships": ("--only", "main", "--all-extras"),
    "main": ("--only", "main"),
    "plus": ("--only", "main", "--extras", "plus"),
    "all": ("--only", "main", "--extras", "all"),
    **{group: ("--only", group) for group in GROUPS},
}
SHOWS = (("show", "--all"), ("show", "--all", "--top-level", "--with", "docs"))


class Locked(Struct, frozen=True):
    """A project that some poetry locked and listed: the lock alone, and beside its manifest."""

    number: str
    place: Path
    alone: Listing
    lock: Listing
    everything: set[Pair]
    top: set[Pair]
    exports: Mapping[str, list[Component]]

    def exported(self, what: str) -> set[Pair]:
        """By name and version; archives and repositories stand in an export without a version."""
        versions = {one.name: one.version for one in self.lock.components if one.source}
        return {(one.name, one.version or versions[one.name]) for one in self.exports[what]}


@pytest.fixture(scope="module", params=["2-standard", "2-tables", "1-tables"])
def locked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Locked]:
    number, _, form = request.param.partition("-")
    place = tmp_path_factory.mktemp(request.param) / "app"
    with FakeIndex() as index:
        publish(index)
        write(place, index, STANDARD if form == "standard" else HEAD)
        asked = [("export", *words) for words in EXPORTS.values()]
        _, every, top, *exports = poetry(place, number, ("lock",), *SHOWS, *asked)
        data = (place / "poetry.lock").read_bytes()
        assert f'lock-version = "{"2.0" if number == "1" else "2.1"}"' in data.decode()
        alone = poetry_lock.parse("poetry.lock", data)
        manifest = pyproject.parse("pyproject.toml", (place / "pyproject.toml").read_bytes())
        listings = {
            what: list(requirements.parse("requirements.txt", text.encode()).components)
            for what, text in zip(EXPORTS, exports, strict=True)
        }
        lock = scoped(alone, manifest)
        yield Locked(number, place, alone, lock, shown(every), shown(top), listings)


def test_everything(locked: Locked) -> None:
    assert pairs(locked.lock.components) == locked.everything
    assert pairs(locked.lock.components) == locked.exported("everything")
    assert len(locked.lock.components) == 18
    assert not locked.lock.unauditable


def test_what_is_for_development_only(locked: Locked) -> None:
    theirs = locked.exported("everything") - locked.exported("ships")
    assert development(locked.lock) == theirs
    assert len(theirs) == 4


@pytest.mark.parametrize("group", GROUPS)
def test_groups(locked: Locked, group: str) -> None:
    ours = pairs(one for one in locked.lock.components if group in one.groups)
    assert ours == locked.exported(group)


@pytest.mark.parametrize("extra", ["plus", "all"])
def test_extras(locked: Locked, extra: str) -> None:
    """A lock names what an extra asks for itself; what that brings along is optional too."""
    added = locked.exported(extra) - locked.exported("main")
    assert pairs(one for one in locked.lock.components if f"extra:{extra}" in one.groups) <= added
    assert added <= pairs(one for one in locked.lock.components if one.scope is Scope.OPTIONAL)


def test_what_ships_without_any_extra(locked: Locked) -> None:
    ours = pairs(one for one in locked.lock.components if one.scope is Scope.RUNTIME)
    assert ours == locked.exported("main")


def test_digests_and_origins(locked: Locked) -> None:
    hashed = [one for one in locked.exports["everything"] if one.digests]
    assert len({one.name for one in hashed}) >= 13
    ours = {pair: one for one in locked.lock.components for pair in pairs([one])}
    versions = dict(pairs(one for one in locked.lock.components if one.source))
    for one in hashed:
        mine = ours[one.name, one.version or versions[one.name]]
        assert set(mine.digests) == set(one.digests)
    origins = {one.name: one.origin for one in locked.lock.components}
    assert {name: origins[name] for name in ("member", "local", "remote", "cloned", "run")} == {
        "member": Origin.PATH,
        "local": Origin.PATH,
        "remote": Origin.URL,
        "cloned": Origin.GIT,
        "run": Origin.REGISTRY,
    }


def test_what_the_project_asks_for_itself(locked: Locked) -> None:
    assert pairs(one for one in locked.lock.components if one.direct) == locked.top


def test_lines_are_those_of_the_headers(locked: Locked) -> None:
    lines = (locked.place / "poetry.lock").read_text().splitlines()
    for one in locked.lock.components:
        assert lines[one.at.line - 1] == "[[package]]"
        assert lines[one.at.line] == f'name = "{one.name}"'


def test_a_lock_that_tells_no_groups_calls_nothing_development(locked: Locked) -> None:
    told = development(locked.lock) if locked.number == "2" else set()
    assert development(locked.alone) == told
