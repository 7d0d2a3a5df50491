"""What is put into an object that was made for an address, or written to one, goes there."""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.keeping import MAX_TOLD, holds, put_in
from ostiary.program.engine.value import HOLE, Value, text_of, unknown
from ostiary.program.flow import Act

_PLACE = regex(r"(?i)(?!file:|sqlite|memory:|data:)[a-z][a-z0-9+.-]*://[^\s{}<>\"'$%]+")
"""An address by itself; a template or a text with an address in it is none."""

_MAKES = regex(r"(?i)(?:render|substitute|format|expand|resolve|with_|parse|match|replace|join)")
"""Methods of an address itself, or of a text, that make another one of it."""

_WRITES = regex(r"(?:to_|write|save|export|dump|upload)")
"""Functions that write an object where they are told."""

_SOURCE = regex(r"""(?i)\b(?:src|href|action|url)\s*[=(]\s*["']?\s*((?:https?:)?//[^\s"'<>)]*)""")


def goes_to(asked: Asked) -> str:
    """The address to which loot goes by a method that nobody knows; empty if to none."""
    last = asked.name.rpartition(".")[2]
    base, text = asked.target.base, asked.target.text or ""
    if holds(base) and put_in(asked) and _PLACE.fullmatch(text) and not _MAKES.match(last):
        return text
    if _WRITES.match(last):
        for one in (*asked.given[:MAX_TOLD], *list(asked.named.values())[:MAX_TOLD]):
            if _PLACE.fullmatch(told := text_of(one)):
                return told
    return ""


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
