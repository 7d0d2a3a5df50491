"""An examination as bytes that can be kept, and back: data only, in which nothing can be called."""

import zlib

from msgspec import Struct

from ostiary.cluster.plan import current
from ostiary.cluster.wire import MAX_WIRE, WireError, decode, encode
from ostiary.core.errors import OstiaryError
from ostiary.core.examination import Examination
from ostiary.formats.contents import Contents

_LEVEL = 1  # of deflate: what is spared in reading would be lost in packing

MAX_MEMORY = 1 << 30
"""Bytes above which a worker may have come near its limit, so that what it gave up could hang on that."""


class PackedError(OstiaryError):
    """Bytes that are not the examination that was asked for; the artifact has to be read."""


class Packed(Struct, frozen=True):
    """An examination of the artifact with that name and SHA-256, as `pack` wrote it.

    `shaped` says whether it holds sketches, `seconds` how long it took if it was made in this run.
    """

    data: bytes
    name: str
    digest: str
    shaped: bool
    seconds: float = 0.0


def pack(found: Examination, unconfined: tuple[str, ...]) -> bytes:
    """An examination, and which ways out stood open while it was made. Raises `WireError`."""
    return zlib.compress(encode((unconfined, found)), _LEVEL)


def unpack(packed: Packed) -> Examination:
    """The examination, if that is what it is. Raises `PackedError`.

    One that was made by a process which was confined in another way than this one is not taken: what it
    read could have gone further than a policy allows, or a note about it would be wrong.
    """
    inflate = zlib.decompressobj()
    try:
        told = decode(inflate.decompress(packed.data, MAX_WIRE))
        unconfined, found = told
    except (zlib.error, WireError, TypeError, ValueError) as error:
        raise PackedError("it is no examination") from error
    if not inflate.eof or inflate.unused_data or not isinstance(found, Examination):
        raise PackedError("it is no examination")
    if found.filename != packed.name or not binds(found, packed.digest):
        raise PackedError("it is the examination of something else")
    if unconfined != current().lines():
        raise PackedError("it was made in another confinement")
    return found


def binds(found: Examination, digest: str) -> bool:
    """Whether an examination is about the bytes with this SHA-256: an archive, or one file by itself."""
    if found.sha256 == digest:
        return True
    contents = next((fact for fact in found.facts if isinstance(fact, Contents)), None)
    rows = [row for row in contents.files if row.depth == 0] if contents else []
    return len(rows) == 1 and rows[0].path == found.filename and rows[0].sha256 == digest
