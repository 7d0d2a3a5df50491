"""The stack, the marks, the memo and the window of an unpickler that builds nothing and calls nothing."""

from array import array
from collections.abc import Callable

from ostiary.core.errors import ParseError
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.judge import DATA, Box, Made, Symbol
from ostiary.formats.model.pickle.clerk import Clerk
from ostiary.formats.model.pickle.constants import constant_at
from ostiary.formats.model.pickle.lines import MAX_LINE, long_line
from ostiary.formats.model.pickle.values import MAX_DEPTH, MAX_NESTED, MAX_VALUES, MAX_WEIGHT, Bag

STEP = 1 << 20
"""Bytes that are held at a time."""
FIRST_STEP = 1 << 12
"""Bytes that are held at first: most pickles are short, and many may follow one another."""
MARGIN = 16
"""More than any opcode without the text that it counts."""
MAX_STACK = 1_000_000
MAX_HELD = 1_000_000
"""Items in all lists and mappings together, and in the tuples that the memo remembers."""
MAX_KEPT = 150_000
"""Containers that the memo remembers as such; later ones only by their kind."""
FREE_MEMO = 1 << 20
"""The memo may have this many places more than the pickle has bytes up to there."""
FAR = 1 << 27
"""Numbers in the memo for which an ordinary machine has the room: eight bytes for each below."""
MAX_FAR = 10_000
FREE_LOOKS = 300_000
"""Values in arguments that are worked out may be so many more than the pickle has bytes."""
MAX_ASKED = 10_000
"""Globals of which the order is kept, to be compared with a second reader."""
LEAP = 1 << 70
"""A step that returns so much more ends the run of steps: the frame changed, or the pickle ended."""
ENDED = 1 << 71
CONSTANT, LAZY = 1, 3  # the lowest bits in the memo, under an offset; zero under a place in `kept`


class FaultError(Exception):
    """Why the bytes stop being a pickle here."""

    def __init__(self, reason: str, rule: str = "broken-stream") -> None:
        super().__init__(reason)
        self.reason = reason
        self.rule = rule


class LimitError(Exception):
    """Why reading stops although the bytes may be right."""


class Machine:
    """State of one pickle. `base` is where the window `data` lies in the extent; the stack is `stack`."""

    def __init__(self, extent: Extent, clerk: Clerk, keep: int, *, lenient: bool = False) -> None:
        self.extent, self.clerk, self.keep = extent, clerk, keep
        self.lenient = lenient  # where only we would stop, and an unpickler would not, it goes on
        self.far: dict[int, int] = {}  # of the memo, what is remembered far behind its end
        self.size = self.most = extent.size
        self.data, self.base = b"", 0
        self.begin = 0
        self.raw = 0  # bytes between the opcodes that are none
        self.frame_end = -1
        self.stale = False  # the window has to begin at the next opcode
        self.stack: list[object] = []
        self.push = self.stack.append
        self.marks: list[int] = []
        self.fence = 0
        self.memo = array("I" if self.size < 1 << 30 else "Q")
        self.filled = 0
        self.kept: list[object] = [None]
        self.places: dict[int, int] = {}
        self.boxes = 0
        self.cut_boxes: dict[str, Bag] = {}
        self.protocol = 0
        self.highest = 0
        self.symbols: dict[tuple[str, str], Symbol] = {}
        self.asked: list[tuple[str, str]] = []
        self.asked_count = 0
        self.calls = 0
        self.looked = 0
        self.held = 0
        self.hashed = 0
        self.chosen = 0
        self.heavy = False
        self.pieces = 0
        self.buffers = False
        self.result: object = DATA
        self.bulk = False
        self.horizon = 0
        self.hot: set[int] = set()
        self.ready: tuple[tuple[int, int], ...] = ()
        self.steps: tuple[Callable[[Machine, int], int], ...] = ()
        self.expand: Callable[[Machine, int], None] | None = None

    def top(self) -> object:
        """The value on top, which stays."""
        if len(self.stack) <= self.fence:
            raise FaultError("the pickle looks at an empty stack")
        return self.stack[-1]

    def pop(self) -> object:
        """The value on top, taken away."""
        if len(self.stack) <= self.fence:
            raise FaultError("the pickle takes from an empty stack")
        return self.stack.pop()

    def take(self, count: int) -> list[object]:
        """The topmost values, taken away."""
        start = len(self.stack) - count
        if start < self.fence:
            raise FaultError("the pickle takes from an empty stack")
        taken = self.stack[start:]
        del self.stack[start:]
        return taken

    def unmark(self) -> int:
        """How high the stack was at the last mark, which is taken away."""
        if not self.marks:
            raise FaultError("the pickle has no mark where it needs one")
        at = self.marks.pop()
        self.fence = self.marks[-1] if self.marks else 0
        return at

    def marked(self) -> list[object]:
        """All values down to the last mark, taken away with it."""
        start = self.unmark()
        taken = self.stack[start:]
        del self.stack[start:]
        return taken

    def put(self, index: int, at: int) -> None:
        """Remember the top under a number."""
        value = self.top()
        code = value << 2 | CONSTANT if type(value) is int else self.kept_place(value) << 2
        if self.bulk:
            self._wary(index, value)
        memo = self.memo
        length = len(memo)
        if index < length:
            self.filled += not memo[index]
            memo[index] = code
            return
        if index > length:
            if index > FREE_MEMO + at - self.begin:
                self._put_far(index, code)
                return
            memo.frombytes(bytes((index - length) * memo.itemsize))
        memo.append(code)
        self.filled += 1

    def _put_far(self, index: int, code: int) -> None:
        if not self.lenient or index > FAR or len(self.far) >= MAX_FAR:
            raise FaultError(
                f"it remembers a value under the number {index}, for which room is made in memory",
                "memo-bomb",
            )
        self.filled += index not in self.far
        self.far[index] = code

    def _wary(self, index: int, value: object) -> None:
        """What is done in bulk must not ask the memo for globals, or for keys of two underscores.

        Nor for tuples that take too long to hash.
        """
        if type(value) is int:
            odd = b"__" in self.at(value, 11)
        else:
            given = value.arguments if isinstance(value, Made) else ()
            odd = any("__" in one if isinstance(one, str) else False for one in given)
            if type(value) is Symbol:
                self.hot.add(index)
            odd = odd or (type(value) is Bag and value.weight > MAX_WEIGHT)
        changed = any(index == place for place, _ in self.ready)
        self.bulk = self.bulk and not (odd or changed)

    def get(self, index: int) -> None:
        """Push what was remembered."""
        code = self.memo[index] if 0 <= index < len(self.memo) else 0
        code = code or self.far.get(index, 0)
        if code & LAZY == LAZY and self.expand:
            self.expand(self, index)
            code = self.memo[index]
        if code & 1:
            self.push(code >> 2)
        elif code:
            self.push(self.kept[code >> 2])
        else:
            raise FaultError("the pickle asks for what it has not remembered")

    def kept_place(self, value: object) -> int:
        """Where the memo keeps a value that is no constant."""
        place = self.places.get(id(value))
        if place is not None:
            return place
        if isinstance(value, Bag):
            if value.kind == "tuple":
                self.held += len(value.items)
            if self.boxes >= MAX_KEPT or self.held > MAX_HELD:
                known = self.cut_boxes.get(value.kind)
                lost = Bag(value.kind, [], True, depth=MAX_NESTED + 1)
                value = known or self.cut_boxes.setdefault(value.kind, lost)
                if known:
                    return self.places[id(value)]
            self.boxes += 1
        place = self.places[id(value)] = len(self.kept)
        self.kept.append(value)
        if place > MAX_KEPT * 2:
            raise LimitError(f"it remembers more than {MAX_KEPT * 2} different values")
        return place

    def line(self, start: int) -> tuple[bytes, int]:
        """A line of text and where the next begins.

        A last line without an end loses its last byte: that is what the unpickler makes of it.
        """
        end = self.data.find(b"\n", start)
        if end >= 0:
            return self.data[start:end], end + 1
        whole = long_line(self.extent, self.base + start)
        if whole.endswith(b"\n"):
            return whole[:-1], start + len(whole)
        if len(whole) >= MAX_LINE:
            raise FaultError("a line of the pickle has no end")
        return whole[:-1], start + len(whole) + 1

    def value(self, value: object, most: int = MAX_VALUES) -> object:
        """A value of the stack as the judge gets it: constants worked out, containers to some depth.

        `most` is how many values there may be in the containers, all of them together.
        """
        return self._value(value, [most], MAX_DEPTH)

    def _value(self, value: object, room: list[int], depth: int) -> object:
        if type(value) is int:
            try:
                return constant_at(self, value)
            except ParseError as error:
                raise FaultError(error.message) from error
        if not isinstance(value, Bag):
            return value
        self.look(len(value.items))
        if depth <= 0 or room[0] <= 0:
            return Box(value.kind, [], bool(value.items) or value.cut)
        room[0] -= len(value.items)
        items = value.items if room[0] >= 0 else value.items[: room[0]]
        inner = [self._value(one, room, depth - 1) for one in items]
        return Box(value.kind, inner, value.cut or room[0] < 0)

    def look(self, count: int) -> None:
        """So many values are worked out; ends what makes that much work out of few bytes."""
        self.looked += count
        if self.looked > FREE_LOOKS + self.size:
            raise LimitError("it calls something with the same values again and again")

    def at(self, offset: int, count: int) -> bytes:
        """Bytes of the extent, out of the window where they are in it."""
        begin = offset - self.base
        if begin >= 0 and begin + count <= len(self.data):
            return self.data[begin : begin + count]
        return self.extent.at(offset, count)

    def symbol(self, module: str, name: str) -> Symbol:
        """One object for each global."""
        key = module, name
        known = self.symbols.get(key)
        return known or self.symbols.setdefault(key, Symbol(module, name))
