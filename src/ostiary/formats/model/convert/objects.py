"""Objects of a pickle as far as tensors are concerned: nothing is imported, only what stands here is called.

The interpreter's own unpickler reads the stream; every global that it asks for is one of the stand-ins below.
"""

import pickle
from collections import OrderedDict
from dataclasses import replace
from typing import Any, NoReturn, Protocol

from ostiary.core.errors import ParseError
from ostiary.formats.model.convert.table import MAX_PLAIN, MAX_RANK, SIZES, Storage, Table, Tensor

MAX_DEPTH = 200
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


class Readable(Protocol):
    """What the unpickler reads from; without `peek`, it reads no byte ahead."""

    def read(self, count: int, /) -> bytes:
        """The next bytes."""
        ...

    def readline(self) -> bytes:
        """The next line."""
        ...


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
        self.__dict__.setdefault("pairs", {})[str(key)[:200]] = value

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


def _from_type(function: object, _: object, given: object, __: object) -> object:
    known = function in (_tensor, _tensor_v3, _first)
    return function(*given) if known and isinstance(given, tuple) else Left()  # type: ignore[operator]


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


class Reader(pickle.Unpickler):
    """The unpickler; `storages` collects what the file has to have."""

    def __init__(self, stream: Readable) -> None:
        super().__init__(stream, encoding="utf-8", errors="surrogateescape")
        self.storages: dict[str, Storage] = {}

    def find_class(self, module: str, name: str, /) -> Any:
        """A stand-in, whatever is asked for."""
        found = _CALLED.get((module, name))
        if found is not None:
            return found
        if module in ("torch", "torch.storage") and name in _DTYPES:
            return _Kind(_DTYPES[name])
        if module == "torch" and name in _NAMED:
            return _Kind(_NAMED[name])
        return type("Left", (Left,), {"named": f"{module}.{name}"[:200]})

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

    def get_extension(self, code: int) -> NoReturn:
        """No registry is asked."""
        raise pickle.UnpicklingError(f"extension {code}")


def load(stream: Readable) -> tuple[object, dict[str, Storage]]:
    """The object of stand-ins, and its storages. Raises `ParseError`."""
    reader = Reader(stream)
    try:
        return reader.load(), reader.storages
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
        if isinstance(one, Tensor):
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
        inner += [(name, one.__dict__[key]) for key in ("items", "pairs") if key in one.__dict__]
    elif isinstance(one, dict):
        further = getattr(one, "__dict__", {})
        inner += [(_joined(name, str(key)), value) for key, value in one.items()]
        inner += [(_joined(name, key), further[key]) for key in further if key != "_metadata"]
    else:
        inner += [(_joined(name, str(place)), value) for place, value in enumerate(one)]
    return inner


def _joined(name: str, key: str) -> str:
    key = key[:500]
    if key in _MODULES:
        return name
    return f"{name}.{key}" if name else key


def _plain(name: str, one: object, table: Table) -> None:
    if isinstance(one, str | int | float | bool) and len(table.plain) < MAX_PLAIN and name:
        text = str(one)
        if len(text) <= 1000:
            table.plain[name] = text
            return
    if one is not None:
        table.drop(name, f"a value of type {type(one).__name__}")
