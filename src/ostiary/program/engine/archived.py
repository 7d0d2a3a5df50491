"""What lies in an archive that a program of Python has in memory?"""

from io import BytesIO

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import File
from ostiary.program.engine.memory import Buffer
from ostiary.program.engine.value import Value

MAX_ARCHIVE = 1 << 22  # bytes of one that is looked into
MAX_PART = 1 << 22  # bytes of one of its parts


def part_of(asked: Asked, file: File) -> Value | None:
    """A part of a zip archive in memory, as `read` gives it; None where it is not known."""
    into, name = file.into, asked.arg(0, "name").const
    buffer = into.code if into is not None else None
    if not isinstance(buffer, Buffer) or not isinstance(name, str) or buffer.content is None:
        return None
    data = buffer.data
    if not isinstance(data, bytes) or len(data) > MAX_ARCHIVE:
        return None
    asked.m.steps -= len(data) >> 5
    found = _unpacked(data, name)
    if found is None:
        return None
    held = buffer.content
    return Value(found, marks=held.marks, how=(*held.how, "an archive"))


def _unpacked(data: bytes, name: str) -> bytes | None:
    """The bytes under a name in a zip archive; None where there are none, or it is damaged."""
    import zipfile  # which few programs ask for
    import zlib

    # what `zipfile` raises for a part that is damaged, packed in an unknown way, or locked
    damaged = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)
    try:
        with zipfile.ZipFile(BytesIO(data)) as whole, whole.open(name) as part:
            found = part.read(MAX_PART + 1)
    except (EOFError, LookupError, OSError, ValueError, *damaged):
        return None
    return found if len(found) <= MAX_PART else None
