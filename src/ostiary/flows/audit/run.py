"""What is in use, what is wrong with it, and what changed since last time: one run over places."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from ostiary import __version__
from ostiary.core.audit import Audit, Place, Pressing
from ostiary.core.errors import UsageError
from ostiary.core.facts.installed import Drift
from ostiary.core.inventory import Unauditable
from ostiary.core.ports import Progress
from ostiary.core.run import Run
from ostiary.core.waiver import Approval
from ostiary.core.world import World
from ostiary.flows.audit.advisories import Known, look_up
from ostiary.flows.audit.baseline import unapproved
from ostiary.flows.audit.changes import Earlier, altered, compare, last_audit, names_audit
from ostiary.flows.audit.drift import drift_of
from ostiary.flows.audit.inventory import take_stock
from ostiary.flows.audit.judging import Court, Heard, further, judge_stock, note_idle
from ostiary.flows.audit.newcomers import with_newcomers
from ostiary.flows.audit.options import AuditOptions
from ostiary.flows.audit.people import with_people
from ostiary.flows.audit.stock import Stock
from ostiary.flows.remember import open_ledger
from ostiary.flows.triage import with_triage

UNSPOKEN = "no source of advisories speaks of models: they are judged by their bytes"


def audit(names: Sequence[str], options: AuditOptions, world: World, progress: Progress) -> Run:
    """Audit each place. Raises `UsageError` for a place that is not there."""
    started = time.monotonic()
    options = replace(options, policy=with_triage(options.policy, world, options.vex))
    stocks = [take_stock(name, options, progress) for name in _distinct(names)]
    _examine_models(stocks, options, world, progress)
    if options.own_code:
        _read_code(stocks, world, progress)
    if options.verify:
        _verify(stocks, options, world, progress)
    earlier = _earlier(stocks, options, world, progress)
    run, heard = _judged(stocks, options, world, earlier)
    run = compare(run, earlier)
    run = with_newcomers(run, earlier, options, world, progress)
    run = note_idle(run, stocks, heard)
    run = with_people(run, earlier, options, world, progress)
    if earlier or options.new_only:
        from ostiary.flows.audit.novelty import weigh

        run = weigh(run, earlier, options)
    return replace(run, seconds=time.monotonic() - started)


def _distinct(names: Sequence[str]) -> list[str]:
    """Each place once, by whatever path it was named: its history is that of the place."""
    return list({os.path.realpath(name): name for name in reversed(names)}.values())[::-1]


def _examine_models(
    stocks: Sequence[Stock], options: AuditOptions, world: World, progress: Progress
) -> None:
    """Readers of models are loaded only where there are any."""
    if options.models and any(stock.groups for stock in stocks):
        from ostiary.flows.audit.models import examine_models

        examine_models(stocks, options, world, progress)
    for stock in stocks:
        left = "" if options.models else "left out (--no-models)"
        stock.place = replace(stock.place, models_left=left, not_models=stock.not_models)


def _read_code(stocks: Sequence[Stock], world: World, progress: Progress) -> None:
    from ostiary.flows.audit.own_code import read_code

    for stock in stocks:
        if stock.own:
            stock.code = read_code(stock.place, stock.own, world, progress)


def _verify(
    stocks: Sequence[Stock], options: AuditOptions, world: World, progress: Progress
) -> None:
    from ostiary.flows.audit.verified import verify

    found = verify([stock.place for stock in stocks], options, world, progress)
    for stock in stocks:
        stock.verified = found[stock.place.path]


def _judged(
    stocks: Sequence[Stock], options: AuditOptions, world: World, earlier: Earlier | None
) -> tuple[Run, Heard]:
    known = look_up([stock.place for stock in stocks], options, world)
    court = Court(known, options.policy, _rulings(world), world)
    results = tuple(judge_stock(stock, _drift(stock, world, earlier), court) for stock in stocks)
    findings = tuple(row for one in results for row in one.findings)
    ranked: tuple[Pressing, ...] = ()
    notes: tuple[str, ...] = ()
    if any(one.advisory for one in findings):
        from ostiary.flows.audit.pressing import pressing

        ranked, notes = pressing(findings, stocks, known)
    notes += tuple(
        dict.fromkeys(
            note
            for stock in stocks
            for looks in stock.looks.values()
            for look in looks
            for note in look.notes
        )
    )
    if any(stock.looks for stock in stocks):
        notes += (UNSPOKEN,)
    codes = [stock.code for stock in stocks if stock.code]
    if codes:
        from ostiary.flows.audit.own_code import comments

        notes += tuple(note for code in codes for note in comments(code))
    places = tuple(stock.place for stock in stocks)
    run = Run(
        id=world.run_id,
        verb="audit",
        tool=f"ostiary {__version__}",
        started=world.now,
        seconds=0.0,
        data_versions=known.versions,
        examined=tuple(row for one in results for row in one.examined),
        evidence=tuple(row for one in results for row in one.evidence),
        findings=findings,
        outcomes=tuple(row for one in results for row in one.outcomes),
        coverage=tuple(row for one in results for row in one.coverage),
        verdicts=tuple(row for one in results for row in one.verdicts),
        notes=notes,
        audit=Audit(places, _unchecked(stocks, known), pressing=ranked),
    )
    return run, Heard(results, court)


def _rulings(world: World) -> tuple[Approval, ...]:
    with open_ledger(world) as ledger:
        return ledger.rulings()


def _unchecked(stocks: Sequence[Stock], known: Known) -> tuple[Unauditable, ...]:
    notes = (note for stock in stocks for note in further(stock, known))
    return (*known.unchecked, *notes)


def _drift(stock: Stock, world: World, earlier: Earlier | None) -> Drift | None:
    place, said = stock.place, stock.verified
    swapped = [*altered(place, earlier), *(said.swapped if said else ())]
    gone = tuple(said.gone) if said else ()
    return drift_of(place, unapproved(place, world), tuple(swapped), gone)


def _earlier(
    stocks: Sequence[Stock], options: AuditOptions, world: World, progress: Progress
) -> Earlier | None:
    """What to compare with: an audit that was kept, or the places as they were at a git reference."""
    places = [stock.place for stock in stocks]
    if not options.since or names_audit(options.since):
        return last_audit(places, options.since, world)
    then = [_stock_at(place, options, world, progress) for place in places]
    return Earlier.of(_judged(then, options, world, None)[0], f"git reference {options.since}")


def _stock_at(place: Place, options: AuditOptions, world: World, progress: Progress) -> Stock:
    """A place as it was at the reference; what is installed is left out, since git does not know it."""
    from tempfile import TemporaryDirectory

    from ostiary.subjects.places.git import spread_ref

    if place.kind != "folder":
        raise UsageError(f"{place.name} is no folder, so it has no git references")
    with TemporaryDirectory(prefix="ostiary-ref-") as folder:
        spread_ref(
            Path(place.path), options.since, Path(folder), world.environ, models=options.models
        )
        stock = take_stock(folder, replace(options, integrity=False), progress)
        _examine_models([stock], options, world, progress)
    stock.place = replace(stock.place, name=place.name, path=place.path)
    return stock
