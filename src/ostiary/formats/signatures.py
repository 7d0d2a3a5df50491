"""Which file format begins with these bytes?"""

from collections.abc import Callable

from ostiary.formats import binaries
from ostiary.formats.contents import Kind

Answer = tuple[Kind, str]

_NATIVE, _DATA, _IMAGE, _FONT = Kind.NATIVE, Kind.DATA, Kind.IMAGE, Kind.FONT
_MEDIA, _ARCHIVE, _UNKNOWN = Kind.MEDIA, Kind.ARCHIVE, Kind.UNKNOWN

_FIXED: tuple[tuple[bytes, Kind, str], ...] = (
    (b"!<arch>\ndebian-binary", _ARCHIVE, "Debian package"),
    (b"!<arch>\n", _NATIVE, "ar library"),
    (b"!<thin>\n", _NATIVE, "thin ar library"),
    (b"\0asm\1\0\0\0", Kind.WASM, "WebAssembly module"),
    (b"\0asm", Kind.WASM, "WebAssembly component"),
    (b"BC\xc0\xde", _NATIVE, "LLVM bitcode"),
    (b"dex\n03", _NATIVE, "Dalvik bytecode"),
    (b"\x1bLua", _NATIVE, "Lua bytecode"),
    (b"\xe3\0\0\0\0\0\0\0\0", Kind.BYTECODE, "marshalled Python code"),
    (b"PK\3\4", _ARCHIVE, "zip"),
    (b"PK\5\6", _ARCHIVE, "empty zip"),
    (b"\x1f\x8b\x08", _ARCHIVE, "gzip"),
    (b"\x1f\x9d", _ARCHIVE, "compress (.Z)"),
    (b"BZh", _ARCHIVE, "bzip2"),
    (b"\xfd7zXZ\0", _ARCHIVE, "xz"),
    (b"\x28\xb5\x2f\xfd", _ARCHIVE, "zstd"),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE, "7z"),
    (b"Rar!\x1a\x07", _ARCHIVE, "rar"),
    (b"MSCF\0\0\0\0", _ARCHIVE, "cab"),
    (b"LZIP", _ARCHIVE, "lzip"),
    (b"\x04\x22\x4d\x18", _ARCHIVE, "lz4"),
    (b"\xed\xab\xee\xdb", _ARCHIVE, "rpm"),
    (b"xar!", _ARCHIVE, "xar"),
    (b"070701", _ARCHIVE, "cpio"),
    (b"070707", _ARCHIVE, "cpio"),
    (b"hsqs", _ARCHIVE, "squashfs"),
    (b"\x89PNG\r\n\x1a\n", _IMAGE, "PNG image"),
    (b"\xff\xd8\xff", _IMAGE, "JPEG image"),
    (b"GIF87a", _IMAGE, "GIF image"),
    (b"GIF89a", _IMAGE, "GIF image"),
    (b"II*\0", _IMAGE, "TIFF image"),
    (b"MM\0*", _IMAGE, "TIFF image"),
    (b"8BPS\0", _IMAGE, "Photoshop image"),
    (b"icns", _IMAGE, "Apple icon"),
    (b"\0\0\1\0", _IMAGE, "Windows icon"),
    (b"\0\0\2\0", _IMAGE, "Windows cursor"),
    (b"\0\0\0\x0cjP  ", _IMAGE, "JPEG 2000 image"),
    (b"qoif", _IMAGE, "QOI image"),
    (b"wOFF", _FONT, "WOFF font"),
    (b"wOF2", _FONT, "WOFF2 font"),
    (b"OTTO\0", _FONT, "OpenType font"),
    (b"ttcf\0", _FONT, "TrueType collection"),
    (b"\0\1\0\0\0", _FONT, "TrueType font"),
    (b"true\0", _FONT, "TrueType font"),
    (b"\x80\1", _FONT, "Type 1 font"),
    (b"OggS\0", _MEDIA, "Ogg"),
    (b"fLaC", _MEDIA, "FLAC audio"),
    (b"ID3", _MEDIA, "MP3 audio"),
    (b"\xff\xfb", _MEDIA, "MP3 audio"),
    (b"MThd\0", _MEDIA, "MIDI"),
    (b"\x1a\x45\xdf\xa3", _MEDIA, "Matroska"),
    (b"FORM", _MEDIA, "IFF"),
    (b"SQLite format 3\0", _DATA, "SQLite database"),
    (b"\x89HDF\r\n\x1a\n", _DATA, "HDF5"),
    (b"CDF\1", _DATA, "NetCDF"),
    (b"CDF\2", _DATA, "NetCDF"),
    (b"PAR1", _DATA, "Parquet"),
    (b"ARROW1\0", _DATA, "Arrow"),
    (b"Obj\1", _DATA, "Avro"),
    (b"ORC", _DATA, "ORC"),
    (b"FEA1", _DATA, "Feather"),
    (b"GGUF", _DATA, "GGUF model"),
    (b"%PDF-", _DATA, "PDF"),
    (b"TZif", _DATA, "time zone"),
    (b"\xde\x12\x04\x95", _DATA, "gettext catalogue"),
    (b"\x95\x04\x12\xde", _DATA, "gettext catalogue"),
    (b"bplist00", _DATA, "binary property list"),
    (b"SIMPLE  =", _DATA, "FITS"),
    (b"glTF", _DATA, "glTF model"),
    (b"DDS ", _IMAGE, "DirectDraw surface"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _UNKNOWN, "OLE compound file, which may hold macros"),
    (b"L\0\0\0\1\x14\2\0", _UNKNOWN, "Windows shortcut"),
    (b"ITSF\3", _UNKNOWN, "compiled HTML help"),
    (b"FWS", _UNKNOWN, "Flash"),
    (b"CWS", _UNKNOWN, "Flash"),
    (b"\x1bLJ", _NATIVE, "LuaJIT bytecode"),
    (b"VMDK", _UNKNOWN, "disk image"),
    (b"QFI\xfb", _UNKNOWN, "disk image"),
)

_BOXES = {
    b"avif": (_IMAGE, "AVIF image"),
    b"heic": (_IMAGE, "HEIC image"),
    b"mif1": (_IMAGE, "HEIF image"),
}
_RIFF = {
    b"WEBP": (_IMAGE, "WebP image"),
    b"WAVE": (_MEDIA, "WAV audio"),
    b"AVI ": (_MEDIA, "AVI video"),
}

_STRUCTURED: tuple[Callable[[bytes], Answer | None], ...] = (
    binaries.elf,
    binaries.portable,
    binaries.mach,
    binaries.bytecode,
    binaries.pickle,
    binaries.numpy,
)

_BY_FIRST: dict[int, tuple[tuple[bytes, Kind, str], ...]] = {
    first: tuple(row for row in _FIXED if row[0][0] == first)
    for first in {row[0][0] for row in _FIXED}
}


def binary(data: bytes) -> Answer | None:
    """The format that the bytes follow, or None. Text formats that begin like one are left to the caller."""
    for question in _STRUCTURED:
        answer = question(data)
        if answer is not None:
            return answer
    for magic, kind, detail in _BY_FIRST.get(data[0], ()):
        if data.startswith(magic):
            return kind, _tail(data, detail)
    return _boxed(data) or binaries.weak(data)


def _boxed(data: bytes) -> Answer | None:
    if data[4:8] == b"ftyp":
        return _BOXES.get(data[8:12], (_MEDIA, "MP4"))
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12], (_MEDIA, "RIFF"))
    if data[4:8] == b"TFL3":
        return _DATA, "TensorFlow Lite model"
    if data[257:262] == b"ustar":
        return _ARCHIVE, "tar"
    if len(data) > 10 and data[8:10] == b'{"' and int.from_bytes(data[:8], "little") < len(data):
        return _DATA, "safetensors"
    return None


def _tail(data: bytes, detail: str) -> str:
    """The detail, and whether bytes follow the end of a PNG."""
    if detail == "PNG image" and not data.endswith(b"IEND\xaeB`\x82"):
        end = data.rfind(b"IEND\xaeB`\x82")
        return (
            f"{detail} with {len(data) - end - 8} bytes after its end"
            if end >= 0
            else f"{detail}, cut off"
        )
    return detail
