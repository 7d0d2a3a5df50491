"""What is known of a text that is executed, where it is no constant?"""

from ostiary.core.regex import regex
from ostiary.program.engine.value import HOLE, NOTHING, Value

_CODE = regex(r"\w\s{0,4}\(|\bimport\s|\brequire\b")
"""What stands in a text that does anything: a call, or what fetches a module."""


def as_told(code: Value) -> Value | None:
    """The text that it is for all that is known, as a constant; None if that says nothing.

    Where a part of it is not known a mark stands for that, which is code nowhere but between quotes.
    """
    text = code.text
    if code.const is not NOTHING or code.code is not None or text is None:
        return None
    return Value(text, marks=code.marks, how=code.how) if _CODE.search(text.strip(HOLE)) else None
