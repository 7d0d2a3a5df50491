"""What of an audit is new, and what the policy makes of that alone."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from ostiary.core.audit import Changes
from ostiary.core.inventory import Unauditable
from ostiary.core.run import Run
from ostiary.flows.audit.changes import Earlier, anywhere
from ostiary.flows.audit.options import AuditOptions
from ostiary.policy.novelty import Before, judge_new, unversioned

ALL_NEW = "there is no earlier audit of these places to compare with, so everything counts as new"


def weigh(run: Run, earlier: Earlier | None, options: AuditOptions) -> Run:
    """The run with what is newly unread, and with the decision over all that is new.

    Without an earlier audit nothing can be called old: the verdict on the places counts, and a note says so.
    """
    if run.audit is None:
        return run
    run = replace(run, audit=replace(run.audit, new_only=options.new_only))
    if run.audit is None or run.audit.changes is None or earlier is None:
        return replace(run, notes=(*run.notes, ALL_NEW)) if options.new_only else run
    unreadable = _unreadable(run, earlier)
    unchecked = _unchecked(run, run.audit.changes, earlier)
    changes = replace(run.audit.changes, unread=(*unreadable, *unchecked))
    decision, reasons = judge_new(
        options.policy,
        run,
        _before(earlier.document),
        fresh=frozenset(changes.fresh) | _beyond(run, earlier),
        unreadable=unreadable,
        unchecked=unchecked,
    )
    changes = replace(changes, decision=decision, reasons=reasons)
    return replace(run, audit=replace(run.audit, changes=changes))


def _beyond(run: Run, earlier: Earlier) -> frozenset[str]:
    """Findings about what git does not know: nobody can call them old, unless a lock had them before."""
    if not earlier.from_git:
        return frozenset()
    old = earlier.anywhere
    return frozenset(one.fingerprint for one in run.findings if anywhere(one) not in old)


def _unreadable(run: Run, earlier: Earlier) -> tuple[Unauditable, ...]:
    places = earlier.document["inventory"]["places"]
    old = {
        (place["path"], row["path"], row["name"]) for place in places for row in place["unreadable"]
    }
    return tuple(
        one
        for place in (run.audit.places if run.audit else ())
        for one in place.unauditable
        if (place.path, one.at.path, one.name) not in old
    )


def _unchecked(run: Run, changes: Changes, earlier: Earlier) -> tuple[Unauditable, ...]:
    """Those that are not as they were: another name, another file, or another version of the same."""
    rows = earlier.document["inventory"]["unchecked"]
    # an environment is not in git: there a name is old wherever it stood
    old = {(row["name"], "" if earlier.from_git else row["path"]) for row in rows}
    moved = {(one.name, one.at.path) for one in changes.components if one.after}
    return tuple(
        one
        for one in (run.audit.unchecked if run.audit else ())
        if (one.name, "" if earlier.from_git else one.at.path) not in old
        or (one.name, one.at.path) in moved
    )


def _before(document: Mapping[str, Any]) -> Before:
    """What was said then; a document without verdicts has said nothing."""
    verdicts = document.get("verdicts", ())
    reasons = {
        (unversioned(verdict["subject"]), one["rule"], one["check"], one["message"])
        for verdict in verdicts
        for one in verdict["reasons"]
        if not one["fingerprint"]
    }
    scores: dict[str, int] = {}
    for verdict in verdicts:
        key = unversioned(verdict["subject"])
        scores[key] = max(scores.get(key, 0), int(verdict["score"]))
    return Before(frozenset(reasons), scores)
