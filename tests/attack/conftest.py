"""A front door and its advisories, for attacks on whole runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from world.audits import advise, audited, place
from world.front import Front, doors, sources
from world.index import FakeIndex

__all__ = ["advise", "audited", "front", "osv", "place"]


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
