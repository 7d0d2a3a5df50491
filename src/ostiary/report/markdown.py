"""The report for a comment on a pull request: short, folded, and nobody is mentioned by it."""

from collections import Counter
from itertools import islice

from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.report import audit_markdown
from ostiary.report.branches import Branches
from ostiary.report.columns import plural
from ostiary.report.marks import code, sentence
from ostiary.report.names import chain, release, title
from ostiary.report.options import Options
from ostiary.report.reading import reading
from ostiary.report.safe import guard_lines
from ostiary.report.text_account import account_words
from ostiary.report.text_tree import summary
from ostiary.report.view import Grounds, SubjectView, told_tree, views

MAX_ROWS = 20
"""Rows of a list; forges cut comments over some 60,000 characters."""


def render(run: Run, options: Options) -> str:
    """The whole report as GitHub-flavoured Markdown."""
    if run.audit is not None:
        return audit_markdown.render(run, options)
    shown = views(run)
    blocks = [_subject(view, options) for view in shown]
    if not shown:
        blocks = ["### INSUFFICIENT\n\nNothing was examined, so nothing is allowed."]
    if len(shown) > 1:
        counts = Counter(view.verdict.decision for view in shown)
        words = [f"{counts[one]} {one.word}" for one in reversed(Decision) if counts[one]]
        blocks.insert(0, f"**{len(shown)} subjects: {', '.join(words)}**")
    if run.notes and not options.quiet:
        blocks.append("\n".join(f"- Note: {sentence(note)}" for note in run.notes))
    return guard_lines("\n\n".join(blocks) + "\n")


def _subject(view: SubjectView, options: Options) -> str:
    verdict = view.verdict
    head = f"### {verdict.decision.name} {code(title(view.purl), 120)}"
    if options.quiet:
        return head
    standard = [f"policy {code(verdict.policy, 60)}"] if verdict.policy else []
    if verdict.score or verdict.decision is not Decision.INSUFFICIENT:
        standard.append(f"score {verdict.score} of 100")
    blocks = [
        head,
        " · ".join(standard),
        _reasons(view, options),
        _remedies(view),
        _account(view),
        _problems(view.branches, options),
    ]
    return "\n\n".join(block for block in blocks if block)


def _reasons(view: SubjectView, options: Options) -> str:
    limit = len(view.grounds) if options.verbose else MAX_ROWS
    rows = [
        f"{number}. {_reason(grounds, view)}"
        for number, grounds in enumerate(islice(view.grounds, limit), 1)
    ]
    if len(view.grounds) > limit:
        rows.append(f"\nand {len(view.grounds) - limit:,} more")
    if not rows and view.verdict.decision > Decision.ALLOW:
        rows = ["The policy gave no reason; treat this as a fault of the policy."]
    return "\n".join(rows)


def _reason(grounds: Grounds, view: SubjectView) -> str:
    reason = grounds.reason
    words = [f"{code(str(grounds.places[0]), 160)}: "] if grounds.places else []
    if reason.decision != view.verdict.decision and reason.decision > Decision.ALLOW:
        words.append(f"**{reason.decision.word}** ")
    words.append(sentence(reason.message))
    if len(grounds.places) > 1:
        words.append(f" (and {plural(len(grounds.places) - 1, 'more place')})")
    if grounds.points > 0:
        words.append(f" **+{grounds.points}**")
    return "".join(words)


def _remedies(view: SubjectView) -> str:
    rows = [f"- {sentence(remedy)}" for remedy, _ in view.remedies[:MAX_ROWS]]
    return "**What to do**\n\n" + "\n".join(rows) if rows else ""


def _account(view: SubjectView) -> str:
    rows = [f"- {sentence(label, 60)}: {sentence(value)}" for label, value in view.examined.facts]
    if view.branches and not told_tree(view):
        rows.append(f"- tree: {summary(view.branches)}")
    if view.rows is not None:
        account = reading(view.rows)
        words = account_words(account) if view.rows else "none of its files"
        rows.append(f"- read: {sentence(words)}")
    for one in view.unknowns[:MAX_ROWS]:
        way = f"; to make it known: {sentence(one.hint)}" if one.hint else ""
        rows.append(f"- **unknown** {sentence(one.what, 160)}: {sentence(one.reason)}{way}")
    if len(view.unknowns) > MAX_ROWS:
        rows.append(f"- and {len(view.unknowns) - MAX_ROWS:,} more unknown")
    rows += [f"- waived: {sentence(one.message)}" for one in view.verdict.waived[:MAX_ROWS]]
    return "**What was looked at**\n\n" + "\n".join(rows) if rows else ""


def _problems(branches: Branches | None, options: Options) -> str:
    if branches is None or not branches.problems:
        return ""
    limit = len(branches.problems) if options.verbose else MAX_ROWS
    rows = ["| Decision | Package | Why | Path |", "| --- | --- | --- | --- |"]
    rows += [
        f"| {one.decision.name} | {code(release(one.purl), 120)} | {sentence(one.why)}"
        f" | {code(chain(one.path), 300)} |"
        for one in branches.problems[:limit]
    ]
    left = len(branches.problems) - limit
    return "\n".join(rows) + (f"\n\nand {left:,} more" if left > 0 else "")
