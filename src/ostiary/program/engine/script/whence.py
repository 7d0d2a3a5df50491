"""From where does a text come of which nothing else is known, as of an answer?"""

from ostiary.core.regex import regex
from ostiary.program.engine.value import HOLE, NOTHING, Value

_ADDRESS = regex(r"[\w+]{1,20}://[^\s\"'()]{1,400}")


def whence(value: Value) -> str | None:
    """The address that is all that is known of a value: what a decoder makes of it came from there, too."""
    text = value.text
    if value.const is not NOTHING or value.items is not None or not text or HOLE in text:
        return None
    return text if _ADDRESS.fullmatch(text) else None
