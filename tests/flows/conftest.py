"""A front door and its advisories, for tests of whole runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from world.front import Front, doors, sources
from world.index import FakeIndex
from world.proofs import Proofs


@pytest.fixture
def osv() -> Iterator[FakeIndex]:
    """An OSV that knows of nothing bad."""
    yield from sources()


@pytest.fixture
def front(
    tmp_path: Path, index: FakeIndex, osv: FakeIndex, capsys: pytest.CaptureFixture[str]
) -> Iterator[Front]:
    """The command line, in a world of its own."""
    yield from doors(tmp_path, index, osv, capsys)


@pytest.fixture
def proofs(index: FakeIndex, front: Front) -> Proofs:
    """A Sigstore that the command line trusts."""
    made = Proofs(index)
    made.trusted_by(front)
    return made
