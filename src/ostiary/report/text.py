"""The report for a terminal: the verdict first, then why, what to do, and what was not looked at."""

from collections import Counter

from ostiary.core.exits import exit_for
from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.report import audit_text
from ostiary.report.columns import both, cells, entry, one_line, paint, plural
from ostiary.report.names import title
from ostiary.report.options import Options
from ostiary.report.reading import reading
from ostiary.report.safe import guard_lines, visible
from ostiary.report.text_account import read_lines, score_lines, standard
from ostiary.report.text_reasons import (
    aside_lines,
    reason_lines,
    remedy_lines,
    said_hints,
    waived_lines,
)
from ostiary.report.text_tree import problem_lines, tree_lines
from ostiary.report.text_unknowns import unknown_lines
from ostiary.report.text_verbose import verbose_lines
from ostiary.report.view import SubjectView, told_tree, views, worst

NARROW = 80
"""Cells below which policy and score may take a line of their own."""


def render(run: Run, options: Options) -> str:
    """The whole report as lines of plain text."""
    if run.audit is not None:
        return audit_text.render(run, options)
    shown = views(run)
    lines: list[str] = []
    for view in shown:
        if lines and not options.quiet:
            lines.append("")
        lines += _subject(run, view, options)
    if not shown:
        word = paint("INSUFFICIENT", Decision.INSUFFICIENT, options.colour)
        lines.append(f"{word}  nothing was examined, so nothing is allowed")
    if not options.quiet:
        lines += _end(run, shown, options)
    return guard_lines("\n".join(lines) + "\n")


def header(view: SubjectView, options: Options) -> str:
    """The line that matters: decision, subject, policy and score; two on a narrow screen."""
    verdict = view.verdict
    word = verdict.decision.name
    rest = "  " + one_line(title(view.purl), 80)
    left = f"{word:<6}{rest}"
    painted = paint(word, verdict.decision, options.colour) + left[len(word) :]
    right = standard(verdict)
    if options.width < NARROW and cells(left) + 2 + cells(right) > options.width:
        return f"{painted}\n{' ' * max(2, options.width - cells(right))}{right}"
    return both(left, right, options.width, painted)


def _subject(run: Run, view: SubjectView, options: Options) -> list[str]:
    lines = header(view, options).split("\n")
    if options.quiet:
        return lines
    blocks = [
        reason_lines(view, options),
        remedy_lines(view, options),
        [*_fact_lines(view, options), *_account(view, options)],
        problem_lines(view.branches, options),
        verbose_lines(run, view, options),
    ]
    for block in blocks:
        if block:
            lines += ["", *block]
    return lines


def _fact_lines(view: SubjectView, options: Options) -> list[str]:
    lines: list[str] = []
    for label, value in view.examined.facts:
        lines += entry(visible(label, 16), visible(value), options.width)
    return lines


def _account(view: SubjectView, options: Options) -> list[str]:
    return [
        *([] if told_tree(view) else tree_lines(view.branches, options)),
        *read_lines(view, options),
        *unknown_lines(view.unknowns, options, said_hints(view)),
        *score_lines(view.verdict, options),
        *waived_lines(view, options),
        *aside_lines(view, options),
    ]


def _end(run: Run, shown: tuple[SubjectView, ...], options: Options) -> list[str]:
    lines: list[str] = []
    if run.coverage and any(view.rows is None for view in shown):
        figures = reading(run.coverage)
        text = f"{figures.understood:,} of {plural(figures.files, 'file')} of the whole run"
        lines += entry("read", text, options.width)
    for note in run.notes:
        lines += entry("note", visible(note), options.width)
    if len(shown) > 1:
        counts = Counter(view.verdict.decision for view in shown)
        words = [f"{counts[one]} {one.word}" for one in reversed(Decision) if counts[one]]
        lines.append(f"{len(shown)} subjects: {', '.join(words)} · {run.seconds:.1f} s")
    code = exit_for(worst(shown), options.fail_on)
    if code:
        lines.append(f"exit {int(code)}")
    return ["", *lines] if lines else []
