"""What a page shows that is written by the program: whoever looks at it fetches it from its address."""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.value import HOLE, Value, text_of, unknown
from ostiary.program.flow import Act

_PLACE = regex(r"(?i)(?!file:|sqlite|memory:|data:)[a-z][a-z0-9+.-]*://[^\s{}<>\"'$%]+")
"""An address by itself; a template or a text with an address in it is none."""

_SOURCE = regex(r"""(?i)\b(?:src|href|action|url)\s*[=(]\s*["']?\s*((?:https?:)?//[^\s"'<>)]*)""")


_SHOWS = "HTML Markdown Image IFrame Javascript SVG Video Audio"


@model(*(f"IPython.{where}display.{one}" for where in ("", "core.") for one in _SHOWS.split()))
def _page(asked: Asked) -> Value:
    """What a page shows is fetched from its address by whoever looks at it."""
    text = text_of(asked.arg(0, "data", "url", "src", "filename"))
    found = _SOURCE.search(text)
    place = found[1] if found else text if _PLACE.match(text) else ""
    if place.replace(HOLE, ""):
        asked.act(Act.SEND, asked.marks, text=text, target=place)
    return unknown(asked.marks, text)
