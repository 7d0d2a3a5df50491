"""Where do comments and statements of a script begin and end, where the grammar here has it otherwise?

A text in which they are told apart wrongly does not say to us what it says to a runtime: code goes into a
comment, or into a text between quotes. These places are known at which that happens without any damage:

- `<!--` anywhere, and `-->` as the first sign of a line, begin a comment that ends with the line (ECMAScript,
  annex B.1.1). That holds of scripts; to a module they are operators. A text in which both readings would say
  something is read as a script, and said to have two.
- A line `#!` ends where any line does, also at a carriage return or U+2028.
- After `=> {}`, and after `let a`, a line that begins with a slash begins with a regular expression: no
  operator goes on with either, so a semicolon is inserted (ECMAScript, 12.10.1). A statement that begins with
  a brace is a block (14.5), and what follows it a statement; who waits (`await /a/`) divides nothing.

What is changed keeps its length, so that all that is read of a text may be read in the original.
"""

from collections.abc import Callable

from msgspec import Struct
from tree_sitter import Node

from ostiary.core.regex import regex

MAX_MENDED = 64  # places of one text; each costs one more parse
MAX_BEFORE = 16  # comments, and long blanks, between two signs; beyond them the text is doubtful

BY_GOAL = "a comment as pages have it means one thing in a script and another in a module"
TWO_WAYS = (
    "`await` or `yield` before a slash means one thing to us and may mean another to a runtime"
)
DAMAGED = "a slash behind a brace divides here and may begin something to a runtime"
MANY = "more of its statements and comments end otherwise than our parser thinks than are mended"

_MARK = regex(rb"<!--|-->")
_BREAK = regex(rb"\n|\r|\xe2\x80[\xa8\xa9]")
_SLASH = regex(rb"/(?![/*])")
_BLANKS = frozenset({b" ", b"\t", b"\v", b"\f"})
_STEPS = frozenset({b"++", b"--"})
_ENDS = (b"}", b"*/", b"\n", b"\r", b"await", *sorted(_STEPS))
_NEAR = 64  # bytes before a slash in which there is more than blanks
_LET = regex(rb"(?<![\w$.])let\b[^;{}()=]{1,400}\Z")
"""A declaration that no operator goes on with."""
_WAITS = regex(rb"(?<![\w$.#])await\Z")

_LINE = 1_300  # bytes that are looked back over at once
_HASHBANG = (b"#!", b"\xef\xbb\xbf#!")
_TELLING = regex(rb"[(`\"'=\[{;,/]")
"""Signs of which a remark for people has none, and code at least one."""

Parse = Callable[[bytes], Node | None]


class Plain(Struct, frozen=True):
    """A text as a script reads it, its tree, and why a runtime may read another one, if it may."""

    data: bytes
    root: Node
    doubtful: str = ""


def as_script(data: bytes, root: Node, parse: Parse) -> Plain:
    """The text with blanks for what is a comment, and with semicolons where they are inserted.

    `root` is the tree of `data`, or of a part of it. Of more such places than are mended the rest is left,
    and the text is doubtful.
    """
    reading = _Reading(data, root, parse)
    reading.first_line()
    for start, end in _places(data, root.start_byte, root.end_byte):
        if reading.lost:
            break
        if data.startswith(b"/", end - 1):
            reading.slash(end - 1)
        elif start >= reading.place:
            reading.comment(start, end)
    return Plain(reading.data, reading.root, reading.doubtful or (MANY if reading.lost else ""))


def _places(data: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """Where any of these may be, in order."""
    found = [one.span() for one in _MARK.finditer(data, start, end)]
    found += [
        one.span() for one in _SLASH.finditer(data, start, end) if _is_candidate(data, one.start())
    ]
    return sorted(found)


def _is_candidate(data: bytes, place: int) -> bool:
    """Whether a slash may be the first sign of a line, or stand behind a brace or a word that waits."""
    before = data[max(place - _NEAR, 0) : place]
    if before[-1:] in _BLANKS:
        before = before.rstrip(b" \t\v\f") or b"\n"
    return before.endswith(_ENDS) or before[-1:] >= b"\x80"


class _Reading:
    """A text that is mended from its beginning to its end, and its tree; the last comment ends at `place`."""

    def __init__(self, data: bytes, root: Node, parse: Parse) -> None:
        self.data, self.root, self._parse = data, root, parse
        self.doubtful, self.lost = "", False
        self.place = self._mended = 0

    def _mend(self, start: int, by: bytes) -> None:
        """Put something in the place of as many bytes as it has."""
        self._mended += 1
        text = self.data[:start] + by + self.data[start + len(by) :]
        root = self._parse(text) if self._mended <= MAX_MENDED else None
        if root is None:
            self.lost = True
        else:
            self.data, self.root = text, root

    def first_line(self) -> None:
        """Blanks for a line `#!` that ends where the grammar sees no end of it."""
        end = _BREAK.search(self.data) if self.data.startswith(_HASHBANG) else None
        if end and end[0] != b"\n" and not self.data.startswith(b"\r\n", end.start()):
            self._mend(0, b" " * end.start())

    def comment(self, start: int, end: int) -> None:
        """Blanks for a comment as pages have it, where the grammar takes its beginning for operators."""
        node = self.root.descendant_for_byte_range(start, start + 1)
        known = node is not None and node.type == "html_comment"
        if node is None or not (known or self._begins(start, node)):
            return
        ending = _BREAK.search(self.data, end)
        self.place = ending.start() if ending is not None else len(self.data)
        if _TELLING.search(self.data, end, self.place):
            self.doubt(BY_GOAL)
        if not known:
            self._mend(start, b" " * (self.place - start))

    def _begins(self, start: int, node: Node) -> bool:
        """Whether a mark is one to a script: it begins a sign, and where it closes, the line as well."""
        kind = "<" if self.data.startswith(b"<", start) else "--"
        if not node.is_error and not (node.type == kind and node.start_byte == start):
            return False
        if kind == "<":
            return True
        last, broken = self._before(start)
        return last < 0 or broken

    def slash(self, place: int) -> None:
        """What stands before a slash, where the two do not divide anything."""
        node = self.root.descendant_for_byte_range(place, place + 1)
        if node is None or not (node.is_error or node.type in {"/", "/="}) or _is_regex(node):
            return
        last, broken = self._before(place)
        if self.data[max(last - 1, 0) : last + 1] in _STEPS:
            place = last - 1
            last, broken = self._before(place)
        leaf = self.root.descendant_for_byte_range(last, last + 1) if last >= 0 else None
        if leaf is None or leaf.type != "}":
            self._behind_word(last + 1, place, broken=broken)
            return
        whole = leaf.parent
        start = whole.start_byte if whole is not None and whole.end_byte == last + 1 else last
        arrow = self._before(start)[0] if broken else -1
        if arrow > 0 and self.data.startswith(b"=>", arrow - 1):
            self._end(last + 1, place)
        elif whole is not None and whole.type in _OBJECTS and _begins_statement(whole):
            self._mend(start, b";" + self.data[start + 1 : last] + b";")
        elif self.root.has_error:
            self.doubt(DAMAGED)

    def _behind_word(self, end: int, place: int, *, broken: bool) -> None:
        """Behind a declaration a slash begins a regular expression, behind `await` where that waits."""
        text = self.data[max(end - _LINE, 0) : end]
        if _WAITS.search(text):
            self._mend(end - len(b"await"), b" " * len(b"await"))
            self.doubt(TWO_WAYS)
        elif broken and _LET.search(text):
            self._end(end, place)

    def doubt(self, reason: str) -> None:
        """Say that a runtime may read it in another way; the first reason stands."""
        self.doubtful = self.doubtful or reason

    def _end(self, start: int, end: int) -> None:
        """A semicolon in a gap, for a blank or for the end of a line."""
        gap = bytes(one if one in b"\n\r" else 32 for one in self.data[start:end])
        at = max(gap.find(b" "), 0)
        self._mend(start, gap[:at] + b";" + gap[at + 1 :])

    def _before(self, place: int) -> tuple[int, bool]:
        """The last byte before a place that is no blank and in no comment, and whether a line ended since."""
        end = place
        for _ in range(MAX_BEFORE):
            start = max(end - _LINE, 0)
            last = start + len(_stripped(self.data[start:end])) - 1
            if last < start:
                if not start:
                    return -1, _BREAK.search(self.data, 0, place) is not None
                end = start
                continue
            comment = self.root.descendant_for_byte_range(last, last + 1)
            if comment is None or "comment" not in comment.type:
                return last, _BREAK.search(self.data, last + 1, place) is not None
            end = comment.start_byte
        self.doubt(MANY)
        return end, True


_OBJECTS = frozenset({"object", "object_pattern"})
_WIDE_BLANKS = tuple(
    one.encode()
    for one in "\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"
    + "".join(map(chr, range(0x2000, 0x200B)))
)


def _stripped(text: bytes) -> bytes:
    """A text without the blanks and line breaks at its end, in a time that grows no faster than it does."""
    text = text.rstrip(b" \t\v\f\r\n")
    while text.endswith(_WIDE_BLANKS):
        text = text[: -2 if text.endswith(b"\xc2\xa0") else -3].rstrip(b" \t\v\f\r\n")
    return text


def _is_regex(slash: Node) -> bool:
    return slash.parent is not None and slash.parent.type == "regex"


def _begins_statement(node: Node) -> bool:
    """Whether a statement begins with a node: one that begins with a brace is a block (ECMAScript, 14.5)."""
    above = node.parent
    while above is not None and above.start_byte == node.start_byte:
        if above.type == "expression_statement" or above.is_error:
            return True
        above = above.parent
    return False
