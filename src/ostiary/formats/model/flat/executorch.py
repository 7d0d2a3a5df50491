"""What does a program of ExecuTorch call, and to whom does it hand parts of itself?"""

from ostiary.core.errors import ParseError
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.flat.tables import Flat, Table, padding, unclaimed
from ostiary.formats.model.opaque import sniff as sniff_region
from ostiary.formats.model.record import Carries, Topic
from ostiary.formats.model.sheet import Sheet

EXTENDED = b"eh00"
_OWN = (
    "aten::",
    "prims::",
    "executorch_prim::",
    "et_",
    "dim_order_ops::",
    "quantized_decomposed::",
)
"""Names of operators that the library itself brings."""
_VALUES = {6: "text", 7: 4, 8: 8, 9: 1, 10: 4, 11: 4}
"""What the one field of a value of each kind is: a text, or a vector of numbers of a width."""


def read(sheet: Sheet, desk: Desk) -> None:
    """The plans, their operators and delegates; segments of data are skipped by their lengths."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.loader = "ExecuTorch"
    sheet.readers.append("flatbuffer")
    flat = Flat(sheet)
    root = flat.root()
    end, base = _header(sheet, flat)
    sheet.detail("version", root.number(0))
    for plan in root.tables(1):
        _plan(sheet, plan)
    for index in (2, 3):
        for count, one in enumerate(root.tables(index)):
            start, size = one.vector(0, 1)
            _data(sheet, start, start + size, f"buffer {count}")
    stop = _segments(sheet, root, base)
    for one in root.tables(6):
        one.vector(1, 8)
    offsets = root.table(5)
    if offsets:
        offsets.vector(1, 8)
    for one in root.tables(7):
        one.text(0)
        one.table(2)
    padding(sheet, max(end, stop, *(last for _, last in sheet.spans())))
    unclaimed(sheet)


def _header(sheet: Sheet, flat: Flat) -> tuple[int, int]:
    """Where the program ends and where the segments begin, by the longer header if there is one."""
    if flat.take(8, 4) != EXTENDED:
        return 0, 0
    length, size, base = flat.number(12, 4), flat.number(16, 8), flat.number(24, 8)
    flat.own(8, length if 24 <= length <= 64 else 24)
    if size > sheet.extent.size or base > sheet.extent.size:
        raise ParseError("ExecuTorch: the header leads behind the end of the file")
    return size, base


def _plan(sheet: Sheet, plan: Table) -> None:
    sheet.detail("method", plan.text(0))
    kinds = plan.table(1)
    if kinds:
        kinds.text(0)
        kinds.text(1)
    for one in plan.tables(2):
        _value(one)
    for index, width in ((3, 4), (4, 4), (8, 8)):
        plan.vector(index, width)
    for chain in plan.tables(5):
        _chain(chain)
    for one in plan.tables(6):
        name = one.text(0)
        one.text(1)
        if not name.startswith(_OWN):
            sheet.carries = Carries.CODE
            message = f"the operator `{name}` is code that a library has to bring"
            sheet.odd(Topic.CODE, "custom-operator", message, at=one.place)
            sheet.reach("library", name, one.place)
    for one in plan.tables(7):
        _delegate(sheet, one)


def _chain(chain: Table) -> None:
    chain.vector(0, 4)
    chain.vector(1, 4)
    for one in chain.tables(2):
        call = one.table(1)
        if call and one.number(0, 1) in (1, 2):
            call.vector(1, 4)
    for frames in chain.tables(3):
        for frame in frames.tables(0):
            for index in (0, 2, 3):
                frame.text(index)


def _value(one: Table) -> None:
    kind, value = one.number(0, 1), one.table(1)
    if value is None:
        return
    if kind == 5:
        value.vector(2, 4)
        value.vector(3, 1)
        value.table(6)
        extra = value.table(9)
        if extra:
            extra.text(1)
        return
    form = _VALUES.get(kind)
    if form == "text":
        value.text(0)
    elif isinstance(form, int):
        value.vector(0, form)


def _delegate(sheet: Sheet, one: Table) -> None:
    """A part of the program in the form of a backend, which runs it: nobody here reads that form."""
    name = one.text(0)
    one.table(1)
    for spec in one.tables(2):
        spec.text(0)
        spec.vector(1, 1)
    sheet.carries = Carries.CODE
    message = (
        f"a part of the program is in the form of `{name}`, which runs it; nobody here reads it"
    )
    sheet.odd(Topic.CODE, "delegate", message, at=one.place)
    sheet.reach("library", name, one.place)


def _segments(sheet: Sheet, root: Table, base: int) -> int:
    stop = 0
    for count, one in enumerate(root.tables(4)):
        start, size = base + one.number(0, 8), one.number(1, 8)
        if start + size > sheet.extent.size:
            sheet.broken("segment-outside", f"segment {count} ends behind the file", one.place)
            continue
        _data(sheet, start, start + size, f"segment {count}")
        sheet.own(start, start + size)
        stop = max(stop, start + size)
    return stop


def _data(sheet: Sheet, start: int, end: int, name: str) -> None:
    if end > start:
        sheet.tensors += 1
        sheet.tensor_bytes += end - start
        sniff_region(sheet, sheet.extent, start, end, name)
