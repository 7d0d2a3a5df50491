"""Fixtures that more than one part of the tests needs."""

import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from ostiary.core.world import World
from world.index import FakeIndex

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Who starts the tests in the background of a shell hands down that interrupts are ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("ours", deadline=None)  # a busy machine is no fault of what is tested
settings.load_profile("ours")


@pytest.fixture
def index() -> Iterator[FakeIndex]:
    """A package index of one's own on 127.0.0.1."""
    with FakeIndex() as running:
        yield running


@pytest.fixture
def make_world(tmp_path: Path) -> Callable[..., World]:
    """Worlds in which nothing of this machine shows: own home, cache and data, and no environment."""

    def make(**fields: object) -> World:
        for name in ("home", "cwd", "cache", "data"):
            (tmp_path / name).mkdir(exist_ok=True)
        settings: dict[str, object] = {
            "now": NOW,
            "environ": {},
            "home": tmp_path / "home",
            "cwd": tmp_path / "cwd",
            "cache": tmp_path / "cache",
            "data": tmp_path / "data",
            **fields,
        }
        return World(**settings)  # type: ignore[arg-type]  # the callers name fields of World

    return make
