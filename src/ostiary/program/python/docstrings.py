"""Which lines stand inside of a text that no code takes? However they are shown, nothing of them runs."""

from msgspec.structs import replace
from tree_sitter import Node

from ostiary.program.model import OddityKind
from ostiary.program.record import RawOddity

MAX_DEPTH = 100  # of the nodes around a place
_INSIDE = frozenset({"string_content", "escape_sequence", "string_start", "string_end"})


def told_apart(found: tuple[RawOddity, ...], root: Node) -> tuple[RawOddity, ...]:
    """The same oddities, with direction controls in the midst of such a text listed.

    A control reaches no further than its line, and no sign that begins or ends the text stands on the
    line: nothing there can be taken for code, nor code for something else.
    """
    return tuple(
        replace(one, listed=True)
        if one.kind is OddityKind.BIDI and _amid(root, one.line - 1)
        else one
        for one in found
    )


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
