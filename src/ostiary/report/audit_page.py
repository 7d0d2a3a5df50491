"""The page of an audit: one file that sorts and filters without a server, and shows all without a script.

The script is ours and pinned by its digest; it moves and hides rows that are there, and makes no structure of
what others wrote.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from ostiary.core.audit import Audit, Change, ChangeKind
from ostiary.core.inventory import Unauditable
from ostiary.core.run import Run
from ostiary.core.scale import Decision, Severity, State
from ostiary.core.verdict import Reason
from ostiary.report.audit_graph import drawing, graph
from ostiary.report.audit_page_models import models_of
from ostiary.report.audit_page_template import TEMPLATE
from ostiary.report.audit_paths import paths
from ostiary.report.audit_rows import purl_of_change, rows
from ostiary.report.audit_script import SCRIPT
from ostiary.report.audit_style import AUDIT_STYLE
from ostiary.report.audit_table import (
    ComponentRow,
    FindingRow,
    component_rows,
    finding_rows,
    standing,
)
from ostiary.report.audit_trend import chart, points
from ostiary.report.audit_words import (
    asked,
    counted,
    distinct,
    gist,
    ids,
    news,
    person,
    verdicts_apart,
)
from ostiary.report.bill import bill
from ostiary.report.options import Options
from ostiary.report.page import digest, ours, template
from ostiary.report.page_style import STYLE
from ostiary.report.view import views

MAX_FINDINGS = 1000
MAX_COMPONENTS = 3000
"""Rows of the tables: a browser sorts them at once; the others are counted, and the JSON report has all."""

MAX_LISTED = 50
"""Entries of a list of what is new."""

_CHANGED = (
    (ChangeKind.ALTERED, "The same version with other bytes"),
    (ChangeKind.NEW, "New components"),
    (ChangeKind.UPDATED, "In another version"),
    (ChangeKind.GONE, "Gone"),
)


def render(run: Run, options: Options) -> str:
    """The whole page; `options` other than the threshold are for other formats."""
    audit = run.audit or Audit(())
    listed = bill(run, files=False)
    ways = paths(listed)
    inside = standing(run)
    found = finding_rows(run, ways, inside)
    components = component_rows(run, listed, found, inside)
    style = STYLE + AUDIT_STYLE
    return template(TEMPLATE).render(
        run=run,
        audit=audit,
        names=", ".join(place.name for place in audit.places),
        decision=run.counted,
        apart=verdicts_apart(run),
        news=news(audit.changes) if audit.changes else "",
        counted=counted(audit),
        verdicts=_verdicts(run),
        fresh=[one for one in rows(run) if one.fresh],
        ids=ids,
        gist=gist,
        handed=[(one, person(one)) for one in (audit.changes.people if audit.changes else ())],
        asked=asked(audit),
        changed=_changed(run, audit),
        fixed=_fixed(audit),
        found=found,
        components=components,
        models=models_of(run),
        filters=_filters(audit, found, components),
        tally=Counter(one.decision for one in found),
        unread=[one for place in audit.places for one in place.unauditable],
        unchecked=_unchecked(audit),
        silent=_silent(run),
        picture=_picture(audit, found, run, ways),
        trend=points(run),
        charts=_charts(run),
        style=ours(style),
        style_digest=digest(style),
        script=ours(SCRIPT),
        script_digest=digest(SCRIPT),
        most_findings=MAX_FINDINGS,
        most_components=MAX_COMPONENTS,
        most=MAX_LISTED,
        threshold=options.fail_on.word,
    )


def _verdicts(run: Run) -> list[tuple[str, Any, list[Reason]]]:
    """Each place with its verdict and the reasons that stand on no finding: those stand in no table."""
    names = {one.subject.purl: one.name for one in (run.audit.places if run.audit else ())}
    return [
        (
            names.get(view.purl, view.purl),
            view.verdict,
            [
                one
                for one in view.verdict.reasons
                if not one.fingerprint and one.decision > Decision.ALLOW
            ],
        )
        for view in views(run)
    ]


def _changed(run: Run, audit: Audit) -> list[tuple[str, list[tuple[Change, str]]]]:
    """Changes by kind, each with the word of its vetting where it was vetted."""
    read = {one.subject.purl for one in run.examined if one.depth == "full"}
    vetted = {one.subject: one.decision.word for one in run.verdicts if one.subject in read}
    every = distinct(audit.changes.components if audit.changes else ())
    grouped = [(label, [one for one in every if one.kind is kind]) for kind, label in _CHANGED]
    return [
        (label, [(one, vetted.get(purl_of_change(one), "")) for one in group])
        for label, group in grouped
        if group
    ]


def _fixed(audit: Audit) -> list[tuple[str, str]]:
    """Id (or check) and subject of each finding that is gone, once each."""
    gone = audit.changes.fixed if audit.changes else ()
    return list(dict.fromkeys((one.advisory or one.check, one.subject) for one in gone))


def _filters(
    audit: Audit, found: Sequence[FindingRow], components: Sequence[ComponentRow]
) -> dict[str, Any]:
    """What can be chosen: pairs of value and word. Words of others get a number for a value."""
    decisions = {one.decision for one in found}
    severities = {one.severity for one in found}
    chosen: dict[str, Any] = {
        "decisions": [one for one in reversed(Decision) if one in decisions],
        "severity_choices": [
            (one.word, one.word) for one in reversed(Severity) if one in severities
        ],
        "place_choices": [(at, place.name) for at, place in enumerate(audit.places)],
    }
    chosen["decision_choices"] = [(one.word, one.word) for one in chosen["decisions"]]
    for name, choices, values in (
        ("types", "type_choices", {one.type for one in found}),
        ("scopes", "scope_choices", {one.scope for one in found}),
        ("kinds", "kind_choices", {one.type for one in components}),
        ("reaches", "reach_choices", {one.scope for one in components}),
    ):
        chosen[name] = {value: at for at, value in enumerate(sorted(values))}
        chosen[choices] = [(at, value or "none") for value, at in chosen[name].items()]
    return chosen


def _unchecked(audit: Audit) -> list[tuple[str, str, list[str]]]:
    """Reason, what to do, and the names of the components, the longest list first."""
    grouped: dict[tuple[str, str], list[Unauditable]] = {}
    for one in audit.unchecked:
        grouped.setdefault((one.reason, one.hint), []).append(one)
    ordered = sorted(grouped.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        (reason, hint, sorted({one.name for one in group})) for (reason, hint), group in ordered
    ]


def _silent(run: Run) -> list[tuple[str, str, str, int]]:
    """Check, why it could not tell, what to do, and on how many components."""
    counts = Counter(
        (one.check, one.reason, one.hint) for one in run.outcomes if one.state is State.UNKNOWN
    )
    return [(*key, count) for key, count in counts.most_common()]


def _picture(audit: Audit, found: Iterable[FindingRow], run: Run, ways: Any) -> Any:
    """The graph as (SVG, what it shows), or None where there is nothing to draw."""
    if not ways.order:
        return None
    root = audit.places[0].name if len(audit.places) == 1 else f"{len(audit.places)} places"
    wrong = list(dict.fromkeys(one.purl for one in found if one.purl in ways.parents))
    decisions = {one.subject: one.decision for one in run.verdicts}
    drawn, said = graph(root, wrong, decisions, ways)
    return ours(drawing(drawn, said)), said


def _charts(run: Run) -> list[tuple[str, Any]]:
    """A chart each of components and of findings; none before the second audit."""
    every = points(run)
    if len(every) < 2:
        return []
    times = [one.at for one in every]
    return [
        ("Components", ours(chart("Components", times, [one.components for one in every]))),
        ("Open findings", ours(chart("Open findings", times, [one.findings for one in every]))),
    ]
