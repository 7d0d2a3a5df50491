"""JSON lines: one short object for each subject, as it ends."""

from ostiary.core.run import Run
from ostiary.report.forms import Form, finding_form
from ostiary.report.json import encoded
from ostiary.report.options import Options
from ostiary.report.view import SubjectView, views


def render(run: Run, options: Options) -> str:
    """One line for each subject that was asked about, worst first."""
    del options
    return "".join(
        encoded({"subject": view.purl, **_form(run, view)}) + "\n" for view in views(run)
    )


def line(run: Run, path: str) -> str:
    """One line, without a line feed, on the artifact at `path` that `run` examined.

    A run that reached no verdict is a line too: insufficient, never left out.
    """
    shown = views(run)
    if shown:
        return encoded({"path": path, "subject": shown[0].purl, **_form(run, shown[0])})
    empty: Form = {
        "path": path,
        "subject": "",
        "verdict": "insufficient",
        "score": 0,
        "findings": [],
        "reasons": ["nothing was examined"],
        "unread": 0,
    }
    return encoded(empty)


def _form(run: Run, view: SubjectView) -> Form:
    rows = run.coverage if view.rows is None else view.rows
    return {
        "verdict": view.verdict.decision.word,
        "score": view.verdict.score,
        "findings": [finding_form(one) for one in view.findings],
        "reasons": [one.reason.message for one in view.grounds],
        "unread": sum(not row.understood for row in rows),
    }
