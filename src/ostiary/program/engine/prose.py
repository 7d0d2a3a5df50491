"""Does a word of note in a Python file stand where no code can be, or for something of the program's own?"""

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


_SYSTEM = b"system"
_LOOKS_UP = regex(
    rb"getattr|__dict__|\bvars\b|attrgetter|methodcaller|globals|locals|ctypes|cffi|__import__|importlib|dlsym"
)
"""Ways to come from the text of a name to what it means."""
_GETS = regex(rb"import\s*\*|import\s[^\n]*\bsystem\b|import\s*\([^)]{0,4000}\bsystem\b")
_CALL = regex(rb"[\s\\]*\(")
_ON = regex(rb"[\s\\]*(?:\.\s*[A-Za-z]|\[|[=!]=|=[^=])")
"""What stands behind a thing that has parts, is compared or is made here: no function of the library."""


class Own:
    """Whether `system`, a word of many sciences and of every chat, is something of the program's own.

    The function of that name is called or handed on as an attribute, or under its bare name where some import
    gets it, or it is looked up by a text.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._looks_up: bool | None = None
        self._gets: bool | None = None

    def is_own(self, word: bytes, start: int, end: int) -> bool:
        """Whether the word at these places is one of those."""
        if word != _SYSTEM:
            return False
        before = self._data[max(start - 16, 0) : start].rstrip(b" \t\r\n\\")[-1:]
        if before in {b"'", b'"'}:
            if self._looks_up is None:
                self._looks_up = _LOOKS_UP.search(self._data) is not None
            return not self._looks_up
        if _ON.match(self._data, end):
            return True
        if before == b"." or _CALL.match(self._data, end):
            return False
        if self._gets is None:
            self._gets = _GETS.search(self._data) is not None
        return not self._gets
