"""Where do comments and statements of a script begin and end, where the grammar here has it otherwise?

A text in which they are told apart wrongly does not say to us what it says to a runtime: code goes into a
comment, or into a text between quotes. Three places are known at which that happens without any damage:

- `<!--` anywhere, and `-->` as the first sign of a line, begin a comment that ends with the line (ECMAScript,
  annex B.1.1). That holds of scripts; to a module they are operators. A text in which both readings would say
  something is read as a script, and said to have two.
- A line `#!` ends where any line does, also at a carriage return or U+2028.
- After `=> {}` a line that begins with a slash begins with a regular expression: no operator goes on with
  such a function, so a semicolon is inserted (ECMAScript, 12.10.1).

What is changed keeps its length, so that all that is read of a text may be read in the original.
"""

from collections.abc import Callable

from msgspec import Struct
from tree_sitter import Node

from ostiary.core.regex import regex

MAX_MENDED = 64  # places of one text; each costs one more parse
MAX_BEFORE = 8  # comments that stand between the beginning of a line and its first sign

BY_GOAL = "a comment as pages have it means one thing in a script and another in a module"

_MARK = regex(rb"<!--|-->")
_BREAK = regex(rb"\n|\r|\xe2\x80[\xa8\xa9]")
_WIDE = rb"(?:\xc2\xa0|\xef\xbb\xbf|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xaf]|\xe2\x81\x9f|\xe3\x80\x80)"
_SPACE = rb"[ \t\v\f]*(?:%s[ \t\v\f]*){0,99}" % _WIDE
_SLASHES = tuple(
    regex(rb"%s%s/(?![/*])" % (before, _SPACE))
    for before in (rb"\n", rb"\r", rb"\xe2\x80[\xa8\xa9]", rb"\*/")
)
"""A slash that may be the first sign of a line."""

_FIRST = regex(rb"(?:^|\n|\r|\xe2\x80[\xa8\xa9])%s\Z" % _SPACE)
_AFTER = regex(rb"\*/%s\Z" % _SPACE)
_LINE = 1_300  # bytes that are looked back over for either
_HASHBANG = (b"#!", b"\xef\xbb\xbf#!")
_TELLING = regex(rb"[(`\"'=\[{;,/]")
"""Signs of which a remark for people has none, and code at least one."""

Parse = Callable[[bytes], Node | None]


class Plain(Struct, frozen=True):
    """A text as a script reads it, its tree, and whether a module would read another one."""

    data: bytes
    root: Node
    doubtful: bool = False


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
    return Plain(reading.data, reading.root, reading.doubtful or reading.lost)


def _places(data: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """Where any of these may be, in order."""
    found = [one.span() for one in _MARK.finditer(data, start, end)]
    if data.find(b"=>", start, end) >= 0:
        found += [one.span() for each in _SLASHES for one in each.finditer(data, start, end)]
    return sorted(found)


class _Reading:
    """A text that is mended from its beginning to its end, and its tree; the last comment ends at `place`."""

    def __init__(self, data: bytes, root: Node, parse: Parse) -> None:
        self.data, self.root, self._parse = data, root, parse
        self.doubtful = self.lost = False
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
        self.doubtful = self.doubtful or bool(_TELLING.search(self.data, end, self.place))
        if not known:
            self._mend(start, b" " * (self.place - start))

    def _begins(self, start: int, node: Node) -> bool:
        """Whether a mark is one to a script: it begins a sign, and where it closes, the line as well."""
        kind = "<" if self.data.startswith(b"<", start) else "--"
        if not node.is_error and not (node.type == kind and node.start_byte == start):
            return False
        return kind == "<" or self._is_first(start)

    def _is_first(self, start: int) -> bool:
        """Whether nothing but blanks and comments stands before a place on its line."""
        for _ in range(MAX_BEFORE):
            before = self.data[max(start - _LINE, 0) : start]
            if _FIRST.search(before):
                return True
            after = _AFTER.search(before)
            if after is None:
                return False
            place = start - len(before) + after.start()
            comment = self.root.descendant_for_byte_range(place, place + 1)
            if comment is None or comment.type != "comment":
                return False
            if _BREAK.search(self.data, comment.start_byte, comment.end_byte):
                return True
            start = comment.start_byte
        return True

    def slash(self, place: int) -> None:
        """A semicolon behind a function of arrows with a body in braces, for a blank or the line's end."""
        node = self.root.descendant_for_byte_range(place, place + 1)
        whole = node.parent if node is not None and node.type in {"/", "/="} else None
        left = whole.child_by_field_name("left") if whole is not None else None
        body = left.child_by_field_name("body") if left and left.type == "arrow_function" else None
        if left is None or body is None or body.type != "statement_block":
            return
        gap = self.data[left.end_byte : place]
        if _BREAK.search(gap):
            blank = bytes(one if one in b"\n\r" else 32 for one in gap)
            at = max(blank.find(b" "), 0)
            self._mend(left.end_byte, blank[:at] + b";" + blank[at + 1 :])
