"""With every required source answering, an ordinary package is allowed: the control for all other tests."""

import pytest

from world.front import Front
from world.index import FakeIndex


def test_a_python_package_is_allowed(front: Front, index: FakeIndex) -> None:
    index.publish("thing", "1.0")
    index.publish("thing", "1.1")
    said = front.vet("thing")
    assert (said.code, said.verdict["decision"]) == (0, "allow"), said
    assert said.verdict["subject"] == "pkg:pypi/thing@1.1"
    assert said.err == ""
    assert {row["artifact"] for row in said.report["coverage"]} == {
        "thing-1.1-py3-none-any.whl",
        "thing-1.1.tar.gz",
    }
    assert all(row["understood"] for row in said.report["coverage"])


def test_an_npm_package_is_allowed(front: Front, index: FakeIndex) -> None:
    index.publish_npm("thing", "1.0.0")
    said = front.vet("npm:thing", "--no-tree")
    assert (said.code, said.verdict["decision"]) == (0, "allow"), said
    assert said.verdict["subject"] == "pkg:npm/thing@1.0.0"
    assert all(row["understood"] for row in said.report["coverage"])


def test_a_python_package_is_allowed_with_its_dependencies(front: Front, index: FakeIndex) -> None:
    publish_tree(index)
    said = front.vet("thing")
    assert (said.code, said.verdict["decision"]) == (0, "allow"), said
    assert [one["subject"] for one in said.report["verdicts"]] == [
        "pkg:pypi/thing@1.0",
        "pkg:pypi/helper@2.0",
    ]


@pytest.mark.npm
def test_an_npm_package_is_allowed_with_its_dependencies(front: Front, index: FakeIndex) -> None:
    index.publish_npm("helper", "2.0.0")
    index.publish_npm("thing", "1.0.0", {"dependencies": {"helper": "^2"}})
    said = front.vet("npm:thing")
    assert (said.code, said.verdict["decision"]) == (0, "allow"), said
    assert [one["subject"] for one in said.report["verdicts"]] == [
        "pkg:npm/thing@1.0.0",
        "pkg:npm/helper@2.0.0",
    ]


def publish_tree(index: FakeIndex) -> None:
    from world import build

    index.publish("helper", "2.0")
    wants = ("helper>=2",)
    files = (
        build.wheel("thing", "1.0", requires=wants),
        build.sdist("thing", "1.0", requires=wants),
    )
    index.publish("thing", "1.0", files, info={"requires_dist": list(wants)})
