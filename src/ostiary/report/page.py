"""What every page is made with: a template whose every expression is made harmless and escaped."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ostiary.report.columns import plural
from ostiary.report.forms import moment
from ostiary.report.safe import visible

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup


@cache
def template(text: str) -> "Template":
    """A template of ours; what is set into it shows itself and never becomes structure."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(WORDS)
    return environment.from_string(text)


def digest(text: str) -> str:
    """The digest by which a page admits a style sheet or a script, and no other."""
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()


def ours(text: str) -> "Markup":
    """Text of our own that is structure already: a style sheet, a script, a picture."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - our own, or escaped where it is drawn


def _shown(value: Any) -> Any:
    """What every expression of a template goes through before it is escaped."""
    if hasattr(value, "__html__"):
        return value
    return visible(str(value))


def prose(text: str) -> "Markup":
    """A sentence, with what stands between back-quotes set as code."""
    from markupsafe import Markup, escape

    pieces = [escape(piece) for piece in visible(text).split("`")]
    if len(pieces) % 2 == 0:  # a quote without its other half
        return escape(visible(text))
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(one) if at % 2 else one for at, one in enumerate(pieces))


WORDS: Mapping[str, Any] = MappingProxyType(
    {"prose": prose, "clip": visible, "plural": plural, "moment": moment}
)
"""What every template may call."""
