"""Which storages does a pickle of PyTorch ask its loader for, and are they there and as long as it says?"""

from collections.abc import Callable

from msgspec import Struct, field

from ostiary.formats.model.judge import Box, Ruling, Symbol
from ostiary.formats.model.record import Standing

MAX_STORAGES = 1_000_000
MAX_COUNT = 1 << 60

ITEM_SIZES = {
    **dict.fromkeys(("Byte", "Char", "Bool", "QUInt8", "QInt8", "QUInt4x2", "QUInt2x4"), 1),
    **dict.fromkeys(("Short", "Half", "BFloat16"), 2),
    **dict.fromkeys(("Int", "Float", "QInt32"), 4),
    **dict.fromkeys(("Long", "Double", "ComplexFloat"), 8),
    "ComplexDouble": 16,
    "Untyped": 1,
}
"""Bytes of one item, by the class of the storage."""

_MODULES = {
    "torch",
    "torch.storage",
    *(f"torch.{one}" for one in ("cuda", "sparse", "xpu", "mtia", "npu", "hpu")),
}
_MODULE_FIELDS = 4


class Claim(Struct, frozen=True):
    """What a pickle says of one storage: bytes of an item, and how many items."""

    item: int
    count: int

    @property
    def length(self) -> int:
        """Bytes in all."""
        return self.item * self.count


Check = Callable[[str, Claim], str]
"""Why a storage is not as it is claimed to be, empty if it is."""


class Storages(Struct):
    """The answers to persistent ids; `claims` are the storages that were asked for, by key.

    `views` allows what only streams have: a sixth field that says which part of a storage is meant, and the
    source code of modules. `check` is put to each new claim.
    """

    check: Check
    views: bool = False
    claims: dict[str, Claim] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    def __call__(self, asked: object) -> Ruling:
        """How it stands that the loader is asked for this."""
        if not isinstance(asked, Box) or asked.kind != "tuple" or asked.cut or not asked.items:
            return _odd("no storage is named")
        items = asked.items
        if items[0] == "module" and self.views and len(items) == _MODULE_FIELDS:
            return self._module(items)
        wrong = self._wrong(items)
        return _odd(wrong) if wrong else Ruling(Standing.INERT, "a storage of the same file")

    def _module(self, items: list[object]) -> Ruling:
        """Streams of old keep the source of a module, to warn where it changed. It is not run."""
        cls, path, source = items[1:]
        if not isinstance(cls, Symbol) or not isinstance(path, str) or not isinstance(source, str):
            return _odd("a module without its class, file and source")
        self.sources[cls.dotted] = source
        return Ruling(Standing.INERT, "a class with its source, only compared", cls.dotted)

    def _wrong(self, items: list[object]) -> str:
        """What is wrong with the tuple `('storage', class, key, location, count)`."""
        if items[0] != "storage" or len(items) not in ((6,) if self.views else (5,)):
            return "no storage is named"
        cls, key, location, count = items[1:5]
        if not isinstance(key, str) or not isinstance(location, str):
            return "the key or the place of a storage is no text"
        if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count < MAX_COUNT:
            return "the length of a storage is no length"
        item = item_size(cls)
        if not item:
            return "the class of a storage is no such class"
        if self.views and not _is_view(items[5]):
            return "a view of a storage that makes no sense"
        return self._claimed(key, Claim(item, count))

    def _claimed(self, key: str, claim: Claim) -> str:
        known = self.claims.get(key)
        if known is None:
            if len(self.claims) >= MAX_STORAGES:
                return f"more than {MAX_STORAGES} storages"
            self.claims[key] = claim
            return self.check(key, claim)
        return "" if known.length == claim.length else f"two lengths of storage `{key}`"


def item_size(cls: object) -> int:
    """Bytes of an item in a storage of this class, 0 if it is no such class."""
    if not isinstance(cls, Symbol) or cls.module not in _MODULES:
        return 0
    return (
        ITEM_SIZES.get(cls.name.removesuffix("Storage"), 0) if cls.name.endswith("Storage") else 0
    )


def _is_view(view: object) -> bool:
    """None, or key, offset and length of a part."""
    if view is None:
        return True
    if not isinstance(view, Box) or view.kind != "tuple" or len(view.items) != 3:
        return False
    key, *numbers = view.items
    return isinstance(key, str) and all(isinstance(one, int) and one >= 0 for one in numbers)


def _odd(reason: str) -> Ruling:
    return Ruling(Standing.ODD, reason)
