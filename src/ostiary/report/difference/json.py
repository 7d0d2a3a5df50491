"""A comparison of two releases for programs: one JSON object, nothing left out."""

from collections import Counter
from typing import Any

from ostiary.core.scale import Severity
from ostiary.program.capabilities.record import Capability
from ostiary.report.difference.record import DIFFERENCE, Difference
from ostiary.report.json import encoded


def render_difference_json(one: Difference) -> str:
    """The object, in a form that no terminal or log obeys."""
    delta = one.delta
    counts = Counter(change.how for change in delta.changes)
    body: dict[str, Any] = {
        "schema": DIFFERENCE,
        "before": list(delta.before),
        "after": delta.after,
        "decision": one.decision.word,
        "new": [
            _ability(ability, severity)
            for severity, ability in zip(one.severities, delta.added, strict=True)
        ],
        "gone": [_ability(ability) for ability in delta.gone],
        "files": {
            **{how: counts[how] for how in ("added", "removed", "changed", "renamed")},
            "unchanged": delta.unchanged,
            "rows": [
                {"path": change.path, "how": change.how, "old": change.old}
                for change in delta.changes
            ],
        },
        **_drift(one),
        "unread": [*one.lost, *delta.unread],
        "doubts": list(delta.doubts),
        "notes": list(one.notes),
    }
    return encoded(body, indent=2) + "\n"


def _drift(one: Difference) -> dict[str, Any]:
    """What changed in a model; nothing where packages are compared."""
    if one.drift is None:
        return {}
    rows = [
        {
            "path": change.path,
            "aspect": change.aspect.value,
            "how": change.how,
            "text": change.what,
            "grave": change.grave,
        }
        for change in one.drift.changes
    ]
    return {"model": {"name": one.drift.name, "changes": rows}}


def _ability(one: Capability, severity: Severity | None = None) -> dict[str, Any]:
    told = {} if severity is None else {"severity": severity.word}
    return {
        "sort": one.sort.value,
        "detail": one.detail,
        "text": str(one),
        **told,
        "reach": one.reach.value,
        "artifact": one.at.artifact,
        "path": one.at.path,
        "line": one.at.line,
    }
