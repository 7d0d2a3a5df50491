"""What do the functions of `base64` and `binascii` return?"""

import base64
import binascii
import zlib
from collections.abc import Mapping

from ostiary.program.decode.given import (
    CannotTellError,
    Decoder,
    Given,
    ascii_data,
    data,
    flag,
    number,
    text,
)
from ostiary.program.decode.limits import MAX_SLOW_INPUT

_B85 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
_Z85 = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
_FROM_Z85 = bytes.maketrans(_Z85 + b";_`|~", _B85 + b"\0" * 5)
_TO_Z85 = bytes.maketrans(_B85, _Z85)


def _slow(value: bytes) -> bytes:
    if len(value) > MAX_SLOW_INPUT:
        raise CannotTellError
    return value


def _exactly(length: int, value: object) -> bytes | None:
    """Alternative characters, of which the real functions assert the number."""
    if value is None:
        return None
    characters = ascii_data(value)
    if len(characters) != length:
        raise CannotTellError
    return characters


def _b64decode(given: Given) -> bytes:
    value, other, strict = given.bind("s", "altchars", "validate")
    return base64.b64decode(ascii_data(value), _exactly(2, other), flag(strict))


def _urlsafe(given: Given) -> bytes:
    return base64.urlsafe_b64decode(ascii_data(given.bind("s")[0]))


def _decodebytes(given: Given) -> bytes:
    """Python 2's `decodestring` took a text, which here is a `str`."""
    return base64.decodebytes(ascii_data(given.bind("s")[0]))


def _b64encode(given: Given) -> bytes:
    value, other = given.bind("s", "altchars")
    return base64.b64encode(data(value), None if other is None else _exactly(2, data(other)))


def _urlsafe_encode(given: Given) -> bytes:
    return base64.urlsafe_b64encode(data(given.bind("s")[0]))


def _b32decode(given: Given) -> bytes:
    value, casefold, one = given.bind("s", "casefold", "map01")
    return base64.b32decode(_slow(ascii_data(value)), flag(casefold), _exactly(1, one))


def _b32hexdecode(given: Given) -> bytes:
    value, casefold = given.bind("s", "casefold")
    return base64.b32hexdecode(_slow(ascii_data(value)), flag(casefold))


def _b16decode(given: Given) -> bytes:
    value, casefold = given.bind("s", "casefold")
    return base64.b16decode(ascii_data(value), flag(casefold))


def _a85decode(given: Given) -> bytes:
    value, folded, adobe, ignored = given.bind("b", "foldspaces", "adobe", "ignorechars")
    passed = b" \t\n\r\x0b" if ignored is None else data(ignored)
    return base64.a85decode(
        _slow(ascii_data(value)), foldspaces=flag(folded), adobe=flag(adobe), ignorechars=passed
    )


def _b85decode(given: Given) -> bytes:
    return base64.b85decode(_slow(ascii_data(given.bind("b")[0])))


def _z85decode(given: Given) -> bytes:
    return base64.b85decode(_slow(ascii_data(given.bind("s")[0])).translate(_FROM_Z85))


def _z85encode(given: Given) -> bytes:
    return base64.b85encode(_slow(data(given.bind("s")[0]))).translate(_TO_Z85)


def _a2b_base64(given: Given) -> bytes:
    value, strict = given.bind("data", "strict_mode")
    return binascii.a2b_base64(ascii_data(value), strict_mode=flag(strict))


def _a2b_qp(given: Given) -> bytes:
    value, header = given.bind("data", "header")
    return binascii.a2b_qp(ascii_data(value), header=flag(header))


def _quopri(given: Given) -> bytes:
    value, header = given.bind("s", "header")
    return binascii.a2b_qp(ascii_data(value), header=flag(header))


def _b2a_base64(given: Given) -> bytes:
    value, newline = given.bind("data", "newline")
    return binascii.b2a_base64(data(value), newline=newline is None or flag(newline))


def _fromhex(given: Given) -> bytes:
    return bytes.fromhex(text(given.bind("string")[0]))


def _hex(given: Given) -> str:
    return data(given.bind("self")[0]).hex()


def _crc(given: Given) -> int:
    value, start = given.bind("data", "value")
    return zlib.crc32(data(value), number(start, 0) & 0xFFFFFFFF)


DECODERS: Mapping[str, Decoder] = {
    "base64.b64decode": _b64decode,
    "base64.standard_b64decode": lambda given: base64.b64decode(ascii_data(given.bind("s")[0])),
    "base64.urlsafe_b64decode": _urlsafe,
    "base64.decodebytes": _decodebytes,
    "base64.decodestring": _decodebytes,
    "base64.b32decode": _b32decode,
    "base64.b32hexdecode": _b32hexdecode,
    "base64.b16decode": _b16decode,
    "base64.a85decode": _a85decode,
    "base64.b85decode": _b85decode,
    "base64.z85decode": _z85decode,
    "base64.b64encode": _b64encode,
    "base64.standard_b64encode": lambda given: base64.b64encode(data(given.bind("s")[0])),
    "base64.urlsafe_b64encode": _urlsafe_encode,
    "base64.encodebytes": lambda given: base64.encodebytes(data(given.bind("s")[0])),
    "base64.b32encode": lambda given: base64.b32encode(_slow(data(given.bind("s")[0]))),
    "base64.b16encode": lambda given: base64.b16encode(data(given.bind("s")[0])),
    "base64.b85encode": lambda given: base64.b85encode(_slow(data(given.bind("b")[0]))),
    "base64.a85encode": lambda given: base64.a85encode(_slow(data(given.bind("b")[0]))),
    "base64.z85encode": _z85encode,
    "binascii.unhexlify": lambda given: binascii.unhexlify(ascii_data(given.bind("hexstr")[0])),
    "binascii.a2b_hex": lambda given: binascii.unhexlify(ascii_data(given.bind("hexstr")[0])),
    "binascii.a2b_base64": _a2b_base64,
    "binascii.a2b_uu": lambda given: binascii.a2b_uu(ascii_data(given.bind("data")[0])),
    "binascii.a2b_qp": _a2b_qp,
    "binascii.hexlify": lambda given: binascii.hexlify(data(given.bind("data")[0])),
    "binascii.b2a_hex": lambda given: binascii.hexlify(data(given.bind("data")[0])),
    "binascii.b2a_base64": _b2a_base64,
    "binascii.crc32": _crc,
    "zlib.crc32": _crc,
    "quopri.decodestring": _quopri,
    "bytes.fromhex": _fromhex,
    "bytearray.fromhex": _fromhex,
    "bytes.hex": _hex,
    "bytearray.hex": _hex,
}
