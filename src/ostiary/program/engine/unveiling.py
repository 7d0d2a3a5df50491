"""What does a decoder make of constants, and could something have been hidden in them?"""

from ostiary.program.decode.catalogue import decode
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.cipher_objects import literal, made_of
from ostiary.program.engine.value import NOTHING, Value, joined, marks_of, plain, wrap
from ostiary.program.engine.weight import decoding
from ostiary.program.flow import Taint

MIN_HIDDEN = 40  # bytes from which data that is no text may hold something

UNVEILING = (
    *(
        "base64.",
        "binascii.",
        "zlib.",
        "gzip.",
        "bz2.",
        "lzma.",
        "codecs.decode",
        "brotli",
        "zstandard",
    ),
    *(
        "cryptography.",
        "Crypto.",
        "CryptoJS.",
        "crypto.",
        "bytes.fromhex",
        "bytearray.fromhex",
        "quopri",
    ),
    *("atob", "unescape", "Buffer.from", "String.from", "decodeURI"),
)
"""Decoders that turn what nobody can read into what somebody could; others only change the form."""


_MIN_SIGNS = 3  # characters of a text of which signs alone could still say something


def unveiled(asked: Asked) -> Value | None:
    """The constant that a decoder makes of constants."""
    before = made_of(asked)
    several = [literal(one) for one in (*before, *asked.given)]
    if any(one is NOTHING for one in several):
        return None
    pairs = {key: plain(one) for key, one in asked.named.items()}
    if any(one is NOTHING for one in pairs.values()):
        return None
    derives = any(one in asked.name.lower() for one in ("kdf", "scrypt"))
    asked.m.steps -= decoding((*several, *pairs.values()), derives=derives)
    data = decode(asked.name, tuple(several), pairs)
    if data is None:
        return None
    how = max((one.how for one in asked.given), key=len, default=())
    marks = joined(asked.marks, marks_of(before))
    unveils = asked.name.startswith(UNVEILING) and _tells(data)
    if unveils and (not asked.script or _hides(asked, several, data)):
        how = (*how, short(asked.name))[-12:]
        marks = joined(asked.mark(Taint.DECODED, f"decoded by {asked.name}"), marks)
    if asked.name.startswith("bytearray.") and isinstance(data, bytes):
        return wrap(list(data), marks, how)  # which can be changed in its place
    return wrap(data, marks, how)


def _tells(data: object) -> bool:
    """Whether anything could be hidden in it: a few bytes that are no text are a number or a mark."""
    if isinstance(data, bytes) and len(data) < MIN_HIDDEN:
        return all(32 <= one < 127 or one in b"\r\n\t" for one in data) and len(data) > 3
    if isinstance(data, str) and len(data) < _MIN_SIGNS:
        return any("!" <= one <= "~" for one in data)  # signs that separate are no part of a word
    return True


def _hides(asked: Asked, given: list[object], data: object) -> bool:
    """Whether the text really changed: `Buffer.from("text")` decodes nothing."""
    return asked.name != "Buffer.from" or (
        isinstance(given[0], str) and str(given[0]).encode() != data
    )


def short(name: str) -> str:
    """A decoder as people call it."""
    last = name.rpartition(".")[2]
    known_names = {
        "b64decode": "base64", "urlsafe_b64decode": "base64", "a2b_base64": "base64", "decodebytes": "base64",
        "standard_b64decode": "base64", "atob": "base64", "b32decode": "base32", "b16decode": "base16",
        "b85decode": "base85", "a85decode": "base85", "fromhex": "hex", "unhexlify": "hex", "a2b_hex": "hex",
        "fromCharCode": "character codes", "fromCodePoint": "character codes",
    }  # fmt: skip
    if last in {"decompress", "decode", "decrypt"}:
        return name.rpartition(".")[0].removesuffix(".new").rpartition(".")[2] or last
    return known_names.get(last, last)
