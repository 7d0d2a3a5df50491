"""The table of tensors of each format that can be converted."""

from collections.abc import Callable

from msgspec.structs import replace

from ostiary.core.errors import ParseError
from ostiary.formats.model.convert.objects import Loaded, flatten, load
from ostiary.formats.model.convert.table import Storage, Table, Tensor
from ostiary.formats.model.extent import Extent, Part
from ostiary.formats.model.npy.header import parse
from ostiary.formats.model.npy.marks import MAGIC
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.zipped.members import Item, members

_KINDS = {
    "b1": "BOOL", "i1": "I8", "u1": "U8", "i2": "I16", "u2": "U16", "f2": "F16", "i4": "I32", "u4": "U32",
    "f4": "F32", "i8": "I64", "u8": "U64", "f8": "F64", "c8": "C64",
}  # fmt: skip


def table_of(kind: str, extent: Extent) -> Table:
    """The tensors of a file of a format by its name. Raises `ParseError` where it cannot be converted."""
    source = _SOURCES.get(kind)
    if source is None:
        known = ", ".join(sorted(_SOURCES))
        raise ParseError(f"files of format {kind} cannot be converted", f"these can: {known}")
    return source(extent)


def _torch_zip(extent: Extent) -> Table:
    items = [one for one in _members(extent) if not one.folder]
    named = {one.name.partition("/")[2]: one for one in items}
    data = named.get("data.pkl")
    if data is None or not data.stored:
        raise ParseError("there is no `data.pkl` as PyTorch writes it")
    part = Part(extent, data.start, data.entry.size)
    table = Table()
    order = named.get("byteorder")
    table.big = order is not None and extent.at(order.start, 3) == b"big"

    def place(storage: Storage) -> Storage | None:
        item = named.get(f"data/{storage.key}")
        if item is None or not item.stored or item.entry.size < storage.length:
            return None
        return replace(storage, start=item.start)

    _take(load(part).value, table, place)
    return table


def _torch_legacy(extent: Extent) -> Table:
    table = Table()
    made: list[Loaded] = []
    for _ in range(5):
        made.append(load(extent, made[-1].end if made else 0))
    system, (value, storages, _), (keys, _, at) = made[2].value, made[3], made[4]
    table.big = isinstance(system, dict) and system.get("little_endian") is False
    if not isinstance(keys, list):
        raise ParseError("the keys of the storages are no list")
    placed: dict[str, Storage] = {}
    for key in keys:
        storage = storages.get(key) if isinstance(key, str) else None
        if storage is None or at + 8 + storage.length > extent.size:
            raise ParseError("a storage is missing or of unknown length")
        placed[key] = replace(storage, start=at + 8)
        at += 8 + storage.length
    _take(value, table, lambda storage: placed.get(storage.key))
    return table


def _take(value: object, table: Table, place: Callable[[Storage], Storage | None]) -> None:
    found = Table()
    flatten(value, found)
    table.plain, table.dropped, table.lost = found.plain, found.dropped, found.lost
    named = [*found.tensors.items(), *((name, found.tensors[kept]) for name, kept in found.aliases)]
    for name, tensor in named:
        storage = place(tensor.storage)
        if storage is None or storage.start < 0:
            table.drop(name, f"its storage `{tensor.storage.key}` is not in the file")
        else:
            table.add(name, replace(tensor, storage=storage))


def _npy(extent: Extent) -> Table:
    table = Table()
    _array("array", extent, 0, table)
    return table


def _npz(extent: Extent) -> Table:
    table = Table()
    for item in _members(extent):
        name = item.name.removesuffix(".npy")
        if not item.stored:
            table.drop(name, "it is compressed: write it with numpy.savez")
        elif extent.at(item.start, 6) == MAGIC:
            _array(name, extent, item.start, table)
        else:
            table.drop(name, "no array")
    return table


def _array(name: str, extent: Extent, start: int, table: Table) -> None:
    header = parse(extent, start)
    kind = header.descr.lstrip("<>|=")
    dtype = _KINDS.get(kind)
    if dtype is None:
        table.drop(name, f"an array of {header.shown}, which safetensors cannot hold")
        return
    if header.descr.startswith(">") and not kind.endswith("1"):
        table.drop(name, "an array of the other byte order")
        return
    stride, step = [], 1
    sizes = header.shape if header.fortran else tuple(reversed(header.shape))
    for size in sizes:
        stride.append(step)
        step *= size
    strides = tuple(stride) if header.fortran else tuple(reversed(stride))
    storage = Storage(name, dtype, step, header.start)
    if header.start + storage.length > extent.size:
        table.drop(name, "the file ends before it does")
        return
    table.add(name, Tensor(storage, 0, header.shape, strides))


def _members(extent: Extent) -> tuple[Item, ...]:
    return members(Sheet("", extent, lambda _, __: "", lambda _, __: None))


_SOURCES: dict[str, Callable[[Extent], Table]] = {
    "torch-zip": _torch_zip,
    "torch-legacy": _torch_legacy,
    "npy": _npy,
    "zip": _npz,
}
"""By the format's name in the catalogue; a zip of arrays is an npz."""
