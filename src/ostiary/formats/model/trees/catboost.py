"""What does a model of CatBoost hold: a flatbuffer of trees, and tables behind it?"""

from collections.abc import Iterator

from ostiary.core.errors import ParseError
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.flat.tables import Flat, Table, padding, unclaimed
from ostiary.formats.model.opaque import sniff as sniff_region
from ostiary.formats.model.properties import properties
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet

MAX_TABLES = 100_000
"""Tables of counters behind the trees."""

_COUNTERS = ("static_provider_v1", "static_ctr_provider_v1")
_VECTORS = ((1, 4), (2, 4), (3, 4), (8, 8), (9, 8), (10, 4), (11, 4), (16, 8), (17, 4))
"""Vectors of the trees by their index, with the widths of their items."""


def read(sheet: Sheet, desk: Desk) -> None:
    """Every table; numbers are skipped."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.loader = "catboost"
    sheet.readers.append("flatbuffer")
    flat = Flat(sheet, 8)
    size = flat.number(4, 4)
    sheet.own(0, 8)
    if 8 + size > sheet.extent.size:
        raise ParseError("CatBoost: the trees are longer than the file")
    root = flat.root()
    sheet.detail("version", root.text(0))
    properties(sheet, {one.text(0): one.text(1) for one in root.tables(2)}, "information")
    trees = root.table(1)
    if trees:
        _trees(trees)
    stop = 8 + size
    for name in root.texts(3):
        if name in _COUNTERS:
            stop = _counters(sheet, stop)
        else:
            sheet.stop(f"a part `{name}` of the model is not read")
    padding(sheet, stop)
    unclaimed(sheet)


def _trees(trees: Table) -> None:
    for index, width in _VECTORS:
        trees.vector(index, width)
    for one in trees.tables(4):
        one.text(2)
    for one in trees.tables(5):
        one.vector(3, 4)
        one.text(4)
    for one in trees.tables(6):
        one.vector(1, 4)
        one.texts(2)
    for one in trees.tables(7):
        one.vector(1, 4)
        _counter(one)
    for index in (12, 18):
        for one in trees.tables(index):
            one.text(2)
    for one in trees.tables(13):
        one.vector(3, 4)


def _counter(one: Table) -> None:
    """A counter, and the combination of features that it counts."""
    for base in _part(one, 0):
        for inner in _part(base, 0):
            for part in _part(inner, 0):
                for index, width in ((0, 4), (1, 8), (2, 8)):
                    part.vector(index, width)


def _part(one: Table, index: int) -> Iterator[Table]:
    found = one.table(index)
    if found:
        yield found


def _counters(sheet: Sheet, at: int) -> int:
    """Tables of counters, each behind its length; the answer is where they end."""
    flat = Flat(sheet)
    count = flat.number(at, 4)
    sheet.own(at, at + 4)
    at += 4
    if count > MAX_TABLES:
        raise ParseError(f"CatBoost: {count} tables of counters")
    for index in range(count):
        size = flat.number(at, 4)
        flat.take(at + 4 + size, 0)
        sheet.own(at, at + 4 + size)
        name = f"counters {index}"
        sniff_region(sheet, sheet.extent, at + 4, at + 4 + size, name)
        if size >= 8 and not flat.number(at + 4, 4) < size:
            sheet.broken("counters", f"`{name}` are no table", at)
        at += 4 + size
    return at
