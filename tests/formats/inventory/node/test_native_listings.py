"""The readers say what the clients themselves list, on one project locked by each of them, offline.

npm is the one on the PATH; pnpm 7 to 10 and yarn 1 and 4 are those that `scripts/test` installs. All are
pointed at an index of our own. bun and Deno are not run here.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from node_projects import Triple, client, nodes, publish, run, triples, write

from ostiary.core.inventory import Component, Listing, Origin
from ostiary.formats.inventory.catalogue import chosen
from ostiary.formats.inventory.node.scoped import scoped
from world.index import FakeIndex

pytestmark = pytest.mark.npm


@pytest.fixture
def place(index: FakeIndex, tmp_path: Path) -> Path:
    publish(index)
    folder = tmp_path / "app"
    folder.mkdir()
    return folder


def read(folder: Path, path: str) -> Listing:
    data = (folder / path).read_bytes()
    form = chosen(path, data[:4096])
    assert form is not None
    return form.parse(path, data)


def against(everything: set[tuple[str, str]], shipped: set[tuple[str, str]]) -> set[Triple]:
    """What is not listed without development is there for development."""
    return {(name, version, (name, version) not in shipped) for name, version in everything}


def real_names(components: Iterable[Component]) -> dict[str, str]:
    """npm shows a package by the name of its folder."""
    return {
        alias: one.name for one in components for key, alias in one.properties if key == "alias"
    }


@pytest.mark.parametrize(
    ("version", "members"), [(1, False), (1, True), (2, True), (3, False), (3, True)]
)
def test_npm(index: FakeIndex, place: Path, version: int, members: bool) -> None:
    write(place, members=members)
    lock = ("--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund")
    run(place, index, "npm", "install", *lock, f"--lockfile-version={version}")
    listing = read(place, "package-lock.json")
    names = real_names(listing.components)

    def listed(*more: str) -> set[tuple[str, str]]:
        out = run(place, index, "npm", "ls", "--all", "--json", "--package-lock-only", *more)
        return {
            (names.get(name, name), str(node.get("version", "")))
            for name, node in nodes(json.loads(out))
        }

    ours = triples(listing.components)
    theirs = against(listed(), listed("--omit=dev"))
    own = {("member", "0.1.0", False)} if members else set()
    if version == 1:
        # this version has a path in the place of the version, both for the archive and for the member
        assert {one.name for one in listing.unauditable} == {"local"} | {one[0] for one in own}
        ours -= {("member", "", False)}
    assert ours == theirs - own
    assert all(one.at.line for one in listing.components)


@pytest.mark.parametrize(
    ("script", "number"),
    [
        ("pnpm-7/bin/pnpm.cjs", "5.4"),
        ("pnpm-8/bin/pnpm.cjs", "6.0"),
        ("pnpm/bin/pnpm.cjs", "9.0"),
        ("pnpm-10/bin/pnpm.cjs", "9.0"),
    ],
)
def test_pnpm(index: FakeIndex, place: Path, script: str, number: str) -> None:
    write(place)
    (place / "pnpm-workspace.yaml").write_text("packages:\n  - packages/*\n")
    pnpm = client(script)
    run(place, index, *pnpm, "install", "--ignore-scripts")
    assert number in (place / "pnpm-lock.yaml").read_text().partition("\n")[0]

    def listed(*more: str) -> set[tuple[str, str]]:
        out = run(place, index, *pnpm, "list", "-r", "--depth", "Infinity", "--json", *more)
        return {
            (node["from"], node["version"]) for one in json.loads(out) for _, node in nodes(one)
        }

    listing = read(place, "pnpm-lock.yaml")
    assert triples(listing.components) == against(listed(), listed("--prod"))
    assert not listing.unauditable


def yarn_trees(out: str) -> Iterator[tuple[str, str]]:
    lines = [json.loads(line) for line in out.splitlines()]
    waiting = [tree for line in lines if line["type"] == "tree" for tree in line["data"]["trees"]]
    while waiting:
        tree: dict[str, Any] = waiting.pop()
        waiting += tree.get("children", ())
        if not tree.get("shadow"):
            name, _, version = tree["name"].rpartition("@")
            yield name, version


def test_yarn_classic(index: FakeIndex, place: Path) -> None:
    write(place)
    yarn = client("yarn/bin/yarn.js")
    run(place, index, *yarn, "install", "--ignore-scripts", "--no-progress")
    lock = read(place, "yarn.lock")
    listing = scoped(
        lock, [read(place, "package.json"), read(place, "packages/member/package.json")]
    )
    names = real_names(listing.components)

    def listed(*more: str) -> set[tuple[str, str]]:
        out = run(place, index, *yarn, "list", "--json", "--no-progress", *more)
        return {(names.get(name, name), version) for name, version in yarn_trees(out)}

    member = ("member", "0.1.0", False)
    assert triples(listing.components) == against(listed(), listed("--prod")) - {member}


def test_yarn_modern(index: FakeIndex, place: Path) -> None:
    write(place)
    (place / ".yarnrc.yml").write_text("enableGlobalCache: false\nnodeLinker: node-modules\n")
    (place / "yarn.lock").write_text("")
    yarn = client("@yarnpkg/cli-dist/bin/yarn.js")
    run(place, index, *yarn, "install", "--mode=update-lockfile")
    out = run(place, index, *yarn, "info", "--all", "--recursive", "--json")
    listed = set()
    for line in out.splitlines():
        one = json.loads(line)
        name = one["value"][0] + one["value"][1:].partition("@")[0]
        if "@workspace:" not in one["value"]:
            listed.add((name, one["children"]["Version"]))
    lock = read(place, "yarn.lock")
    assert {(name, version) for name, version, _ in triples(lock.components)} == listed
    manifests = [read(place, "package.json"), read(place, "packages/member/package.json")]
    dev = {one.name for one in scoped(lock, manifests).components if one.scope == "dev"}
    # yarn has no listing without development; these are reached from devDependencies alone
    assert dev == {"tester", "only-dev", "@corp/dev-leaf", "other-tester", "twice"}
    twice = [one for one in scoped(lock, manifests).components if one.name == "twice"]
    assert {(one.version, one.scope.value) for one in twice} == {
        ("1.0.0", "dev"),
        ("2.0.0", "runtime"),
    }
    assert {one.name for one in lock.components if one.origin is Origin.OWN} == {"app", "member"}
