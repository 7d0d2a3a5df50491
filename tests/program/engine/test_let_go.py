"""What is done with is let go of: trees of one file must not stay until the last file was evaluated."""

import weakref

import pytest
from engine_flows import program_of

from ostiary.program.engine.package import Package

FILE = """
import os

def start(name):
    os.system("/tmp/" + name + "/started.sh")

start("one")
"""


def test_a_file_that_was_asked_for_in_vain_holds_no_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Functions that ask for files are remembered, as one that comes later may write them."""
    trees: list[weakref.ref[object]] = []
    alive: list[int] = []
    release = Package._release

    def watched(package: Package, path: str) -> None:
        if (module := package.loaded.get(path)) is not None:
            trees.extend(map(weakref.ref, module.tree.body))
        release(package, path)
        del module
        alive.append(sum(one() is not None for one in trees))

    monkeypatch.setattr(Package, "_release", watched)
    program_of("wheel", {f"pkg/f{number}.py": FILE for number in range(5)})
    assert len(trees) >= 5
    assert max(alive) <= 1  # the one at hand
