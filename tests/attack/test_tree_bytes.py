"""What the resolver would fetch is what was vetted, or the tree is not judged."""

import json
import shutil

import pytest

from ostiary.core.subject import Subject
from ostiary.subjects.npm_tree import read_lock
from world import build
from world.front import Front
from world.index import Answer, FakeIndex

needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")


@needs_npm
def test_a_dependency_from_a_url_is_not_judged_by_its_namesake(
    front: Front, index: FakeIndex
) -> None:
    """Its version stands on the registry too, with other bytes."""
    index.publish_npm("inner", "1.0.0")
    other = build.npm_archive({"name": "inner", "version": "1.0.0", "license": "ISC"})
    index.extra["/elsewhere/inner.tgz"] = Answer(other, "application/octet-stream")
    index.publish_npm(
        "middle", "1.0.0", {"dependencies": {"inner": f"{index.url}/elsewhere/inner.tgz"}}
    )
    index.publish_npm("outer", "1.0.0", {"dependencies": {"middle": "1.0.0"}})
    said = front.vet("npm:outer")
    assert said.verdict["decision"] != "allow"
    assert "not from the index" in said.grounds


@needs_npm
def test_dependencies_from_the_registry_are_those_that_were_vetted(
    front: Front, index: FakeIndex
) -> None:
    index.publish_npm("inner", "1.0.0")
    index.publish_npm("outer", "1.0.0", {"dependencies": {"inner": "1.0.0"}})
    said = front.vet("npm:outer")
    assert "not from the index" not in said.grounds
    assert "judged-tree is unknown" not in said.grounds


def test_two_places_of_one_release_keep_the_pins_of_both() -> None:
    entry = {"version": "1.0.0", "resolved": "https://example.invalid/a.tgz"}
    packages = {
        "": {"dependencies": {"a": "1", "b": "1"}},
        "node_modules/a": {**entry, "integrity": "sha256-" + "A" * 43 + "="},
        "node_modules/b": {"version": "1.0.0"},
        "node_modules/b/node_modules/a": {**entry, "integrity": "sha256-" + "B" * 43 + "="},
    }
    text = json.dumps({"lockfileVersion": 3, "packages": packages}).encode()
    tree = read_lock(text, Subject("npm", "root", "1.0.0"))
    node = next(one for one in tree.nodes if one.subject.name == "a")
    assert len(node.subject.digests) == 2


PROJECT = '[build-system]\nrequires = ["builder"]\nbuild-backend = "builder.api"\n'


def test_what_builds_a_release_is_vetted_with_it(front: Front, index: FakeIndex) -> None:
    """Its code runs at installation as that of no dependency does."""
    index.publish("builder", "1.0.0")
    index.yank("builder", "1.0.0", "malicious")
    index.publish("builder", "1.0.1")
    index.publish("outer", "1.0.0", [build.sdist("outer", "1.0.0", {"pyproject.toml": PROJECT})])
    said = front.vet("outer")
    assert "pkg:pypi/builder@1.0.1" in {one["subject"] for one in said.report["verdicts"]}


def test_a_builder_that_is_nowhere_is_missing_evidence(front: Front, index: FakeIndex) -> None:
    index.publish("outer", "1.0.0", [build.sdist("outer", "1.0.0", {"pyproject.toml": PROJECT})])
    assert front.vet("outer").verdict["decision"] == "insufficient"


def test_who_takes_the_wheel_needs_no_builder(front: Front, index: FakeIndex) -> None:
    files = [
        build.wheel("outer", "1.0.0"),
        build.sdist("outer", "1.0.0", {"pyproject.toml": PROJECT}),
    ]
    index.publish("outer", "1.0.0", files)
    said = front.vet("outer")
    assert {one["subject"] for one in said.report["verdicts"]} == {"pkg:pypi/outer@1.0.0"}
