"""A desk with all formats and the real list, and what it says of some bytes."""

from ostiary.formats.model.catalogue import FORMATS
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent, Held
from ostiary.formats.model.record import ModelFile
from ostiary.program.loading.known import KNOWN


def read_all(name: str, data: bytes | Extent) -> Desk:
    """A desk after it looked at one file."""
    desk = Desk(FORMATS, KNOWN)
    desk.look(name, Held(data) if isinstance(data, bytes) else data)
    return desk


def read_one(name: str, data: bytes | Extent) -> ModelFile:
    """The record of one file itself, without its parts. Fails where nobody recognises it."""
    desk = read_all(name, data)
    return next(one for one in desk.files if one.path == name)
