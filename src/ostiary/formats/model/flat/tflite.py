"""What does a model of TensorFlow Lite compute, and with which operators that are not its own?"""

from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Part
from ostiary.formats.model.flat.tables import Flat, Table, padding, unclaimed
from ostiary.formats.model.opaque import sniff as sniff_region
from ostiary.formats.model.record import Called, Carries, Gravity, Standing, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.model.tensorflow.operators import standing

CUSTOM = 32
"""The code of operators that are known by a name."""
MAX_BUILTIN = 400
"""Codes of the library's own operators, with room for those to come."""
MAX_METADATA = 8 << 20
"""Bytes of metadata that are recognised by what they are."""

_FLEX = "Flex"
_OWN = frozenset(
    (
        *(
            "TFLite_Detection_PostProcess",
            "NumericVerify",
            "Mfcc",
            "AudioSpectrogram",
            "FlexDelegate",
        ),
        *(
            "Convolution2DTransposeBias",
            "MaxPoolingWithArgmax2D",
            "MaxUnpooling2D",
            "Atan2",
            "Sign",
        ),
        *("RandomStandardNormal", "RandomUniform", "Multinomial", "Cumsum", "Irfft2d", "Roll"),
    )
)
"""Operators by name that the library itself brings."""


def read(sheet: Sheet, desk: Desk) -> None:
    """All graphs and the lengths of all buffers; no number of a tensor is read."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.loader = "TensorFlow Lite"
    sheet.readers.append("flatbuffer")
    flat = Flat(sheet)
    root = flat.root()
    sheet.detail("version", root.number(0))
    if description := root.text(3):
        sheet.detail("description", description)
    _operators(sheet, root)
    stop = _buffers(sheet, root)
    _graphs(sheet, root)
    metadata = {one.number(1): one.text(0) for one in root.tables(6)}
    root.numbers(5)
    _metadata(sheet, root, metadata)
    _signatures(root)
    padding(sheet, max(stop, max((end for _, end in sheet.spans()), default=0)))
    unclaimed(sheet)


def _operators(sheet: Sheet, root: Table) -> None:
    """The operators by code or name, each once."""
    count = 0
    for one in root.tables(1):
        count += 1
        code = max(one.number(0, 1), one.number(3))
        name = one.text(1)
        at = one.place
        if code != CUSTOM:
            if name:
                message = f"an operator of the library's own is called `{name}`"
                sheet.odd(Topic.STRUCTURE, "named-builtin", message, at=at, gravity=Gravity.NOTE)
            if code > MAX_BUILTIN:
                sheet.stop(f"an operator of code {code}, which nobody here knows")
        elif name.startswith(_FLEX):
            _flex(sheet, name, at)
        elif name not in _OWN:
            sheet.carries = Carries.CODE
            message = f"the operator `{name}` is code that a library has to bring"
            sheet.odd(Topic.CODE, "custom-operator", message, at=at)
            sheet.reach("library", name, at)
    sheet.detail("operators", count)


def _flex(sheet: Sheet, name: str, at: int) -> None:
    """An operator of TensorFlow itself, run by it."""
    rule = standing(name.removeprefix(_FLEX))
    state = rule.standing
    if rule.paths and state is Standing.INERT:
        state = Standing.UNLISTED  # its path would have to be followed through the graph
    sheet.carries = Carries.CODE
    called = f"tf.raw_ops.{name.removeprefix(_FLEX)}"
    sheet.call(Called(called, "", "flex operator", at, state, rule.reason))


def _buffers(sheet: Sheet, root: Table) -> int:
    """Own the numbers of all tensors; the answer is where the last of those behind the tables end."""
    flat, stop, size = root.flat, 0, sheet.extent.size
    for index, one in enumerate(root.tables(4)):
        start, count = one.vector(0, 1)
        offset, length = one.number(1, 8), one.number(2, 8)
        if offset > 1:
            start, count = flat.base + offset, length
            if start + count > size:
                sheet.broken("buffer-outside", f"buffer {index} ends behind the file", one.place)
                continue
            sheet.own(start, start + count)
            stop = max(stop, start + count)
        if count:
            sheet.tensors += 1
            sheet.tensor_bytes += count
            sniff_region(sheet, sheet.extent, start, start + count, f"buffer {index}")
    return stop


def _graphs(sheet: Sheet, root: Table) -> None:
    codes = root.vector(1, 4)[1]
    for graph in root.tables(2):
        graph.text(4)
        graph.vector(1, 4)
        graph.vector(2, 4)
        for tensor in graph.tables(0):
            _tensor(tensor)
        for one in graph.tables(3):
            if one.number(0) >= codes:
                sheet.broken(
                    "no-such-operator", "a graph uses an operator that is not listed", one.place
                )
            one.vector(1, 4)
            one.vector(2, 4)
            one.vector(5, 1)
            one.vector(7, 1)
            one.vector(8, 4)
            one.table(4)
            one.table(11)
            _large(sheet, one)


def _large(sheet: Sheet, one: Table) -> None:
    """Options that lie behind the tables."""
    offset, size = one.number(9, 8), one.number(10, 8)
    if offset > 1 and offset + size <= sheet.extent.size:
        sheet.own(offset, offset + size)


def _tensor(one: Table) -> None:
    one.vector(0, 4)
    one.text(3)
    one.vector(7, 4)
    scale = one.table(4)
    if scale:
        for index, width in ((0, 4), (1, 4), (2, 4), (3, 8)):
            scale.vector(index, width)
        custom = scale.table(5)
        if custom:
            custom.vector(0, 1)
    sparse = one.table(6)
    if sparse:
        sparse.vector(0, 4)
        sparse.vector(1, 4)
        for part in sparse.tables(2):
            for index in (2, 4):
                inner = part.table(index + 1)
                if inner:
                    inner.vector(0, {1: 4, 2: 2, 3: 1}.get(part.number(index, 1), 1))
    for inner in one.tables(9):
        inner.vector(0, 4)


def _metadata(sheet: Sheet, root: Table, names: dict[int, str]) -> None:
    """Named buffers: recognised by what they are."""
    for index, one in enumerate(root.tables(4)):
        if index not in names:
            continue
        start, count = one.vector(0, 1)
        sheet.detail(f"metadata {names[index]}", f"{count} bytes")
        if 0 < count <= MAX_METADATA and sheet.nested(
            names[index], Part(sheet.extent, start, count)
        ):
            message = f"the metadata `{names[index]}` are a model file"
            sheet.odd(Topic.HIDING, "nested-model", message, at=start)


def _signatures(root: Table) -> None:
    for one in root.tables(7):
        one.text(2)
        for index in (0, 1):
            for part in one.tables(index):
                part.text(0)
