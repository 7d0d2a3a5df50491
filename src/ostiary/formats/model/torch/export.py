"""An exported program of PyTorch (`.pt2`): graphs as JSON, raw weights, pickles where they must be."""

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex
from ostiary.formats.json_values import decoded, items, table, text
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.leftover import leftover
from ostiary.formats.model.record import Carries, Topic
from ostiary.formats.model.regions import check_region
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.torch.graph import MAX_GRAPH, read_graph
from ostiary.formats.model.torch.labels import read_label
from ostiary.formats.model.zipped.content import content, explained
from ostiary.formats.model.zipped.members import Item, members

MAX_CONFIG = 64 << 20
"""Bytes of the list of weights."""

_CONFIG = regex(r"data/(weights|constants)/[^/]*config\.json")
_GRAPH = regex(r"models/.+\.json")
_ITEM_SIZES = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 2,
    7: 4,
    8: 8,
    9: 4,
    10: 8,
    11: 16,
    12: 1,
    13: 2,
    28: 2,
}
"""Bytes of an item, by the number of its type (`torch._export.serde.schema`, `ScalarType`)."""


def read(sheet: Sheet, desk: Desk) -> None:
    """Graphs and lists of weights first, then every other member by its content."""
    sheet.loader = "torch.export.load"
    sheet.carries = Carries.NOTHING
    sheet.readers.append("zip")
    rest: list[tuple[str, Item]] = []
    claims: dict[str, int] = {}
    for item in members(sheet):
        path = item.name.partition("/")[2]
        if item.folder:
            continue
        if _GRAPH.fullmatch(path) or _CONFIG.fullmatch(path):
            _described(sheet, desk, item, path, claims)
        else:
            rest.append((path, item))
    for path, item in rest:
        if path in claims and item.stored:
            _numbers(sheet, item, claims[path])
        else:
            _other(sheet, desk, item, path)


def _described(sheet: Sheet, desk: Desk, item: Item, path: str, claims: dict[str, int]) -> None:
    """A graph, or a list of weights."""
    extent = content(sheet, desk, item)
    if extent is None:
        return
    if extent.size > MAX_GRAPH:
        sheet.stop(f"`{item.name}` is larger than {MAX_GRAPH} bytes")
        return
    data = extent.at(0, extent.size)
    if found := _CONFIG.fullmatch(path):
        _claims(decoded(data, f"`{item.name}`", MAX_CONFIG), found[1], claims)
    else:
        read_graph(sheet, desk, item.name, data, item.start)


def _claims(document: dict[str, object], folder: str, claims: dict[str, int]) -> None:
    """Add the paths of raw weights with the bytes that they need at least. Raises `ParseError`."""
    for one in table(document.get("config")).values():
        if not isinstance(one, dict) or one.get("use_pickle") is not False:
            continue
        meta = table(one.get("tensor_meta"))
        item = _ITEM_SIZES.get(meta.get("dtype") or 0, 0)
        if not item:
            raise ParseError("a weight of an unknown type")
        sizes = [_whole(size) for size in items(meta.get("sizes"))]
        strides = [_whole(stride) for stride in items(meta.get("strides"))]
        if len(sizes) != len(strides):
            raise ParseError("a weight whose sizes and strides differ")
        last = sum((size - 1) * stride for size, stride in zip(sizes, strides, strict=True))
        length = item * (_whole(meta.get("storage_offset")) + last + 1) if all(sizes) else 0
        path = f"data/{folder}/{text(one.get('path_name'))}"
        claims[path] = max(length, claims.get(path, 0))


def _whole(value: object) -> int:
    """The number in `{"as_int": 3}`."""
    found = value.get("as_int") if isinstance(value, dict) else None
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 1 << 60:
        raise ParseError("a size of a weight that is no number")
    return found


def _numbers(sheet: Sheet, item: Item, length: int) -> None:
    """The numbers of one weight, as many as its sizes ask for."""
    sheet.tensors += 1
    sheet.tensor_bytes += item.entry.size
    explained(sheet, item)
    if item.entry.size < length:
        message = f"`{item.name}` has {item.entry.size} bytes where {length} are claimed"
        sheet.broken("short-storage", message, item.start)
    elif item.entry.size > length:
        message = f"`{item.name}` has {item.entry.size - length} bytes more than are claimed"
        sheet.odd(Topic.HIDING, "long-storage", message, at=item.start)
    check_region(sheet, item.name, item.start, min(item.stop, sheet.extent.size))


def _other(sheet: Sheet, desk: Desk, item: Item, path: str) -> None:
    extent = content(sheet, desk, item)
    if extent is None or read_label(sheet, path, extent):
        return
    if not sheet.nested(item.name, extent):
        leftover(sheet, item.name, extent)
