"""All that a run holds about a subject, for the reader who asked for everything."""

from ostiary.core.run import Run, Source
from ostiary.report.age import age
from ostiary.report.columns import entry
from ostiary.report.options import Options
from ostiary.report.safe import visible
from ostiary.report.view import SubjectView


def verbose_lines(run: Run, view: SubjectView, options: Options) -> list[str]:
    """Each source that was asked and each check that was put, with how it ended."""
    if not options.verbose:
        return []
    lines: list[str] = []
    for item in run.evidence:
        if item.subject == view.purl:
            lines += entry("" if lines else "evidence", _source(item), options.width)
    checks: list[str] = []
    for outcome in run.outcomes:
        if outcome.subject == view.purl:
            reason = f": {visible(outcome.reason, 200)}" if outcome.reason else ""
            text = f"{visible(outcome.check, 80)} {outcome.state.value}{reason}"
            checks += entry("" if checks else "checks", text, options.width)
    return lines + checks


def _source(item: Source) -> str:
    text = f"{visible(item.kind, 80)} from {visible(item.source, 120)}: {visible(item.status, 20)}"
    if item.age > 0:
        text += f", {age(item.age)} old"
    return f"{text} ({visible(item.reason, 200)})" if item.reason else text
