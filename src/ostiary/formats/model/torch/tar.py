"""A PyTorch tar, as versions before 0.2 wrote it: storages, tensors and the object are members."""

from dataclasses import dataclass, field

from ostiary.core.errors import ParseError
from ostiary.formats.archive.names import FILE
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent, Part
from ostiary.formats.model.judge import Box, Ruling, Symbol
from ostiary.formats.model.leftover import leftover
from ostiary.formats.model.pickle.walk import walk
from ostiary.formats.model.record import Standing, Topic
from ostiary.formats.model.regions import check_region
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.tarred.members import Item, members
from ostiary.formats.model.torch.storages import item_size

MAX_THINGS = 1_000_000
"""Storages, views or tensors of one file."""
MAX_DIMENSIONS = 64

_PARTS = {"sys_info", "pickle", "storages", "tensors"}


def read(sheet: Sheet, desk: Desk) -> None:
    """Storages first, then tensors, then the object that asks for them."""
    sheet.loader = "torch.load"
    sheet.readers.append("tar")
    parts: dict[str, Item] = {}
    for item in members(sheet):
        if item.name in _PARTS and item.name not in parts and item.form == FILE:
            parts[item.name] = item
        elif item.form == FILE:
            part = Part(sheet.extent, item.start, item.size)
            sheet.own(item.start, item.stop)
            if not sheet.nested(item.name, part):
                leftover(sheet, item.name, part)
    if not {"pickle", "storages", "tensors"} <= set(parts):
        raise ParseError("a PyTorch tar without one of its parts")
    tar = Tar(sheet, desk)
    if "sys_info" in parts:
        tar.pickle(parts["sys_info"])
    tar.storages(parts["storages"])
    tar.tensors(parts["tensors"])
    tar.pickle(parts["pickle"])


@dataclass(slots=True)
class Tar:
    """What was read of one tar; `keys` are those of its storages and tensors."""

    sheet: Sheet
    desk: Desk
    keys: set[str] = field(default_factory=set)
    extent: Extent = field(init=False)
    at: int = 0

    def __post_init__(self) -> None:
        self.extent = self.sheet.extent

    def _open(self, item: Item) -> None:
        """Go to the begin of a member; nothing of it is read beyond its end."""
        self.extent = Part(self.sheet.extent, 0, item.stop)
        self.at = item.start

    def _close(self, item: Item) -> None:
        if self.at < item.stop:
            message = f"{item.stop - self.at} bytes at the end of `{item.name}` are not asked for"
            self.sheet.odd(Topic.HIDING, "bytes-behind", message, at=self.at)

    def _next(self) -> object:
        """The value of the next pickle."""
        walked = walk(self.sheet, self.desk, self.extent, self.at, persistent=self._asked)
        if not walked.whole:
            raise ParseError("a pickle of the tar breaks")
        self.at = walked.end
        return walked.value

    def _take(self, count: int) -> bytes:
        data = self.extent.at(self.at, count)
        if len(data) < count:
            raise ParseError("a part of the tar ends too early")
        self.sheet.own(self.at, self.at + count)
        self.at += count
        return data

    def _count(self) -> int:
        count = self._next()
        if not isinstance(count, int) or not 0 <= count <= MAX_THINGS:
            raise ParseError("a number of things that is no number")
        return count

    def _three(self) -> tuple[object, object, object]:
        value = self._next()
        if not isinstance(value, Box) or value.kind != "tuple" or len(value.items) != 3:
            raise ParseError("a description of a storage or tensor that has not three parts")
        return value.items[0], value.items[1], value.items[2]

    def pickle(self, item: Item) -> None:
        """A member that is one pickle."""
        self._open(item)
        self._next()
        self._close(item)

    def storages(self, item: Item) -> None:
        """Each storage: a description, a count of eight bytes, the numbers; then what is part of what."""
        self._open(item)
        for _ in range(self._count()):
            raw, _, cls = self._three()
            key = _key(raw)
            size = item_size(cls)
            if not size:
                raise ParseError("a storage whose class is no such class")
            length = size * int.from_bytes(self._take(8), "little")
            end = self.at + length
            if end > item.stop:
                raise ParseError(f"{end - item.stop} bytes of a storage are missing")
            self.sheet.own(self.at, end)
            check_region(self.sheet, f"storage {key}", self.at, end)
            self.sheet.tensor_bytes += length
            self.keys.add(key)
            self.at = end
        views = self._next()
        for view in views.items if isinstance(views, Box) else []:
            if isinstance(view, Box) and view.items:
                self.keys.add(_key(view.items[0]))
        self._close(item)

    def tensors(self, item: Item) -> None:
        """Each tensor: a description, the number of dimensions, sizes, strides and an offset."""
        self._open(item)
        for _ in range(self._count()):
            raw, storage, cls = self._three()
            key = _key(raw)
            if not isinstance(cls, Symbol) or not cls.dotted.startswith("torch."):
                raise ParseError("a tensor whose class is none of PyTorch")
            if storage is not None and _key(storage) not in self.keys:
                message = f"tensor `{key}` lies in a storage that is not there"
                self.sheet.broken("missing-storage", message, self.at)
            dimensions = int.from_bytes(self._take(8)[:4], "little")
            if dimensions > MAX_DIMENSIONS:
                raise ParseError("a tensor of too many dimensions")
            self._take(16 * dimensions + 8)
            self.keys.add(key)
            self.sheet.tensors += 1
        self._close(item)

    def _asked(self, asked: object) -> Ruling:
        """How it stands that the object asks for a tensor, or names the source of a module."""
        if isinstance(asked, Box) and asked.kind == "tuple" and len(asked.items) == 3:
            cls, path, source = asked.items
            if isinstance(cls, Symbol) and all(
                one is None or isinstance(one, str) for one in (path, source)
            ):
                return Ruling(Standing.INERT, "a class with its source, only compared", cls.dotted)
        if _is_key(asked) and _key(asked) in self.keys:
            return Ruling(Standing.INERT, "a tensor of the same file")
        return Ruling(Standing.ODD, "there is no such tensor")


def _is_key(value: object) -> bool:
    """Whether it is a number of the writer's machine, or a text."""
    return isinstance(value, str) or (isinstance(value, int) and value.bit_length() <= 64)


def _key(value: object) -> str:
    """The key of a storage or a tensor. Raises `ParseError` where it is none."""
    if not _is_key(value):
        raise ParseError("a key of a storage or a tensor that is none")
    return str(value)
