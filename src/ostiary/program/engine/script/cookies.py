"""What does a script take of all that a browser keeps for it?"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.value import HOLE, Value, text_of
from ostiary.program.flow import Taint

_ONE = regex(HOLE + r"\)?\\?=\(?\[\^;")
"""A pattern of one cookie, whose name is not written out: `name=([^;]*)`."""


@model("document.cookie.match")
def _matched(asked: Asked) -> Value:
    """One cookie whose name only the caller of the function knows is what that caller asked for.

    A name that stands in the code, or that came from anywhere else, makes it a theft like any other.
    """
    made = asked.arg(0)
    source = made.items[0] if isinstance(made.items, list) and made.items else made
    named = set(source.marks) == {Taint.ARGUMENT} and _ONE.search(text_of(source))
    return asked.result(source.marks) if named and asked.m.loose else asked.result()
