"""The inventory of a place that somebody approved: keep one, and say what differs from it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from ostiary.core.audit import Change, ChangeKind, Place
from ostiary.core.errors import UsageError
from ostiary.core.facts.installed import Disagreement
from ostiary.core.run import Run
from ostiary.core.world import World
from ostiary.flows.audit.changes import Earlier, components_changed
from ostiary.flows.remember import open_ledger
from ostiary.report.forms import finding_form
from ostiary.report.inventory import audit_form
from ostiary.report.json import encoded
from ostiary.store.ledger import Entry, EntryKind

MAX_LOOKED = 500


class Baseline(Struct, frozen=True):
    """One approved inventory of one place."""

    place: str
    at: datetime
    by: str
    reason: str
    run: str
    document: Mapping[str, Any]

    @property
    def earlier(self) -> Earlier:
        """The baseline as something to compare with."""
        return Earlier(self.run, self.at, self.document, "baseline")


def keep(run: Run, by: str, reason: str, world: World) -> Entry:
    """Approve what an audit found. Raises `UsageError` for a run that is no audit."""
    if run.audit is None:
        raise UsageError("only an audit can become a baseline")
    document = {
        "by": by,
        "reason": reason,
        "run": {"id": run.id, "verb": "audit"},
        "inventory": audit_form(run.audit),
        "findings": [finding_form(one) for one in run.findings],
    }
    subjects = tuple(place.subject.purl for place in run.audit.places)
    with open_ledger(world) as ledger:
        body = encoded(document).encode("utf-8")
        return ledger.append(EntryKind.BASELINE, subjects, body, world.now)


def baseline_of(place: Place, world: World) -> Baseline | None:
    """The newest baseline of a place, if anybody set one."""
    purl = place.subject.purl
    with open_ledger(world) as ledger:
        for entry in ledger.baselines(MAX_LOOKED):
            if purl in entry.subjects:
                return _read(entry, place.path)
    return None


def _read(entry: Entry, path: str) -> Baseline:
    document = json.loads(entry.body)
    return Baseline(
        path, entry.at, document["by"], document["reason"], document["run"]["id"], document
    )


def unapproved(place: Place, world: World) -> tuple[Disagreement, ...] | None:
    """What is not as in the baseline of a place; None if it has none."""
    baseline = baseline_of(place, world)
    if baseline is None:
        return None
    changes = components_changed((place,), baseline.document)
    return tuple(sorted(_disagreements(changes)))


def _disagreements(changes: Iterable[Change]) -> Iterable[Disagreement]:
    for one in changes:
        name = f"{one.name} {one.after}".rstrip()
        if one.kind is ChangeKind.NEW:
            yield Disagreement(name, "not in the approved baseline", one.at)
        elif one.kind is ChangeKind.UPDATED:
            yield Disagreement(name, f"approved as {one.before}", one.at)
        elif one.kind is ChangeKind.ALTERED:
            yield Disagreement(one.name, "there with other bytes than approved", one.at)


def baselines(places: Sequence[Place], world: World) -> tuple[Baseline | None, ...]:
    """The baseline of each place."""
    return tuple(baseline_of(place, world) for place in places)
