"""The report as one self-contained page: no script, nothing fetched, readable on a phone and on paper.

The page of an audit is `audit_page`'s, which has tables to sort and to filter.
"""

from collections import Counter
from typing import TYPE_CHECKING

from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.report import audit_page
from ostiary.report.age import age
from ostiary.report.branches import Branches
from ostiary.report.columns import percent, size
from ostiary.report.names import chain, release, title
from ostiary.report.options import Options
from ostiary.report.page import digest, ours, template
from ostiary.report.page_style import STYLE
from ostiary.report.page_template import TEMPLATE
from ostiary.report.reading import RUNS, Reading, by_artifact, reading
from ostiary.report.text_account import account_words, standard, sum_words
from ostiary.report.text_tree import summary
from ostiary.report.tree_picture import picture
from ostiary.report.view import told_tree, views, worst

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

MAX_ROWS = 500
"""Rows of one table; what is left out is counted below it, and the JSON report has it all."""


def render(run: Run, options: Options) -> str:
    """The whole report as HTML; `options` other than the threshold are for other formats."""
    if run.audit is not None:
        return audit_page.render(run, options)
    shown = views(run)
    counts = Counter(view.verdict.decision for view in shown)
    return _page().render(
        run=run,
        views=shown,
        worst=worst(shown),
        counts=[(one.word, counts[one]) for one in reversed(Decision) if counts[one]],
        style=ours(STYLE),
        style_digest=digest(STYLE),
        cap=MAX_ROWS,
        threshold=options.fail_on.word,
    )


def _page() -> "Template":
    made = template(TEMPLATE)
    made.globals.update(
        title=title,
        release=release,
        chain=chain,
        size=size,
        percent=percent,
        age=age,
        summary=summary,
        reading=reading,
        by_artifact=by_artifact,
        account_words=account_words,
        sum_words=sum_words,
        standard=standard,
        told_tree=told_tree,
        bar=_bar,
        drawing=_drawing,
        could_run=RUNS,
    )
    return made


def _drawing(branches: Branches) -> "Markup":
    return ours(picture(branches, summary(branches)))


def _bar(account: Reading) -> "Markup":
    """A bar of what was understood, by bytes: figures only, so nothing in it needs escaping."""
    share = 1 - account.unread_size / account.size if account.size else float(not account.unread)
    width = round(200 * share, 1)
    bar = f'<rect class="all" width="200" height="10"/><rect class="read" width="{width}" height="10"/>'
    label = percent(account.size - account.unread_size, account.size)
    return ours(
        f'<svg class="bar" role="img" aria-label="{label} of the bytes understood"'
        f' width="200" height="10" viewBox="0 0 200 10">{bar}</svg>'
    )
