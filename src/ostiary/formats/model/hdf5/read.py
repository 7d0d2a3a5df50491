"""What does an HDF5 file hold, and what would Keras or others do with what its attributes say?"""

from ostiary.core.errors import LimitError
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent, Held, Part
from ostiary.formats.model.hdf5 import headers
from ostiary.formats.model.hdf5.attributes import Attribute, attributes
from ostiary.formats.model.hdf5.data import dataset, outside
from ostiary.formats.model.hdf5.frame import Frame, opened
from ostiary.formats.model.hdf5.free import free
from ostiary.formats.model.hdf5.groups import HARD, OUTSIDE, SOFT, links
from ostiary.formats.model.keras.configuration import configuration
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.regions import of_magic
from ostiary.formats.model.sheet import Sheet

MAX_OBJECTS = 200_000
"""Groups and datasets of one file."""

_CONFIGS = ("model_config", "training_config", "layer_config", "optimizer_config")
_SHOWN = ("keras_version", "backend")


def read(sheet: Sheet, desk: Desk) -> None:
    """Every object that the root leads to; data are skipped by where they lie."""
    sheet.carries = Carries.NOTHING
    sheet.readers.append("HDF5")
    frame = opened(sheet)
    seen: set[int] = set()
    waiting: list[tuple[int, str]] = [(frame.root, "")]
    while waiting:
        at, name = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        if len(seen) > MAX_OBJECTS:
            raise LimitError(f"HDF5 with more than {MAX_OBJECTS} objects")
        found = headers.messages(frame, at)
        for one in attributes(frame, found):
            _attribute(frame, desk, one, name)
        dataset(frame, found, name)
        for link in links(frame, found):
            inner = f"{name}/{link.name}"
            if link.kind == HARD:
                waiting.append((link.address, inner))
            elif link.kind == OUTSIDE:
                outside(frame, link.target, f"`{inner}`", "external-link", at)
            elif link.kind != SOFT:
                sheet.stop(f"HDF5: `{inner}` is a link {link.kind}, which a library has to know")
    sheet.detail("objects", len(seen))
    if not sheet.opaque:
        free(frame)
    _user_block(sheet, frame.base)


def _attribute(frame: Frame, desk: Desk, one: Attribute, owner: str) -> None:
    sheet = frame.sheet
    whole = b"".join(one.texts)
    at = frame.base + one.at
    if one.name in _CONFIGS:
        sheet.carries = Carries.CALLS if sheet.carries is Carries.NOTHING else sheet.carries
        sheet.loader = "keras.models.load_model"
        if one.texts:
            configuration(sheet, desk, whole.rstrip(b"\0"), one.name, at)
        else:
            sheet.broken("keras-config", f"the attribute `{one.name}` is no text", at)
        return
    if one.name in _SHOWN and not owner:
        sheet.detail(one.name, whole.rstrip(b"\0").decode("utf-8", "backslashreplace"))
    for text in one.texts[:1000]:
        if (len(text) > 3 and of_magic(text[:64], text[-64:])) or text.rstrip(b"\0")[-1:] == b".":
            label = f"{owner}@{one.name}".lstrip("/")
            if sheet.nested(label, Held(text.rstrip(b"\0") or text)):
                message = f"a model file lies in the attribute `{label}`; some libraries load it"
                sheet.odd(Topic.HIDING, "nested-model", message, at=at, gravity=Gravity.NOTE)


def _words(block: Extent) -> bool:
    """Whether a block is a line of text and nothing else."""
    data = block.at(0, block.size).rstrip(b"\0 \x02IM")
    return all(32 <= one < 127 or one in b"\t\r\n" for one in data.replace(b"\0", b""))


def _user_block(sheet: Sheet, size: int) -> None:
    """What stands before the file is anything at all."""
    if not size:
        return
    if not sheet.extent.at(0, size).strip(b"\0"):
        sheet.own(0, size)
        return
    before = Part(sheet.extent, 0, size)
    form = sheet.nested("user block", before)
    message = f"{size} bytes stand before the file itself" + (f", read as `{form}`" if form else "")
    sheet.odd(
        Topic.HIDING,
        "user-block",
        message,
        gravity=Gravity.HARMFUL if form else Gravity.UNUSUAL if _words(before) else Gravity.BROKEN,
    )
