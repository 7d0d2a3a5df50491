"""The report as one self-contained page: no script, nothing fetched, readable on a phone and on paper."""

import hashlib
from base64 import b64encode
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.report.age import age
from ostiary.report.branches import Branches
from ostiary.report.columns import percent, plural, size
from ostiary.report.forms import moment
from ostiary.report.names import chain, release, title
from ostiary.report.options import Options
from ostiary.report.page_style import STYLE
from ostiary.report.page_template import TEMPLATE
from ostiary.report.reading import RUNS, Reading, by_artifact, reading
from ostiary.report.safe import visible
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
    shown = views(run)
    counts = Counter(view.verdict.decision for view in shown)
    template, style, digest = _page()
    return template.render(
        run=run,
        views=shown,
        worst=worst(shown),
        counts=[(one.word, counts[one]) for one in reversed(Decision) if counts[one]],
        style=style,
        style_digest=digest,
        cap=MAX_ROWS,
        threshold=options.fail_on.word,
    )


@cache
def _page() -> "tuple[Template, Markup, str]":
    """The template, its style sheet, and the digest by which the page admits that sheet alone."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        title=title,
        release=release,
        chain=chain,
        size=size,
        percent=percent,
        plural=plural,
        age=age,
        moment=moment,
        summary=summary,
        reading=reading,
        by_artifact=by_artifact,
        account_words=account_words,
        sum_words=sum_words,
        standard=standard,
        told_tree=told_tree,
        bar=_bar,
        drawing=_drawing,
        prose=_prose,
        clip=visible,
        could_run=RUNS,
    )
    template = environment.from_string(TEMPLATE)
    digest = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return template, Markup(STYLE), digest  # noqa: S704 - our own


def _shown(value: Any) -> Any:
    """What every expression of the template goes through before it is escaped."""
    if hasattr(value, "__html__"):
        return value
    return visible(str(value))


def _prose(text: str) -> "Markup":
    """A sentence, with what stands between back-quotes set as code."""
    from markupsafe import Markup, escape

    pieces = [escape(piece) for piece in visible(text).split("`")]
    if len(pieces) % 2 == 0:  # a quote without its other half
        return escape(visible(text))
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(one) if at % 2 else one for at, one in enumerate(pieces))


def _drawing(branches: Branches) -> "Markup":
    from markupsafe import Markup

    return Markup(picture(branches, summary(branches)))  # noqa: S704 - escaped where it is drawn


def _bar(account: Reading) -> "Markup":
    """A bar of what was understood, by bytes: figures only, so nothing in it needs escaping."""
    from markupsafe import Markup

    share = 1 - account.unread_size / account.size if account.size else float(not account.unread)
    width = round(200 * share, 1)
    bar = f'<rect class="all" width="200" height="10"/><rect class="read" width="{width}" height="10"/>'
    label = percent(account.size - account.unread_size, account.size)
    return Markup(  # noqa: S704 - figures of our own
        f'<svg class="bar" role="img" aria-label="{label} of the bytes understood"'
        f' width="200" height="10" viewBox="0 0 200 10">{bar}</svg>'
    )
