"""Releases that came into use since the last audit are vetted.

What was said of one stands as long as it is in use: one that did not end well is vetted again by each later
audit, until its verdict is better, a baseline approves it, or it is gone.
"""

from msgspec.structs import replace

from ostiary.core.ports import Progress
from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.world import World
from ostiary.flows.audit.arrivals import AGAIN, approved, arrived, standing, vetted_before
from ostiary.flows.audit.changes import Earlier, last_audit
from ostiary.flows.audit.options import AuditOptions


def with_newcomers(
    run: Run, earlier: Earlier | None, options: AuditOptions, world: World, progress: Progress
) -> Run:
    """The run with a verdict on each release that came, which counts wherever it is in use.

    Those beyond the limit are insufficient, and are vetted first by the next audit.
    """
    if run.audit is None or run.audit.changes is None or earlier is None:
        return run
    places = run.audit.places
    last = last_audit(places, "", world) if options.since else earlier
    stands = standing(places)
    known = {key: row for key, row in vetted_before(last) if key in stands}
    come = {key: how for key, how in arrived(run.audit) if key in stands}
    open_still = (key for key, row in known.items() if row.decision is not Decision.ALLOW)
    waiting = [key for key in open_still if key not in come]
    ours = approved(places, waiting, stands, world) if waiting else frozenset()
    queue = [*(key for key in waiting if key not in ours), *come]
    rows = {key: row for key, row in known.items() if key not in ours}
    if queue:
        from ostiary.flows.audit.vetting import Bench

        bench = Bench(options, world, progress, stands, rows)
        begin, limit = len(run.findings), options.vet_limit
        progress.start("vetted", min(len(queue), limit))
        for key in queue[:limit]:
            run = bench.vetted(run, key, come.get(key, AGAIN))
            progress.step("vetted")
        progress.stop("vetted")
        for key in queue[limit:]:
            run = bench.left(run, key, come.get(key, AGAIN))
        run = _fresh(run, earlier, begin)
        rows = bench.rows
    told = tuple(rows[key] for key in sorted(rows))
    return replace(run, audit=replace(run.audit, vetted=told)) if run.audit else run


def _fresh(run: Run, earlier: Earlier, begin: int) -> Run:
    """The run whose findings from `begin` on are called new where the earlier audit did not have them."""
    if run.audit is None or run.audit.changes is None:
        return run
    changes = run.audit.changes
    old = {one["fingerprint"] for one in earlier.document["findings"]}
    found = {one.fingerprint for one in run.findings[begin:]} - old
    changes = replace(changes, fresh=tuple(sorted({*changes.fresh, *found})))
    return replace(run, audit=replace(run.audit, changes=changes))
