"""Does a word of note in a Python file stand in a comment or in a sentence, where no code can be?"""

from keyword import kwlist

from ostiary.core.regex import regex

MAX_BACK = 400  # bytes of a line that are looked through for its start

_SPEAKING = frozenset({"match", "case", "type", "print", "exec"})
"""Words that are no keywords everywhere, and yet may stand right before a name."""

_KEYWORDS = frozenset(one.encode() for one in {*kwlist, *_SPEAKING})
_BEFORE = regex(rb"(?<![\w.])([A-Za-z_]\w{0,40})[ ]{1,4}\Z")
_AFTER = regex(rb"[ ]{1,4}([A-Za-z_]\w{0,40})")
_NAME = regex(rb"[A-Za-z_]\w*")


def speaks(data: bytes, start: int, end: int, word: bytes) -> bool:
    """Whether the `word` at these places is said, not used: nowhere in Python do two names stand in a row.

    A line that starts as a comment is one, or it stands inside of a text: in neither case it runs here.
    """
    line = data.rfind(b"\n", max(start - MAX_BACK, 0), start) + 1
    if (line or start <= MAX_BACK) and data[line:start].lstrip(b" \t\f")[:1] == b"#":
        return True
    if not _NAME.match(word):
        return False
    if data[start - 1 : start] == b" ":
        before = _BEFORE.search(data, max(start - 48, line), start)
        if before and before[1] not in _KEYWORDS:
            return True
    if data[end : end + 1] == b" " and word != b"exec" and _NAME.fullmatch(word):
        after = _AFTER.match(data, end)
        return bool(after and after[1] not in _KEYWORDS)
    return False


def simple(data: bytes) -> bool:
    """Whether lines end where they seem to."""
    return b"\r" not in data or data.count(b"\r") == data.count(b"\r\n")
