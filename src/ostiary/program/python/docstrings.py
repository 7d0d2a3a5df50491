"""Which lines stand inside of a text that no code takes? However they are shown, nothing of them runs."""

import unicodedata

from msgspec.structs import replace
from tree_sitter import Node

from ostiary.program.model import OddityKind
from ostiary.program.record import RawOddity

MAX_DEPTH = 100  # of the nodes around a place
_INSIDE = frozenset({"string_content", "escape_sequence", "string_start", "string_end"})


def told_apart(found: tuple[RawOddity, ...], root: Node, data: bytes) -> tuple[RawOddity, ...]:
    """The same oddities, with direction controls and bare gaps in the midst of such a text listed.

    A control reaches no further than its line, and no sign that begins or ends the text stands on the
    line: nothing there can be taken for code, nor code for something else. One sign without width, again and
    again, spells nothing; two of them are enough to spell anything.
    """
    kinds = {OddityKind.BIDI}
    rows = {one.line - 1 for one in found if one.kind is OddityKind.INVISIBLE}
    if rows and _spells_nothing(data, rows):
        kinds.add(OddityKind.INVISIBLE)
    return tuple(
        replace(one, listed=True) if one.kind in kinds and _amid(root, one.line - 1) else one
        for one in found
    )


def _spells_nothing(data: bytes, rows: set[int]) -> bool:
    """Whether what has no width on these lines is one and the same sign, and no code asks for such texts."""
    if b"__doc__" in data or b"getdoc" in data:
        return False
    lines = data.split(b"\n")
    text = b"".join(lines[row] for row in rows if row < len(lines)).decode("utf-8", "replace")
    return len({one for one in text if unicodedata.category(one) in {"Cf", "Mn"}}) == 1


def _amid(root: Node, row: int) -> bool:
    """Whether a line lies between the first and the last line of a text that is a statement by itself."""
    node = root.descendant_for_point_range((row, 0), (row, 0))
    for _ in range(MAX_DEPTH):
        if node is None or node.type == "string":
            break
        node = node.parent
    if node is None or node.type != "string" or node.parent is None:
        return False
    plain = all(one.type in _INSIDE for one in node.children) and not node.has_error
    alone = node.parent.type == "expression_statement" and node.parent.child_count == 1
    return plain and alone and node.start_point[0] < row < node.end_point[0]
