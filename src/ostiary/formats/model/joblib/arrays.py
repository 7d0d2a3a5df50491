"""How many raw bytes stand after the wrapper of an array, by what the wrapper says of itself?"""

from msgspec import Struct, field

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.judge import Box, Made
from ostiary.formats.model.npy.dtype import ItemType, item_type, items
from ostiary.formats.model.pickle.walk import walk
from ostiary.formats.model.record import Gravity, Topic
from ostiary.formats.model.regions import check_region
from ostiary.formats.model.sheet import Sheet

MAX_ARRAYS = 1_000_000
MAX_PAD = 255
ALIGNMENT = 16
"""Bytes to which joblib aligns arrays since version 1.2; it has no setting for it."""
HAS_OBJECTS = 1
"""The flag in the state of an item type that says that items hold references (numpy, NPY_ITEM_REFCOUNT)."""

INLINE = regex(r"(?:sklearn\.externals\.)?joblib\.numpy_pickle\.NumpyArrayWrapper")
OUTSIDE = regex(r"(?:sklearn\.externals\.)?joblib\.numpy_pickle(?:_compat)?\.Z?NDArrayWrapper")
_DTYPE = "numpy.dtype"
_OLD_WAY = "copyreg._reconstructor"
"""What protocols 0 and 1 make objects with: which class it was is told by the state then."""
_KEYS = {"subclass", "shape", "order", "dtype", "allow_mmap"}


class Arrays(Struct):
    """The hook that is asked after each BUILD of the pickle in a joblib file.

    `first` is where the first raw bytes stand that have no pad byte in front, -1 as long as there are none.
    """

    sheet: Sheet
    desk: Desk
    first: int = -1
    count: int = 0
    _flags: dict[tuple[object, ...], set[int]] = field(default_factory=dict)

    def __call__(self, made: object, state: object, at: int) -> int:
        """How many raw bytes follow at `at`. Raises `ParseError` where nobody can say."""
        if not isinstance(made, Made):
            return 0
        if made.by == _DTYPE:
            self._described(made, state)
        elif INLINE.fullmatch(made.by) or made.by == _OLD_WAY:
            said = _pairs(state)
            if made.by != _OLD_WAY or said.keys() >= _KEYS:
                return self._inline(said, at)
        elif OUTSIDE.fullmatch(made.by):
            self._outside(_pairs(state), at)
        return 0

    def _described(self, made: Made, state: object) -> None:
        """Keep the flags that the state of an item type ends with."""
        parts = state.items if isinstance(state, Box) and state.kind == "tuple" else []
        flags = parts[7] if len(parts) > 7 else 0
        known = self._flags.setdefault(made.arguments, set())
        known.add(flags & HAS_OBJECTS if isinstance(flags, int) else -1)

    def _inline(self, said: dict[str, object], at: int) -> int:
        self.count += 1
        if self.count > MAX_ARRAYS:
            raise ParseError(f"more than {MAX_ARRAYS} arrays")
        item = self._item(said.get("dtype"))
        shape = said.get("shape")
        if not isinstance(shape, Box) or shape.kind != "tuple" or shape.cut:
            raise ParseError("an array without a shape")
        count = items(tuple(shape.items))
        self.sheet.tensors += 1
        if item.objects:
            return self._objects(at)
        pad = self._pad(said.get("numpy_array_alignment_bytes"), at)
        if pad == 0 and self.first < 0:
            self.first = at
        length = item.size * count
        end = at + pad + length
        if end > self.sheet.extent.size:
            raise ParseError(f"{end - self.sheet.extent.size} bytes of an array are missing")
        self.sheet.tensor_bytes += length
        check_region(self.sheet, f"array {self.count}", at + pad, end)
        return pad + length

    def _item(self, dtype: object) -> ItemType:
        """The item type of an array."""
        if not isinstance(dtype, Made) or dtype.by != _DTYPE or not dtype.arguments:
            raise ParseError("an array without an item type")
        flags = self._flags.get(dtype.arguments, {0})
        if len(flags) > 1 or -1 in flags:
            raise ParseError("an item type that may hold objects, or may not")
        text = dtype.arguments[0]
        found = item_type(text)
        return ItemType(found.size, found.objects or HAS_OBJECTS in flags)

    def _pad(self, alignment: object, at: int) -> int:
        """The pad byte and the bytes that it counts; all of them 0xff, as many as alignment needs."""
        if alignment is None:
            return 0
        if alignment != ALIGNMENT:
            message = "an array with an alignment that joblib does not write"
            self.sheet.odd(Topic.HIDING, "odd-alignment", message, at=at, gravity=Gravity.BROKEN)
        pad = self.sheet.extent.at(at, 1 + MAX_PAD)
        count = pad[0] if pad else 0
        filling = pad[1 : 1 + count]
        if filling.strip(b"\xff") or len(filling) < count or count > ALIGNMENT:
            message = "the bytes that align an array are not what joblib writes"
            self.sheet.odd(Topic.HIDING, "odd-padding", message, at=at, gravity=Gravity.HARMFUL)
        return 1 + count

    def _objects(self, at: int) -> int:
        """An array of objects: a pickle of its own, read by an unpickler that knows nothing of arrays."""
        walked = walk(self.sheet, self.desk, self.sheet.extent, at)
        if not walked.whole:
            raise ParseError("the pickle of an array of objects breaks")
        return walked.end - at

    def _outside(self, said: dict[str, object], at: int) -> None:
        """Arrays of joblib before 0.10: each in a file beside this one."""
        name = said.get("filename")
        path = name if isinstance(name, str) else "a path that is worked out"
        escapes = not isinstance(name, str) or "/" in name or "\\" in name or name.startswith(".")
        self.sheet.reach("file", path, at, escapes=escapes)


def _pairs(state: object) -> dict[str, object]:
    """The keys and values of a state that is a mapping."""
    if not isinstance(state, Box) or state.kind != "dict":
        return {}
    keys, values = state.items[::2], state.items[1::2]
    return {key: value for key, value in zip(keys, values, strict=False) if isinstance(key, str)}
