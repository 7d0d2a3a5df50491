"""What a run could not learn or read, as SARIF's notifications: an empty list of results proves nothing."""

from ostiary.core.coverage import Coverage
from ostiary.core.location import Location
from ostiary.core.run import Run
from ostiary.core.scale import State
from ostiary.report.forms import Form
from ostiary.report.reading import reading
from ostiary.report.safe import visible
from ostiary.report.sarif_places import location
from ostiary.report.sarif_rules import text
from ostiary.report.view import views

MAX_FILES = 200
"""Unread files that get a notification each; the rest are counted in one more."""


def notifications(run: Run) -> list[Form]:
    """One for each unknown fact, each check left open, each unread file and each missing verdict."""
    found = [
        _note(f"evidence/{item.source}", f"{item.kind} is unknown: {item.reason}", item.hint)
        for item in run.evidence
        if item.status == "unknown"
    ]
    found += [
        _note(f"check/{one.check}", f"{one.subject}: {one.reason or 'unknown'}", one.hint)
        for one in run.outcomes
        if one.state is State.UNKNOWN
    ]
    unread = reading(run.coverage).unread
    found += [_unread(row) for row in unread[:MAX_FILES]]
    if len(unread) > MAX_FILES:
        rest = len(unread) - MAX_FILES
        found.append(_note("coverage/unread", f"{rest:,} further files were not understood", ""))
    judged = {one.subject for one in run.verdicts}
    shown = views(run)
    silent = [view for view in shown if view.purl not in judged]
    found += [_note("verdict/none", f"{one.purl}: no verdict was reached", "") for one in silent]
    return found if shown else [*found, _note("verdict/none", "nothing was examined", "")]


def _note(descriptor: str, message: str, hint: str) -> Form:
    return {
        "descriptor": {"id": visible(descriptor, 160)},
        "level": "warning",
        "message": text(f"{message} (to make it known: {hint})" if hint else message),
    }


def _unread(row: Coverage) -> Form:
    why = row.reason or row.opaque or "no reason given"
    note = _note(f"coverage/{row.opaque or 'unread'}", f"not understood: {row.path}: {why}", "")
    place = location("", Location(row.artifact, row.path))["physicalLocation"]
    return {**note, "locations": [{"physicalLocation": place}]}
