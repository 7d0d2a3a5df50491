"""Which trees does a grammar see in a text, at a cost that grows no faster than the text?"""

from tree_sitter import Language, Node, Parser, Point, Range

STEPS_AT_LEAST = 1_000
BYTES_PER_STEP = 10
"""A parser reports each hundred moves: five times in a kilobyte of code, fifty of rubbish; more is nasty."""

MAX_PIECE = 8_192
"""Bytes of the pieces that a text is cut into if the parser cannot cope with the whole."""

_BLOCK = 1 << 16


def roots(language: Language, data: bytes) -> tuple[list[Node], int]:
    """The root of the text, or those of its pieces, and the number of pieces that could not be read."""
    whole = _parsed(Parser(language), data, len(data))
    if whole is not None:
        return [whole], 0
    found, lost = [], 0
    for piece in _pieces(data):
        parser = Parser(language)
        parser.included_ranges = [piece]
        root = _parsed(parser, data, piece.end_byte - piece.start_byte)
        lost += 1
        if root is not None:
            found.append(root)
    return found, max(lost, 1)


def _parsed(parser: Parser, data: bytes, size: int) -> Node | None:
    steps = STEPS_AT_LEAST + size // BYTES_PER_STEP

    def spent(_place: int, _damaged: bool) -> bool:
        nonlocal steps
        steps -= 1
        return steps < 0

    def read(place: int, _point: Point) -> bytes:
        return data[place : place + _BLOCK]

    try:
        return parser.parse(read, encoding="utf8", progress_callback=spent).root_node
    except ValueError:
        return None


def _pieces(data: bytes) -> list[Range]:
    """Pieces that end where a line does, or at least a statement."""
    found: list[Range] = []
    start, row, column = 0, 0, 0
    while start < len(data):
        stop = min(start + MAX_PIECE, len(data))
        if stop < len(data):
            cut = max(data.rfind(b"\n", start, stop), data.rfind(b";", start, stop))
            stop = cut + 1 if cut > start else stop
        lines = data.count(b"\n", start, stop)
        last = data.rfind(b"\n", start, stop)
        after = (row + lines, stop - last - 1 if last >= 0 else column + stop - start)
        found.append(Range(Point(row, column), Point(*after), start, stop))
        start, (row, column) = stop, after
    return found
