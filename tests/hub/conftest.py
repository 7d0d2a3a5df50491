"""A front door, a hub of models, and files to publish there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from world.front import Front, doors, sources
from world.hub import FakeHub
from world.index import FakeIndex


@pytest.fixture
def osv() -> Iterator[FakeIndex]:
    """An OSV that knows of nothing bad."""
    yield from sources()


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    """A hub without any model."""
    pytest.importorskip("huggingface_hub", reason="the client of the hub is not installed")
    with FakeHub() as running:
        yield running


@pytest.fixture
def front(
    tmp_path: Path,
    index: FakeIndex,
    osv: FakeIndex,
    hub: FakeHub,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Front]:
    """The command line, with the hub as the user's endpoint."""
    for one in doors(tmp_path, index, osv, capsys):
        one.environ["HF_ENDPOINT"] = hub.url
        one.environ["HF_HOME"] = str(tmp_path / "hf")
        one.environ["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1"
        one.patch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "hf" / "token"))
        one.patch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hf" / "hub"))
        one.patch.setattr("ostiary.evidence.hub.files.PAUSE", 0.01)
        yield one
