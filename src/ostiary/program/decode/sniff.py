"""What does a blob hold, where no call says how it is to be decoded?"""

import base64
import binascii
import lzma
import re
import zlib
from collections.abc import Callable, Iterator

from ostiary.core.regex import regex
from ostiary.program.decode import packed
from ostiary.program.decode.given import CannotTellError
from ostiary.program.decode.limits import MAX_INPUT, MAX_SLOW_INPUT
from ostiary.program.decode.telling import telling

MIN_LENGTH = 16
"""Characters of an encoded text; shorter ones are words and names."""
_SPACE = b" \t\r\n"
_HEX = regex(rb"(?:0[xX])?([0-9A-Fa-f\s]+)")
_HEX_ESCAPES = regex(rb"(?:\\x[0-9A-Fa-f]{2})+")
_BASE64 = regex(rb"[A-Za-z0-9+/_-]+={0,2}")
_BASE64_REVERSED = regex(rb"={0,2}[A-Za-z0-9+/_-]+")
_BASE32 = regex(rb"[A-Z2-7]+={0,6}")
_BASE85 = regex(rb"[0-9A-Za-z!#$%&()*+;<=>?@^_`{|}~-]+")
_ASCII85 = regex(rb"<~[!-uz\s]+~>")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_ZLIB_HEAD = regex(rb"\x78[\x01\x5e\x9c\xda]")
_LZMA_HEAD = b"\x5d\0\0"
_CODE_OBJECT = regex(rb"[\xe3\x63]\0{3,4}.{0,64}", re.DOTALL)
_PICKLE = regex(rb"\x80[\x02-\x05]")
_PYC_MAGIC = b"\r\n"
_SAMPLE = 4000
"""Characters, so many that whole groups of five and of eight fit."""
_DAMAGE = (CannotTellError, ValueError, OSError, EOFError, zlib.error, lzma.LZMAError)

_Opener = Callable[[bytes], bytes]


def layers(data: bytes | str) -> Iterator[tuple[str, bytes]]:
    """Each way in which the blob decodes to something that is text, code, an executable or an archive.

    One step only: the caller asks again of what comes out. `marshal`, `pyc` and `pickle` give back the
    bytes as they are (a pyc's without its head), since another reader takes them from there.
    """
    if isinstance(data, str):
        raw = data.encode("utf-8", "surrogatepass")
        if not data.isascii() and all(character < "\u0100" for character in data):
            raw = data.encode("latin-1")  # the bytes of a text that stands for bytes
    else:
        raw = bytes(data)
    if len(raw) > MAX_INPUT:
        return
    yield from _unpacked(raw)
    yield from _serialised(raw)
    yield from _decoded(raw)


def _unpacked(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """By magic; the checksums of these forms leave no doubt, so that anything may come out."""
    how, opener = _by_magic(raw)
    if opener is not None:
        made = _tried(opener, raw)
        if made:
            yield how, made


def _by_magic(raw: bytes) -> tuple[str, _Opener | None]:
    if _ZLIB_HEAD.match(raw):
        return "zlib", packed.inflate
    if raw.startswith(b"\x1f\x8b\x08"):
        return "gzip", packed.gunzip
    if raw.startswith(b"BZh") and raw[4:10] == b"1AY&SY":
        return "bz2", packed.bunzip2
    if raw.startswith((b"\xfd7zXZ\0", _LZMA_HEAD)):
        return "lzma" if raw[:1] == b"\x5d" else "xz", packed.unxz
    if raw.startswith(b"\x28\xb5\x2f\xfd"):
        return "zstd", packed.unzstd
    return "", None


def _tried(opener: _Opener, raw: bytes) -> bytes:
    try:
        return opener(raw)
    except _DAMAGE:
        return b""


def _serialised(raw: bytes) -> Iterator[tuple[str, bytes]]:
    if len(raw) < MIN_LENGTH:
        return
    if _CODE_OBJECT.match(raw):
        yield "marshal", raw
    elif raw[2:4] == _PYC_MAGIC and _CODE_OBJECT.match(raw, 16):
        yield "pyc", raw[16:]
    elif _PICKLE.match(raw) and raw.rstrip().endswith(b"."):
        yield "pickle", raw


def _decoded(raw: bytes) -> Iterator[tuple[str, bytes]]:
    bare = raw.strip()
    if len(bare) < MIN_LENGTH or not bare.isascii():
        return
    for how, opener in _by_alphabet(bare.translate(None, _SPACE), bare):
        made = _tried(opener, bare)
        if made and telling(made):
            yield how, made
            return


def _by_alphabet(dense: bytes, bare: bytes) -> Iterator[tuple[str, _Opener]]:
    """The narrowest alphabet first: what is hexadecimal is base64 as well."""
    if _HEX_ESCAPES.fullmatch(dense):
        yield "hex", lambda _: binascii.unhexlify(dense.replace(b"\\x", b""))
    found = _HEX.fullmatch(dense)
    if found and len(found[1]) % 2 == 0:
        digits = found[1]
        yield "hex", lambda _: binascii.unhexlify(digits)
        yield "reversed hex", lambda _: binascii.unhexlify(digits[::-1])
    if _BASE32.fullmatch(dense) and len(dense) <= MAX_SLOW_INPUT:
        yield "base32", lambda _: _first(_base32, dense)
    if _BASE64.fullmatch(dense):
        yield "base64", lambda _: _base64(dense)
    if _BASE64_REVERSED.fullmatch(dense):
        yield "reversed base64", lambda _: _base64(dense[::-1])
    if len(dense) <= MAX_SLOW_INPUT:
        if _ASCII85.fullmatch(bare):
            yield "ascii85", lambda _: base64.a85decode(bare, adobe=True)
        elif _BASE85.fullmatch(bare):
            yield "base85", lambda _: _first(base64.b85decode, bare)


def _base32(dense: bytes) -> bytes:
    return base64.b32decode(dense + b"=" * (-len(dense) % 8))


def _first(opener: _Opener, dense: bytes) -> bytes:
    """The whole only if its start is telling, since these decoders are slow ones."""
    if len(dense) > _SAMPLE and not telling(opener(dense[:_SAMPLE])):
        return b""
    return opener(dense)


def _base64(dense: bytes) -> bytes:
    """Padding may be missing, as JavaScript and some decoders of their own let it be."""
    kept = dense.rstrip(b"=").translate(_URL_SAFE)
    if len(kept) % 4 == 1:
        return b""
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))
