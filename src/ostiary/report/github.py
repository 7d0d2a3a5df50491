"""Annotations for GitHub's runner: one workflow command for each reason, at its file and line."""

from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.verdict import Reason
from ostiary.report.options import Options
from ostiary.report.safe import visible
from ostiary.report.view import idle, views

MAX_ANNOTATIONS = 50
"""A runner shows ten of each level for a step; more would only fill the log."""

_LEVELS = {
    Decision.BLOCK: "error",
    Decision.INSUFFICIENT: "error",
    Decision.REVIEW: "warning",
    Decision.ALLOW: "notice",
}


def render(run: Run, options: Options) -> str:
    """Commands that the runner obeys, and only ours: text out of packages cannot end one or begin another.

    Source: GitHub's documentation of workflow commands, `error`, `warning`, `notice`.
    """
    del options
    lines = []
    for view in views(run):
        shown = [one for one in view.verdict.reasons if one.decision > Decision.ALLOW or idle(one)]
        lines += [_command(one) for one in shown[:MAX_ANNOTATIONS]]
        word = view.verdict.decision.word
        more = f", {len(shown) - MAX_ANNOTATIONS} more" if len(shown) > MAX_ANNOTATIONS else ""
        name = _data(view.examined.subject.name)
        lines.append(f"ostiary: {word} {name}: {len(shown)} reasons{more}")
    if not lines:
        lines.append("::error::ostiary examined nothing, so nothing is allowed")
    return "\n".join(lines) + "\n"


def _command(reason: Reason) -> str:
    parts = [f"title={_property(f'ostiary {reason.decision.word}')}"]
    if reason.at.path:
        parts.insert(0, f"file={_property(reason.at.path)}")
        if reason.at.line:
            parts.insert(1, f"line={reason.at.line}")
    remedy = f" Do: {reason.remedy}" if reason.remedy else ""
    return f"::{_LEVELS[reason.decision]} {','.join(parts)}::{_data(reason.message + remedy)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
