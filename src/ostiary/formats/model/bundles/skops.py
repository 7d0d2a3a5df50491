"""What does the schema of a skops file have its loader import, build and call?"""

from typing import Any

from msgspec import Struct, field

from ostiary.core.errors import LimitError
from ostiary.formats.model.bundles.marks import SCHEMA
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.judge import Realm
from ostiary.formats.model.keras.configuration import decoded
from ostiary.formats.model.record import Called, Carries, Gravity, Standing, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.zipped.content import small
from ostiary.formats.model.zipped.members import Item, members
from ostiary.formats.model.zipped.read import part

MAX_SCHEMA = 64 << 20
"""Bytes of a schema."""
MAX_VALUES = 3_000_000
"""Values of a schema that are looked at."""


_PLAIN = frozenset(
    (
        *("DictNode", "ListNode", "SetNode", "TupleNode", "SliceNode", "JsonNode", "BytesNode"),
        *("BytearrayNode", "NdArrayNode", "MaskedArrayNode", "RandomStateNode", "DTypeNode"),
        *("RandomGeneratorNode", "SparseMatrixNode", "TypeNode", "FunctionNode", "PartialNode"),
        *("ObjectNode", "ReduceNode", "TreeNode", "LossNode", "CachedNode", "DefaultDictNode"),
        *("QuantileForestNode", "_DictWithDeprecatedKeysNode", "ConstructorFromReduceNode"),
    )
)
"""Loaders of skops that build what they are named for, by the class that stands beside them."""
_METHOD, _OPERATOR = "MethodNode", "OperatorFuncNode"


def read(sheet: Sheet, desk: Desk) -> None:
    """The schema by its names, every other member by its content."""
    sheet.carries = Carries.CALLS
    sheet.loader = "skops.io.load"
    sheet.readers.append("zip")
    items = [one for one in members(sheet) if not one.folder]
    names = {one.name for one in items}
    for one in items:
        if one.name == SCHEMA:
            _schema(sheet, desk, one, names)
        else:
            part(sheet, desk, one)
    if SCHEMA not in names:
        sheet.broken("skops-schema", f"there is no `{SCHEMA}` in it")


def _schema(sheet: Sheet, desk: Desk, item: Item, names: set[str]) -> None:
    sheet.readers.append("skops schema")
    data = small(sheet, desk, item, MAX_SCHEMA)
    if data is None:
        return
    document = decoded(sheet, data, item.name, item.start)
    if not isinstance(document, dict) or "__loader__" not in document:
        sheet.broken("skops-schema", "the schema does not say what it is of", item.start)
        return
    for key in ("protocol", "_skops_version"):
        sheet.detail(key.strip("_"), document.get(key, ""))
    walk = _Walk(sheet, desk, item.start, names)
    waiting: list[object] = [document]
    while waiting:
        one = waiting.pop()
        walk.count += 1
        if walk.count > MAX_VALUES:
            raise LimitError(f"a schema with more than {MAX_VALUES} values")
        if isinstance(one, dict):
            walk.node(one)
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


class _Walk(Struct):
    """The questions to one schema."""

    sheet: Sheet
    desk: Desk
    at: int
    names: set[str]
    count: int = 0
    known: set[tuple[str, str]] = field(default_factory=set)

    def node(self, one: dict[str, Any]) -> None:
        """One object of the schema, if it is one that is built."""
        if "__class__" not in one and "__module__" not in one and "__loader__" not in one:
            return
        module, name, loader = (one.get(f"__{key}__") for key in ("module", "class", "loader"))
        if not isinstance(module, str) or not isinstance(name, str):
            self.sheet.broken("skops-schema", "an object whose class has no name", self.at)
            return
        label = loader if isinstance(loader, str) else "class"
        if (f"{module}.{name}", label) not in self.known or label == _METHOD:
            self.known.add((f"{module}.{name}", label))
            self._named(f"{module}.{name}", label)
            self._loader(label, name, one)
        file = one.get("file")
        if isinstance(file, str) and file not in self.names:
            message = f"the schema reads `{file}`, which is not in the archive"
            self.sheet.broken("no-such-member", message, self.at)

    def _named(self, name: str, how: str) -> None:
        ruling = self.desk.judge(Realm.SKOPS, name, ())
        called = Called(name, "", f"skops {how}", self.at, ruling.standing, ruling.reason)
        self.sheet.call(called)

    def _loader(self, loader: str, name: str, one: dict[str, Any]) -> None:
        """Loaders that reach further than the class that stands beside them."""
        if loader == _METHOD:
            inner = one.get("content")
            method = inner.get("func") if isinstance(inner, dict) else None
            reason = "an attribute of an object, which the schema names"
            shown = f"{one['__module__']}.{name}.{method}"
            called = Called(shown, "", "skops MethodNode", self.at, Standing.UNLISTED, reason)
            self.sheet.call(called)
        elif loader == _OPERATOR:
            self._named(f"operator.{name}", loader)
            if one.get("__module__") != "operator":
                message = f"a function of `operator` is said to be one of `{one['__module__']}`"
                self.sheet.odd(
                    Topic.HIDING,
                    "skops-module-differs",
                    message,
                    at=self.at,
                    gravity=Gravity.HARMFUL,
                )
        elif loader not in _PLAIN:
            self.sheet.stop(f"the schema names a loader `{loader}`, which nobody here knows")
