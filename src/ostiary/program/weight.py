"""How much memory would the tree of a text take? Its length says little: its signs say it."""

from ostiary.core.regex import regex

_SIGNS = b",.()[]{}:*%<>-\n"
_LETTERED = b"+/="
"""Signs that are letters of base64: inside of a text they stand for nothing."""

_SELDOM = b";|&^!?~@\r"
"""Signs that honest code has few of; a tree can be made of nothing else."""

_QUOTES = b"\"'`"


def _all_but(kept: bytes) -> bytes:
    return bytes(one for one in range(256) if one not in kept)


_NO_SIGN, _NOT_LETTERED, _NOT_SELDOM = _all_but(_SIGNS), _all_but(_LETTERED), _all_but(_SELDOM)
_NO_QUOTE, _NEITHER = _all_but(_QUOTES), _all_but(_SIGNS + _LETTERED + _SELDOM)
_WORDS = bytes(97 if one >= 128 or chr(one).isalnum() or one in b"_$" else 32 for one in range(256))
_TEXT = regex(
    rb"\"\"\"(?s:.*?)\"\"\"|'''(?s:.*?)'''|`[^`]*+`"
    rb"|\"(?:[^\"\\\n]++|\\(?s:.))*+\"?|'(?:[^'\\\n]++|\\(?s:.))*+'?"
)
"""A literal; one without an end ends with its line, or every quote in it would be tried again."""


def signs(data: bytes) -> int:
    """The signs and line ends of a text, those in its literals included."""
    return len(data.translate(None, _NEITHER))


def heavier(data: bytes, most: int) -> bool:
    """Whether a text has more than `most` signs and line ends; each stands for two nodes or so of a tree.

    The tree of a grammar takes 400 to 500 bytes for each, that of Python's own parser 900 to 1300. Where
    a literal starts is a guess, which a comment can lead astray: what is taken for one has a bound, too.
    """
    if len(data) <= most:
        return False
    left = most - _count(data, _NO_SIGN)
    letters, others = _count(data, _NOT_LETTERED), _others(data)
    if left < 0 or max(letters, others, _count(data, _NO_QUOTE) // 2) > 2 * most:
        return True
    if letters <= left and others <= most:
        return False
    bare = _TEXT.sub(b"", data)
    return _count(bare, _NOT_LETTERED) > left or _others(bare) > most


def denser(data: bytes, most: int) -> bool:
    """As `heavier` without what stands in literals, of a part of a text that is known not to be too heavy."""
    return len(data) > most and heavier(_TEXT.sub(b'""', data), most)


def _count(data: bytes, but: bytes) -> int:
    return len(data.translate(None, but))


def _others(data: bytes) -> int:
    """What a tree can be made of without the other signs: seldom ones, or words that are operators."""
    words = data.translate(_WORDS).count(b" a")
    return max(_count(data, _NOT_SELDOM), words // 2)
