"""Objects of a pickle as far as tensors are concerned: nothing is imported, only what stands here is called.

The walker goes through the pickle first and says whether it is bounded. Then the interpreter's own unpickler
reads it; every global that it asks for is one of the stand-ins below.
"""

import io
import pickle
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from msgspec.structs import replace

from ostiary.core.errors import ParseError
from ostiary.formats.model.convert.table import MAX_PLAIN, MAX_RANK, SIZES, Storage, Table, Tensor
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.judge import Made, Nobody
from ostiary.formats.model.pickle.inert import unbounded
from ostiary.formats.model.pickle.machine import FaultError, Machine
from ostiary.formats.model.pickle.ruling import Docket
from ostiary.formats.model.pickle.run import follow
from ostiary.formats.model.pickle.values import MAX_ITEMS

MAX_PICKLE = 64 << 20
"""Bytes of a pickle whose objects are made as stand-ins."""
MAX_MEMORY = 1 << 30
"""What its opcodes may make in memory."""
MAX_DEPTH = 200
MAX_PATH = 4_000
"""Characters of the path of one value."""
MAX_KEY = 500
MAX_BITS = 1_024
"""Of a number that is written as text."""
MAX_VALUES = 5_000_000
"""Values of the object that are gone through."""

_DTYPES = {
    "ByteStorage": "U8", "CharStorage": "I8", "BoolStorage": "BOOL", "ShortStorage": "I16",
    "HalfStorage": "F16", "BFloat16Storage": "BF16", "IntStorage": "I32", "FloatStorage": "F32",
    "LongStorage": "I64", "DoubleStorage": "F64", "ComplexFloatStorage": "C64", "UntypedStorage": "U8",
}  # fmt: skip
_NAMED = {
    "float32": "F32", "float64": "F64", "float16": "F16", "bfloat16": "BF16", "int8": "I8", "uint8": "U8",
    "int16": "I16", "int32": "I32", "int64": "I64", "bool": "BOOL", "complex64": "C64", "uint16": "U16",
    "uint32": "U32", "uint64": "U64", "float8_e4m3fn": "F8_E4M3", "float8_e5m2": "F8_E5M2",
}  # fmt: skip
_MODULES = frozenset(("_modules", "_parameters", "_buffers"))
"""Attributes of a module of PyTorch that its names of tensors leave out."""


class Left:
    """Something of a class that is not taken along; it takes what it is given, and does nothing."""

    named = "?"

    def __new__(cls, *_: object, **__: object) -> "Left":  # noqa: PYI034 - any stand-in
        """Make one, whatever it is made with."""
        return object.__new__(cls)

    def __setstate__(self, state: object) -> None:
        """Keep what is plain, to look for tensors in it."""
        self.state = state

    def append(self, one: object) -> None:
        """Items of a list."""
        self.__dict__.setdefault("items", []).append(one)

    def extend(self, many: Any) -> None:
        """Items of a list."""
        self.__dict__.setdefault("items", []).extend(many)

    def __setitem__(self, key: object, value: object) -> None:
        """Items of a mapping."""
        self.__dict__.setdefault("pairs", []).append((key, value))

    def __hash__(self) -> int:
        """By identity: what it stands for is not known."""
        return id(self)

    def __call__(self, *_: object, **__: object) -> "Left":
        """What a call gives is left behind too."""
        return self


class _Kind:
    """A class of storages, or a type of elements."""

    def __init__(self, dtype: str) -> None:
        self.dtype = dtype


def _tensor(storage: object, offset: object, size: object, stride: object, *_: object) -> object:
    if not isinstance(storage, Storage) or not isinstance(offset, int):
        return Left()
    if not isinstance(size, tuple) or not isinstance(stride, tuple) or len(size) > MAX_RANK:
        return Left()
    if not all(type(one) is int for one in (*size, *stride)) or len(size) != len(stride):
        return Left()
    return Tensor(storage, offset, size, stride)


def _tensor_v3(*given: object) -> object:
    """Storage of bytes, and the type of elements behind the rest."""
    made = _tensor(*given[:4]) if len(given) > 6 else Left()
    kind = given[6] if len(given) > 6 else None
    if not isinstance(made, Tensor) or not isinstance(kind, _Kind):
        return Left()
    count = made.storage.length // SIZES[kind.dtype]
    return replace(made, storage=replace(made.storage, dtype=kind.dtype, count=count))


def _first(tensor: object, *_: object) -> object:
    return tensor


_REBUILD: tuple[Callable[..., object], ...] = (_tensor, _tensor_v3, _first)


def _from_type(function: object, _: object, given: object, __: object) -> object:
    known = next((one for one in _REBUILD if one is function), None)
    return known(*given) if known and isinstance(given, tuple) else Left()


def _size(values: object) -> object:
    return tuple(values) if isinstance(values, tuple | list) else Left()


_CALLED: dict[tuple[str, str], object] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch", "Size"): _size,
    ("torch._utils", "_rebuild_tensor"): _tensor,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch._utils", "_rebuild_tensor_v3"): _tensor_v3,
    ("torch._utils", "_rebuild_parameter"): _first,
    ("torch._utils", "_rebuild_parameter_with_state"): _first,
    ("torch._tensor", "_rebuild_from_type_v2"): _from_type,
}


class Guard(Docket):
    """Goes through the pickle before it is read: a state is set on nothing but what is left behind."""

    def built(self, target: object, state: Callable[[], object], dunder: str, at: int) -> int:
        """On a stand-in, or on what one gave, it would change what stands here."""
        by = target.by.rpartition(".") if isinstance(target, Made) else None
        if by is None or ((by[0], by[2]) in _CALLED and by[2] != "OrderedDict"):
            raise FaultError("it sets the state of what has none")
        return Docket.built(self, target, state, dunder, at)


class Reader(pickle.Unpickler):
    """The unpickler; `storages` collects what the file has to have."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8", errors="surrogateescape")
        self.storages: dict[str, Storage] = {}
        self._found: dict[tuple[str, str], Any] = {}

    def find_class(self, module: str, name: str, /) -> Any:
        """A stand-in, whatever is asked for: the same one each time."""
        key = module, name
        if key not in self._found:
            self._found[key] = _stand_in(module, name)
        return self._found[key]

    def persistent_load(self, pid: Any, /) -> object:
        """A storage, by its key."""
        if not isinstance(pid, tuple) or len(pid) < 5 or pid[0] != "storage":
            return Left()
        kind, key, count = pid[1], pid[2], pid[4]
        if not isinstance(kind, _Kind) or not isinstance(key, str) or type(count) is not int:
            return Left()
        if count < 0:
            return Left()
        return self.storages.setdefault(key, Storage(key, kind.dtype, count))


def _stand_in(module: str, name: str) -> object:
    found = _CALLED.get((module, name))
    if found is not None:
        return found
    if module in ("torch", "torch.storage") and name in _DTYPES:
        return _Kind(_DTYPES[name])
    if module == "torch" and name in _NAMED:
        return _Kind(_NAMED[name])
    return type("Left", (Left,), {"named": f"{module}.{name}"[:200]})


class Loaded(NamedTuple):
    """The object of stand-ins, its storages by key, and where its pickle ends."""

    value: object
    storages: dict[str, Storage]
    end: int


def load(extent: Extent, start: int = 0) -> Loaded:
    """Read the pickle at an offset. Raises `ParseError`."""
    machine = Machine(extent, Guard(Nobody()), MAX_ITEMS)
    ran = follow(machine, start)
    if ran.fault or ran.limit:
        raise ParseError(f"the pickle cannot be followed: {ran.fault or ran.limit}")
    if reason := unbounded(machine, ran, start, size=MAX_PICKLE, memory=MAX_MEMORY):
        raise ParseError(f"the pickle cannot be read: {reason}")
    reader = Reader(extent.at(start, ran.end - start))
    try:
        return Loaded(reader.load(), reader.storages, ran.end)
    except Exception as error:  # noqa: BLE001 - the unpickler raises whatever the opcodes lead to
        raise ParseError(
            f"the pickle cannot be followed: {type(error).__name__}: {error}"
        ) from None


def flatten(value: object, table: Table) -> None:
    """Go through an object and take in every tensor under its path."""
    waiting: list[tuple[str, object, int]] = [("", value, 0)]
    seen: set[int] = set()
    count = 0
    while waiting:
        name, one, depth = waiting.pop()
        count += 1
        if count > MAX_VALUES or depth > MAX_DEPTH:
            table.drop(name, "too many values, or nested too deeply")
            return
        if len(name) > MAX_PATH:
            table.drop(name[:MAX_PATH], "its path is too long")
        elif isinstance(one, Tensor):
            table.add(name or "tensor", one)
        elif isinstance(one, dict | list | tuple | Left):
            if id(one) in seen and not isinstance(one, tuple):
                continue
            seen.add(id(one))
            waiting += reversed(
                [(inner, part, depth + 1) for inner, part in _parts(name, one, table)]
            )
        else:
            _plain(name, one, table)


def _parts(name: str, one: Any, table: Table) -> list[tuple[str, object]]:
    inner: list[tuple[str, object]] = []
    if isinstance(one, Left):
        table.drop(name or "the object", f"an object of `{one.named}`: only its tensors are taken")
        state = one.__dict__.get("state")
        state = state[0] if isinstance(state, tuple) and state else state
        inner += [(name, state)] if isinstance(state, dict) else []
        inner += _enumerated(name, one.__dict__.get("items", []))
        inner += [(_joined(name, key), value) for key, value in one.__dict__.get("pairs", [])]
    elif isinstance(one, dict):
        further = getattr(one, "__dict__", {})  # of its own: `items` may be one of its attributes
        inner += [(_joined(name, key), value) for key, value in type(one).items(one)]
        inner += [(_joined(name, key), further[key]) for key in further if key != "_metadata"]
    else:
        inner += _enumerated(name, one)
    return inner


def _enumerated(name: str, many: Iterable[object]) -> list[tuple[str, object]]:
    return [(_joined(name, place), value) for place, value in enumerate(many)]


def _joined(name: str, key: object) -> str:
    """The path of a part; keys that are no plain ones are told by their type."""
    shown = _shown(key)
    key = type(key).__name__ if shown is None else shown[:MAX_KEY]
    if key in _MODULES:
        return name
    return f"{name}.{key}" if name else key


def _shown(value: object) -> str | None:
    """A plain value as text; None for any other, and for a number of more digits than anybody writes."""
    plain = value is None or isinstance(value, str | float)
    short = isinstance(value, int) and value.bit_length() <= MAX_BITS
    return str(value) if plain or short else None


def _plain(name: str, one: object, table: Table) -> None:
    text = _shown(one)
    if one is None:
        return
    if text is not None and len(text) <= 1000 and len(table.plain) < MAX_PLAIN and name:
        table.plain[name] = text
    else:
        table.drop(name, f"a value of type {type(one).__name__}")
