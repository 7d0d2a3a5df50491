"""Which spellings are newer than the grammars here, and how would an older JavaScript or TypeScript say them?

A text is changed only for its parser, byte by byte, and never in length: all that is read of it is read in
the original. A change that turns out to stand where it has no business is taken back.
"""

import re
from collections.abc import Callable

from msgspec import Struct
from tree_sitter import Node

from ostiary.core.regex import regex

MAX_SITES = 20_000  # of one text; one with more is read as it is
ROUNDS = 4  # times that changes are taken back before all of them are
MAX_FAULTS = 100_000  # damaged spots counted in one tree

MAX_COMMENTS = 8  # looked back over
MAX_COMMENT = 20_000  # bytes of one of them
MAX_BLANK = 400  # bytes between two

_ENDING = regex(rb"[\w$)\]}>'\"`]$")
_NAME = rb"[A-Za-z_$]"


class _Change(Struct, frozen=True):
    """What `pattern` finds in its group is overwritten with `by`, filled up with spaces.

    `within` are the nodes that may hold the place afterwards; `ends` asks that something stands before
    it which no sign ends.
    """

    pattern: "re.Pattern[bytes]"
    by: bytes
    within: frozenset[str]
    ends: bool = False


_BOTH = (
    # `for (using x of y)`, `for (await using x of y)`
    _Change(
        regex(rb"\bfor\s+await\s{0,9}\(\s{0,9}((?:await\s{1,9})?using)\s{1,9}(?=%s)" % _NAME),
        b"const",
        frozenset({"for_in_statement"}),
    ),
    _Change(
        regex(rb"\bfor\s{0,9}\(\s{0,9}((?:await\s{1,9})?using)\s{1,9}(?=%s)" % _NAME),
        b"const",
        frozenset({"for_in_statement", "for_statement", "lexical_declaration"}),
    ),
    # `import defer * as x from "y"`, `import source x from "y"`
    _Change(regex(rb"\bimport\s{1,9}(defer)\s{0,9}(?=\*)"), b"", frozenset({"import_statement"})),
    _Change(
        regex(rb"\bimport\s{1,9}(source)\s{1,9}(?=[\w$]{1,99}\s{1,9}from\b)"),
        b"",
        frozenset({"import_statement"}),
    ),
    # `export { x as if }`: any word may be the name of what is exported
    _Change(
        regex(rb"\bas\s{1,9}([a-z]{2,10})(?=\s{0,9}[,}])"),
        b"__",
        frozenset({"export_specifier", "import_specifier"}),
    ),
)
_TYPED = (
    # `interface X<in A, out B>`
    _Change(
        regex(rb"[<,]\s{0,99}(in\s{1,9}out|in|out)\s{1,9}(?=%s)" % _NAME),
        b"",
        frozenset({"type_parameters", "type_parameter"}),
    ),
    # a signature on a line of its own, after one that no semicolon ends
    _Change(
        regex(rb"\n[ \t]{0,99}([ \t])(?=<)"),
        b";",
        frozenset({"object_type", "interface_body"}),
        ends=True,
    ),
    # `type X = `\\`a\\` ${B}``
    _Change(
        regex(rb"(\\`)"),
        b"__",
        frozenset({"template_literal_type", "template_string", "string_fragment", "comment"}),
    ),
    # `export type * from "x"`, `abstract accessor x`
    _Change(regex(rb"\bexport\s{1,9}(type)\s{1,9}(?=\*)"), b"", frozenset({"export_statement"})),
    _Change(
        regex(rb"\babstract\s{1,9}(accessor)\s{1,9}(?=[\w$#])"),
        b"",
        frozenset({"abstract_method_signature", "public_field_definition"}),
    ),
)

Parse = Callable[[bytes], Node | None]
_Site = tuple[int, int, _Change]


def older(data: bytes, language: str, parse: Parse, root: Node) -> Node | None:
    """The root of the tree of `data` in an older spelling, if that is less damaged than `root`.

    None where nothing is to be changed or nothing is won.
    """
    sites = _sites(data, language == "typescript") if root.has_error else []
    for _ in range(ROUNDS):
        if not sites:
            return None
        found = parse(_changed(data, sites))
        if found is None:
            return None
        kept = [one for one in sites if _fits(found, *one)]
        if len(kept) == len(sites):
            return found if damage(found) < damage(root) else None
        sites = kept
    return None


def damage(root: Node) -> tuple[bool, int]:
    """Whether a tree has no form at all, and how many damaged spots there are in it."""
    count, waiting = 0, [root]
    while waiting and count < MAX_FAULTS:
        node = waiting.pop()
        count += node.is_error or node.is_missing
        if node.has_error:
            waiting += node.children
    return root.is_error, count


def _sites(data: bytes, typed: bool) -> list[_Site]:
    found: list[_Site] = []
    for change in (*_BOTH, *_TYPED) if typed else _BOTH:
        for match in change.pattern.finditer(data):
            if not change.ends or _open(data, match.start()):
                found.append((*match.span(1), change))
            if len(found) > MAX_SITES:
                return []
    return sorted(found, key=lambda one: one[:2])


def _open(data: bytes, place: int) -> bool:
    """Whether what stands before a place, comments aside, could go on: it ends in a name or a bracket."""
    for _ in range(MAX_COMMENTS):
        before = data[max(place - MAX_BLANK, 0) : place].rstrip()
        line = before.rpartition(b"\n")[2]
        if line.lstrip().startswith(b"//"):
            place -= len(data[max(place - MAX_BLANK, 0) : place]) - len(before) + len(line)
            continue
        if not before.endswith(b"*/"):
            return _ENDING.search(before) is not None
        place = data.rfind(b"/*", max(place - MAX_COMMENT, 0), place)
        if place < 0:
            return False
    return False


def _changed(data: bytes, sites: list[_Site]) -> bytes:
    text = bytearray(data)
    for start, end, change in sites:
        text[start:end] = change.by.ljust(end - start)
    return bytes(text)


def _fits(root: Node, start: int, end: int, change: _Change) -> bool:
    """Whether a changed place ended where the spelling belongs."""
    node = root.descendant_for_byte_range(start, end if not change.by else start + len(change.by))
    while node is not None and node.type not in change.within:
        if node.end_byte - node.start_byte > end - start and node.is_named:
            return False
        node = node.parent
    return node is not None
