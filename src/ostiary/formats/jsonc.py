"""JSON with comments and trailing commas, as editors write it."""

import re

from ostiary.core.regex import regex

_LOOSE = regex(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
_COMMA = regex(rb'("[^"\\]*(?:\\.[^"\\]*)*"?)|,(?=[ \t\r\n]*[}\]])', re.DOTALL)
# what is not closed matches up to the end, so that no text is gone through twice


def strict(data: bytes) -> bytes:
    """The same as plain JSON; every byte keeps its place and its line."""
    plain = _LOOSE.sub(lambda match: match[0] if match[0][:1] == b'"' else _blank(match[0]), data)
    return _COMMA.sub(lambda match: match[1] or b" ", plain)


def _blank(comment: bytes) -> bytes:
    return b"\n".join(b" " * len(part) for part in comment.split(b"\n"))
