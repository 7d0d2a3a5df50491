"""An audit of a folder, with advisories of its own."""

import os
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest

from ostiary.core.run import Run
from ostiary.core.world import World
from ostiary.flows.audit.options import AuditOptions
from ostiary.flows.audit.run import audit
from ostiary.flows.remember import remember
from ostiary.policy.load import preset
from ostiary.store.advisories import FOLDER
from ostiary.store.advisories_build import update
from ostiary.store.feeds import feeds_of
from world.auditor import Auditor
from world.silent import Silent
from world.sites import export, record


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder that is audited."""
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


@pytest.fixture
def advise(tmp_path: Path, make_world: Callable[..., World]) -> Callable[..., None]:
    """Bring advisories in."""

    def bring(*records: Mapping[str, object]) -> None:
        world = make_world()
        source = export(tmp_path / "export", *records)
        feeds = feeds_of(source, str(source), {})
        update(Path(world.data) / FOLDER, feeds, now=world.now, progress=Silent())

    return bring


@pytest.fixture
def audited(place: Path, make_world: Callable[..., World], advise: Callable[..., None]) -> Auditor:
    """Audit the place and keep the run, as the command does; one flaw of `flawed` is known."""
    advise(record("OSV-1", "flawed", severity=[], aliases=["CVE-2026-1"]))
    counter = iter(range(1, 100))

    def run(
        policy: str = "balanced",
        keep: bool = True,
        environ: Mapping[str, str] | None = None,
        now: datetime | None = None,
        **options: object,
    ) -> Run:
        number = next(counter)
        name = f"20260601T12{number:02}00Z-0000000{number % 10}"
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        fields = {"now": now} if now else {}
        world = make_world(run_id=name, environ=environ or {"PATH": path}, offline=True, **fields)
        chosen = AuditOptions(preset(policy), **{"vet_limit": 0, **options})  # type: ignore[arg-type]
        found = audit([str(place)], chosen, world, Silent())
        if keep:
            remember(found, world)
        return found

    return run
