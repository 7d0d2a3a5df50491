"""Keep what was decided in the log, before anybody is told."""

import json
from pathlib import Path
from typing import Any

from ostiary.core.run import Run
from ostiary.core.waiver import Approval
from ostiary.core.world import World
from ostiary.report.json import render
from ostiary.report.options import Options
from ostiary.store.ledger import Entry, EntryKind, Ledger, Verification

LEDGER = "ostiary.db"
"""The log's file in the user's data folder."""


def open_ledger(world: World) -> Ledger:
    """The log. Raises `StoreError` when it cannot be used."""
    return Ledger(Path(world.data) / LEDGER)


def remember(run: Run, world: World) -> Entry:
    """Append a run, whole. Raises `StoreError` when it cannot be kept."""
    subjects = tuple(verdict.subject for verdict in run.asked)
    body = render(run, Options()).encode("utf-8")
    with open_ledger(world) as ledger:
        return ledger.append(EntryKind.RUN, subjects, body, world.now)


def rule(approval: Approval, world: World) -> Entry:
    """Append a person's decision on a subject."""
    with open_ledger(world) as ledger:
        return ledger.rule(approval)


def verify(world: World) -> Verification:
    """Whether the log is whole."""
    with open_ledger(world) as ledger:
        return ledger.verify()


def history(subject: str | None, limit: int, world: World) -> list[dict[str, Any]]:
    """Entries about a subject, newest first, each with one line that says what it decided."""
    with open_ledger(world) as ledger:
        return [_summary(entry) for entry in ledger.history(subject, limit)]


def _summary(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(timespec="seconds"),
        "kind": entry.kind.value,
        "subjects": list(entry.subjects),
        "text": _text(entry),
        "hash": entry.hash,
    }


def _text(entry: Entry) -> str:
    body = json.loads(entry.body)
    if entry.kind is EntryKind.RUN:
        told = {one["subject"]: one for one in body["verdicts"]}
        words = [
            f"{told[purl]['decision']} {purl} (score {told[purl]['score']}, {told[purl]['policy']})"
            for purl in entry.subjects
            if purl in told
        ]
        return "; ".join(words)
    if entry.kind is EntryKind.TRIAGE:
        return _triaged(entry, body)
    end = f" until {body['until']}" if body.get("until") else ""
    bound = f" for {body['digest']}" if body.get("digest") else ""
    who = body.get("by", "")
    return f"{', '.join(entry.subjects)}{bound}{end}, by {who}: {body.get('reason', '')}"


def _triaged(entry: Entry, body: dict[str, Any]) -> str:
    about = ", ".join(entry.subjects)
    if body["action"] == "remove":
        return f"triage {body['entry']} of {about} removed by {body['by']}: {body['reason']}"
    end = f"until {body['until']}, by {body['by']}: {body['reason']}"
    return f"{body['status']} {body['check']} in {about} {end}"
