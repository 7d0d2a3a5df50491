"""Which trees does a grammar see in a text, at a cost that grows no faster than the text?"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from tree_sitter import Language, Node, Parser, Point, Range

STEPS_AT_LEAST = 1_000
BYTES_PER_STEP = 10
"""A parser reports each hundred moves: five times in a kilobyte of code, fifty of rubbish; more is nasty."""

MAX_PIECE = 8_192
"""Bytes of the pieces that a text is cut into if the parser cannot cope with the whole."""

AROUND = 24_000  # bytes before and after a place of note that are read with it in a large text
MAX_SPAN = 192_000  # bytes of neighbouring places that are read as one piece
SNAP = 2_000  # bytes within which a piece is trimmed to where a statement starts and ends

_BLOCK = 1 << 16
_ENDS = (b";", b"\n")


def roots(language: Language, data: bytes) -> tuple[list[Node], int]:
    """The root of the text, or those of its pieces, and the number of pieces that could not be read."""
    whole = bounded(Parser(language), data, len(data))
    if whole is not None:
        return [whole], 0
    found, lost = [], 0
    for piece in _pieces(data):
        parser = Parser(language)
        parser.included_ranges = [piece]
        root = bounded(parser, data, piece.end_byte - piece.start_byte)
        lost += 1
        if root is not None:
            found.append(root)
    return found, max(lost, 1)


def near(
    language: Language,
    data: bytes,
    places: Iterable[int],
    mended: Callable[[bytes, Node, Callable[[bytes], Node | None]], Node],
) -> Iterator[Node]:
    """The roots of what stands around some places, one after the other: no more than one tree at a time.

    `mended` gives another tree of the same piece, which it may have parsed in another spelling.
    """
    row = last = 0
    for start, stop in _spans(data, places):
        row += data.count(b"\n", last, start)
        column = start - data.rfind(b"\n", 0, start) - 1
        lines = data.count(b"\n", start, stop)
        end = stop - data.rfind(b"\n", start, stop) - 1 if lines else column + stop - start
        last = start
        parser = Parser(language)
        parser.included_ranges = [Range(Point(row, column), Point(row + lines, end), start, stop)]
        parse = partial(_piece, parser, stop - start)
        root = parse(data)
        if root is not None:
            yield mended(data, root, parse)


def _piece(parser: Parser, size: int, data: bytes) -> Node | None:
    return bounded(parser, data, size)


def _spans(data: bytes, places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Pieces around places, apart from one another and in order, trimmed to statements."""
    start = stop = 0
    for place in places:
        if place < stop - AROUND // 4:
            continue
        if stop > start and place - AROUND < stop and place + AROUND - start < MAX_SPAN:
            stop = place + AROUND
            continue
        if stop > start:
            yield _trimmed(data, start, stop)
        start, stop = max(place - AROUND, stop), min(place + AROUND, len(data))
    if stop > start:
        yield _trimmed(data, start, min(stop, len(data)))


def _trimmed(data: bytes, start: int, stop: int) -> tuple[int, int]:
    first = min(
        (one for sign in _ENDS if (one := data.find(sign, start, start + SNAP)) >= 0),
        default=start - 1,
    )
    end = max(data.rfind(sign, max(stop - SNAP, start), stop) for sign in _ENDS)
    return (first + 1 if start else 0), (end + 1 if stop < len(data) and end > first else stop)


def bounded(parser: Parser, data: bytes, size: int) -> Node | None:
    """The root of a text, None where the parser takes more steps than honest text of this size needs."""
    steps = STEPS_AT_LEAST + size // BYTES_PER_STEP

    def spent(_place: int, _damaged: bool) -> bool:
        nonlocal steps
        steps -= 1
        return steps < 0

    hand = _HANDS.pop() if _HANDS else _Hand()

    def read(place: int, _point: Point) -> memoryview | bytes:
        return hand.filled(data, place)

    try:
        return parser.parse(read, encoding="utf8", progress_callback=spent).root_node
    except ValueError:
        return None
    finally:
        _HANDS.append(hand)


class _Hand:
    """A block of memory in which a parser is handed a text, piece by piece.

    The binding never lets go of an object that it was given, so these are few, and are given again and again:
    one for each power of two up to that of the block.
    """

    def __init__(self) -> None:
        whole = memoryview(bytearray(_BLOCK))
        self.views = {
            size: whole[:size] for size in (1 << one for one in range(_BLOCK.bit_length()))
        }

    def filled(self, data: bytes, place: int) -> memoryview | bytes:
        """The bytes from a place on, as many as one of the pieces holds."""
        left = min(len(data) - place, _BLOCK)
        if left <= 0:
            return b""
        size = 1 << (left.bit_length() - 1)
        view = self.views[size]
        view[:] = data[place : place + size]
        return view


_HANDS: list[_Hand] = []
"""Those that no parser reads from at the moment."""


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
