"""What is in use, what is wrong with it, and what changed since last time: one run over places."""

import time
from collections.abc import Sequence

from ostiary import __version__
from ostiary.core.audit import Audit, Place
from ostiary.core.facts.installed import Drift
from ostiary.core.ports import Progress
from ostiary.core.run import Run
from ostiary.core.world import World
from ostiary.flows.audit.advisories import look_up
from ostiary.flows.audit.baseline import unapproved
from ostiary.flows.audit.changes import compare, last_audit
from ostiary.flows.audit.drift import drift_of
from ostiary.flows.audit.inventory import take_stock
from ostiary.flows.audit.judging import Court, judge_stock
from ostiary.flows.audit.options import AuditOptions


def audit(names: Sequence[str], options: AuditOptions, world: World, progress: Progress) -> Run:
    """Audit each place. Raises `UsageError` for a place that is not there."""
    started = time.monotonic()
    stocks = [take_stock(name, options, progress) for name in names]
    components = [one for stock in stocks for one in stock.place.components]
    known = look_up(components, world)
    court = Court(known, options.policy, (), world)
    results = [judge_stock(stock, _drift(stock.place, world), court) for stock in stocks]
    run = Run(
        id=world.run_id,
        verb="audit",
        tool=f"ostiary {__version__}",
        started=world.now,
        seconds=time.monotonic() - started,
        data_versions=known.versions,
        examined=tuple(row for one in results for row in one.examined),
        evidence=tuple(row for one in results for row in one.evidence),
        findings=tuple(row for one in results for row in one.findings),
        outcomes=tuple(row for one in results for row in one.outcomes),
        coverage=(),
        verdicts=tuple(row for one in results for row in one.verdicts),
        audit=Audit(tuple(stock.place for stock in stocks), tuple(known.unchecked)),
    )
    return compare(run, last_audit(run, options.since, world))


def _drift(place: Place, world: World) -> Drift | None:
    return drift_of(place, unapproved(place, world))
