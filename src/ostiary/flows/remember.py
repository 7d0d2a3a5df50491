"""Keep what was decided in the log, before anybody is told."""

from datetime import date
from pathlib import Path

from ostiary.core.run import Run
from ostiary.core.waiver import Approval, Ruling
from ostiary.core.world import World
from ostiary.flows.edges import LEDGER
from ostiary.report.json import render
from ostiary.report.options import Options
from ostiary.store.ledger import Entry, Ledger


def ledger(world: World) -> Ledger:
    """The log in the user's data folder."""
    return Ledger(Path(world.data) / LEDGER)


def remember(run: Run, world: World) -> Entry:
    """Append a run, whole. Raises `OstiaryError` when it cannot be kept."""
    subjects = tuple(verdict.subject for verdict in run.asked)
    body = render(run, Options()).encode("utf-8")
    return ledger(world).append("run", subjects, body, world.now)


def rule(
    subject: str,
    ruling: Ruling,
    reason: str,
    by: str,
    until: date | None,
    digest: str,
    world: World,
) -> Entry:
    """Append a person's decision on a subject."""
    approval = Approval(subject, ruling, reason, by, until, world.now, digest)
    return ledger(world).rule(approval)
