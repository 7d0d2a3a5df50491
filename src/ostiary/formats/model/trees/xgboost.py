"""What does a model of XGBoost hold, as JSON or as UBJSON?"""

from collections.abc import Iterator
from typing import Any

import msgspec

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.regex import regex
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.opaque import unowned
from ostiary.formats.model.properties import properties
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.trees.marks import JSON, OLD
from ostiary.formats.model.trees.ubjson import Numbers, Reader

MAX_JSON = 256 << 20
"""Bytes of a model as JSON."""
MAX_NODES = 20_000_000
"""Nodes of all trees whose children are looked up."""

_TOP = frozenset({"learner", "version", "Config", "Model"})
_BOOSTERS = frozenset({"gbtree", "gblinear", "dart"})
_NAME = regex(r"[A-Za-z0-9_:@\[\]., \-]{0,80}")


class _Tree(msgspec.Struct):
    """The places of nodes; all other numbers of a tree are passed over where they lie."""

    left_children: list[int] = []
    right_children: list[int] = []


class _Model(msgspec.Struct):
    trees: list[_Tree] = []


class _Inner(msgspec.Struct):
    model: _Model = msgspec.field(default_factory=_Model)


class _Booster(msgspec.Struct):
    name: str = ""
    model: _Model = msgspec.field(default_factory=_Model)
    gbtree: _Inner = msgspec.field(default_factory=_Inner)


class _Objective(msgspec.Struct):
    name: str = ""


class _Learner(msgspec.Struct):
    """The part of a model that is looked at."""

    attributes: dict[str, str] = {}
    objective: _Objective = msgspec.field(default_factory=_Objective)
    gradient_booster: _Booster = msgspec.field(default_factory=_Booster)


def read(sheet: Sheet, desk: Desk) -> None:
    """All of it; numbers are looked at where they are places in a tree."""
    sheet.carries = Carries.NOTHING
    sheet.loader = "xgboost"
    size, head = sheet.extent.size, sheet.extent.at(0, 64)
    if OLD.match(head):
        sheet.stop("the older binary form of XGBoost is not read")
        return
    if head.lstrip().startswith(b"{") and JSON.match(head):
        document = _json(sheet, desk)
        end = size
    else:
        sheet.readers.append("UBJSON")
        reader = Reader(sheet.extent)
        document, end = _table(sheet, reader.value()), reader.at
    sheet.own(0, end)
    unowned(sheet, end, size, "unclaimed-bytes")
    if not isinstance(document, dict):
        raise ParseError("a model of XGBoost that is no object")
    strange = sorted(set(document) - _TOP)
    if strange:
        message = f"keys that no model of XGBoost has: `{'`, `'.join(strange[:5])}`"
        sheet.odd(Topic.STRUCTURE, "unknown-key", message)
    _learner(sheet, document.get("learner"))


def _json(sheet: Sheet, desk: Desk) -> object:
    size = sheet.extent.size
    sheet.readers.append("JSON")
    if size > MAX_JSON or not desk.hold(size):
        raise LimitError(f"a model of {size} bytes as JSON; {MAX_JSON} are read")
    try:
        found = msgspec.json.decode(sheet.extent.at(0, size), type=dict[str, msgspec.Raw])
        learner = msgspec.json.decode(found.get("learner", b"null"), type=_Learner)
        return {**found, "learner": msgspec.to_builtins(learner)}
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ParseError(f"no model of XGBoost as JSON: {error}") from None


def _table(sheet: Sheet, value: object) -> object:
    """Pairs as tables; a key that stands twice is told of."""
    if isinstance(value, list) and value and all(isinstance(one, tuple) for one in value):
        found = {key: _table(sheet, inner) for key, inner in value}
        if len(found) < len(value):
            sheet.odd(
                Topic.HIDING,
                "repeated-key",
                "a key stands in an object twice",
                gravity=Gravity.BROKEN,
            )
        return found
    if isinstance(value, list):
        return [_table(sheet, one) for one in value]
    return value


def _learner(sheet: Sheet, learner: object) -> None:
    if not isinstance(learner, dict):
        raise ParseError("a model of XGBoost without a learner")
    attributes = learner.get("attributes")
    if isinstance(attributes, dict):
        texts = {key: str(value) for key, value in attributes.items() if isinstance(value, str)}
        properties(sheet, texts, "attributes")
    objective = _part(learner, "objective").get("name")
    booster = _part(learner, "gradient_booster")
    sheet.detail("objective", objective)
    sheet.detail("booster", booster.get("name"))
    if booster.get("name") not in _BOOSTERS:
        sheet.stop(f"a booster `{booster.get('name')}`, which nobody here knows")
    if isinstance(objective, str) and not _NAME.fullmatch(objective):
        sheet.odd(Topic.STRUCTURE, "odd-objective", f"an objective called `{objective}`")
    trees = nodes = 0
    for tree in _trees(booster):
        trees += 1
        nodes += _tree(sheet, tree)
        if nodes > MAX_NODES:
            sheet.stop(f"more than {MAX_NODES} nodes")
            break
    sheet.detail("trees", trees)


def _part(table: dict[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _trees(booster: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The trees of a booster; `dart` keeps its trees in a booster of its own."""
    for model in (_part(booster, "model"), _part(_part(booster, "gbtree"), "model")):
        trees = model.get("trees")
        for one in trees if isinstance(trees, list) else ():
            if isinstance(one, dict):
                yield one


def _tree(sheet: Sheet, tree: dict[str, Any]) -> int:
    """Check that children are nodes of the tree; the answer is how many nodes it has."""
    left, right = (_numbers(tree.get(key)) for key in ("left_children", "right_children"))
    count = len(left)
    bad = len(right) != count or any(
        not isinstance(one, int) or not -1 <= one < count for one in (*left, *right)
    )
    if bad:
        sheet.broken("tree-index", "a tree leads to nodes that it does not have")
    return max(1, count)


def _numbers(value: object) -> tuple[Any, ...]:
    if isinstance(value, Numbers):
        return value.values() if value.count <= MAX_NODES else ()
    return tuple(value) if isinstance(value, list) else ()
