"""How much memory would the tree of a text take? Its length says little: its signs say it."""

import re

_SIGNS = b",.()[]{}:*%<>-\n"
_LETTERED = b"+/="
"""Signs that are letters of base64: inside of a text they stand for nothing."""

_NO_SIGN = bytes(one for one in range(256) if one not in _SIGNS)
_NOT_LETTERED = bytes(one for one in range(256) if one not in _LETTERED)
_NEITHER = bytes(one for one in range(256) if one not in _SIGNS + _LETTERED)
_TEXT = re.compile(
    rb"\"\"\"(?s:.*?)\"\"\"|'''(?s:.*?)'''|`[^`]*+`"
    rb"|\"(?:[^\"\\\n]++|\\(?s:.))*+\"?|'(?:[^'\\\n]++|\\(?s:.))*+'?"
)
"""A literal; one without an end ends with its line, or every quote in it would be tried again."""


def signs(data: bytes) -> int:
    """The signs and line ends of a text, those in its literals included."""
    return len(data.translate(None, _NEITHER))


def heavier(data: bytes, most: int) -> bool:
    """Whether a text has more than `most` signs and line ends; each stands for two nodes or so of a tree.

    The tree of a grammar takes 400 to 500 bytes for each, that of Python's own parser 900 to 1300.
    """
    if len(data) <= most:
        return False
    left = most - len(data.translate(None, _NO_SIGN))
    if left < 0 or len(data.translate(None, _NOT_LETTERED)) <= left:
        return left < 0
    return len(_TEXT.sub(b"", data).translate(None, _NOT_LETTERED)) > left
