"""The tensors of a model file, and what of it is no tensor."""

from math import prod

from msgspec import Struct, field

MAX_TENSORS = 1_000_000
MAX_RANK = 64
MAX_SIZE = 1 << 62
"""Elements along one axis."""
MAX_DROPPED = 1_000
"""Things that are named as left behind; all are counted."""
MAX_PLAIN = 1_000
"""Plain values that are written beside the tensors."""

SIZES = {
    **dict.fromkeys(("BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2"), 1),
    **dict.fromkeys(("I16", "U16", "F16", "BF16"), 2),
    **dict.fromkeys(("I32", "U32", "F32"), 4),
    **dict.fromkeys(("I64", "U64", "F64", "C64"), 8),
}
"""Bytes of one element, by its type in safetensors."""


class Storage(Struct, frozen=True):
    """Numbers that lie in the file from byte `start` on: `count` elements of a type."""

    key: str
    dtype: str
    count: int
    start: int = -1

    @property
    def length(self) -> int:
        """Bytes in all."""
        return self.count * SIZES[self.dtype]


class Tensor(Struct, frozen=True):
    """A view of a storage: `offset` and `stride` in elements."""

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]

    @property
    def count(self) -> int:
        """Elements of the tensor."""
        return prod(self.shape)

    @property
    def length(self) -> int:
        """Bytes that it takes when it is written."""
        return self.count * SIZES[self.storage.dtype]

    @property
    def contiguous(self) -> bool:
        """Whether its elements lie one after another, in order."""
        step = 1
        for size, stride in zip(reversed(self.shape), reversed(self.stride), strict=True):
            if size > 1 and stride != step:
                return False
            step *= size
        return True

    def fault(self) -> str:
        """Why it cannot be what it says, empty if it can."""
        if len(self.shape) != len(self.stride) or len(self.shape) > MAX_RANK:
            return "its shape and strides do not fit"
        if any(not 0 <= one < MAX_SIZE for one in (*self.shape, *self.stride, self.offset)):
            return "a size, stride or offset that no tensor has"
        if self.count == 0:
            return ""
        last = self.offset + sum(
            (size - 1) * stride for size, stride in zip(self.shape, self.stride, strict=True)
        )
        return "" if last < self.storage.count else "it reaches beyond its storage"


class Table(Struct):
    """What was found, in the order of the file.

    `aliases` are further names of a tensor: name, and the name under which it is written. `plain` are values
    that are no tensors and can be written as text; `dropped` is what cannot be taken along, with the reason.
    """

    tensors: dict[str, Tensor] = field(default_factory=dict)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    plain: dict[str, str] = field(default_factory=dict)
    dropped: list[tuple[str, str]] = field(default_factory=list)
    lost: int = 0
    big: bool = False
    _seen: dict[Tensor, str] = field(default_factory=dict)

    def add(self, name: str, tensor: Tensor) -> None:
        """Take a tensor in, once however many names it has."""
        fault = tensor.fault()
        if fault or name in self.tensors or len(self.tensors) >= MAX_TENSORS:
            self.drop(name, fault or "its name stands twice, or there are too many")
        elif tensor in self._seen:
            self.aliases.append((name, self._seen[tensor]))
        else:
            self._seen[tensor] = name
            self.tensors[name] = tensor

    def drop(self, name: str, why: str) -> None:
        """Leave something behind, and say so."""
        self.lost += 1
        if len(self.dropped) < MAX_DROPPED:
            self.dropped.append((name, why))
