"""The JSON report: the whole run in a versioned form (docs/json.md) that other programs rely on."""

from ostiary.core.run import SCHEMA, Run
from ostiary.report.forms import (
    Form,
    clean,
    coverage_form,
    finding_form,
    moment,
    source_form,
    tree_form,
    verdict_form,
)
from ostiary.report.inventory import audit_form
from ostiary.report.names import purl_of
from ostiary.report.options import Options
from ostiary.report.safe import json_text
from ostiary.report.view import views


def render(run: Run, options: Options) -> str:
    """One JSON object, indented, in ASCII wherever a character would not show itself."""
    del options  # the data does not depend on how a person wants to look at it
    return encoded(document(run), indent=2) + "\n"


def document(run: Run) -> Form:
    """The run as plain data."""
    examined = {purl_of(one.subject): one for one in run.examined}
    verdicts = [verdict_form(one, examined.get(one.subject)) for one in run.verdicts]
    judged = {one.subject for one in run.verdicts}
    # A reader that only counts verdicts must not take a missing one for a good one.
    missing = [view for view in views(run) if view.purl not in judged]
    verdicts += [verdict_form(view.verdict, view.examined) for view in missing]
    added: Form = {"inventory": audit_form(run.audit)} if run.audit else {}
    return {
        "schema": SCHEMA,
        "run": {
            "id": run.id,
            "verb": run.verb,
            "tool": run.tool,
            "started": moment(run.started),
            "seconds": round(run.seconds, 3),
            "data_versions": dict(run.data_versions),
        },
        "verdicts": verdicts,
        "findings": [finding_form(one) for one in run.findings],
        "outcomes": [
            {
                "check": one.check,
                "subject": one.subject,
                "state": one.state.value,
                "reason": one.reason,
                "hint": one.hint,
            }
            for one in run.outcomes
        ],
        "coverage": [coverage_form(row) for row in run.coverage],
        "evidence": [source_form(item) for item in run.evidence],
        "trees": [tree_form(tree) for tree in run.trees],
        "notes": run.notes,
        **added,
    }


def encoded(value: Form, indent: int = 0) -> str:
    """JSON text without a line feed at its end; `indent` 0 keeps it on one line."""
    import msgspec

    try:
        data = msgspec.json.encode(value)
    except UnicodeEncodeError:
        data = msgspec.json.encode(clean(value))
    return json_text((msgspec.json.format(data, indent=indent) if indent else data).decode())
