"""What unpacks a file, by the compressor that wrote it?"""

from collections.abc import Callable, Iterator

from ostiary.core.errors import ParseError
from ostiary.formats.archive import codecs, lz4, zstd
from ostiary.formats.archive.codecs import Note, Source
from ostiary.formats.archive.scope import BrokenError, Scope
from ostiary.formats.contents import FaultKind
from ostiary.formats.model.wrapped.marks import ZFILE, ZFILE_HEAD

Unpack = Callable[[Source, Scope, Note], Iterator[bytes]]


def _unzfile(stream: Source, scope: Scope, note: Note) -> Iterator[bytes]:
    """Unpack what joblib wrote before version 0.10; the length in its head must be true."""
    found = ZFILE.match(stream.read(ZFILE_HEAD + 1))
    if not found:
        raise BrokenError(FaultKind.CORRUPT, "the head of the zfile makes no sense")
    stream.seek(max(ZFILE_HEAD, found.end()))
    total = 0
    for chunk in codecs.unzlib(stream, scope, note):
        total += len(chunk)
        yield chunk
    if total != int(found[1], 16):
        raise ParseError(f"{int(found[1], 16)} bytes are declared, {total} came out")


UNPACK: dict[str, Unpack] = {
    "gzip": codecs.gunzip,
    "bzip2": codecs.bunzip2,
    "xz": codecs.unxz,
    "lzma": codecs.unlzma,
    "zlib": codecs.unzlib,
    "zstd": zstd.unzstd,
    "lz4": lz4.unlz4,
    "zfile": _unzfile,
}
