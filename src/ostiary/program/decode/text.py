"""What do the codecs that join bytes and text return?"""

import binascii
import codecs
import encodings
import warnings
from collections.abc import Callable, Mapping
from encodings.aliases import aliases
from urllib import parse

from ostiary.program.decode import packed
from ostiary.program.decode.given import (
    CannotTellError,
    Decoder,
    Given,
    data,
    escaped,
    number,
    text,
)
from ostiary.program.decode.limits import MAX_ESCAPED, MAX_OUTPUT, MAX_STRUCTURE

_OWN = {"mbcs", "tactis", "oem"}
"""Codecs of one platform, or of none."""
_OF_BYTES = frozenset(
    {"base64_codec", "bz2_codec", "hex_codec", "quopri_codec", "uu_codec", "zlib_codec"}
)
_OF_TEXT = frozenset(
    ({*aliases.values(), "utf_8_sig", "unicode_escape", "raw_unicode_escape"} - _OWN)
    - _OF_BYTES
    - {"rot_13"}
)
_SHORT = {"base64": "base64_codec", "rot13": "rot_13", "zlib": "zlib_codec", "zip": "zlib_codec"}
_ERRORS = frozenset({"strict", "ignore", "replace", "surrogateescape", "surrogatepass"})
_GROWING = frozenset({"backslashreplace", "xmlcharrefreplace", "namereplace"})
_ROT13 = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "NOPQRSTUVWXYZABCDEFGHIJKLMnopqrstuvwxyzabcdefghijklm",
)
_RAW_TO_BYTES: Mapping[str, Callable[[bytes], bytes]] = {
    "base64_codec": binascii.b2a_base64,
    "hex_codec": binascii.b2a_hex,
}


def codec(name: object) -> str:
    """Python's own name of a codec; one that no module of the standard library bears is not told.

    `idna` and `punycode` are left out: their time grows with the square of the text.
    """
    if name is None:
        return "utf_8"
    plain = encodings.normalize_encoding(text(name)[:64]).lower()
    plain = _SHORT.get(plain, aliases.get(plain, plain))
    if plain not in _OF_TEXT and plain not in _OF_BYTES and plain != "rot_13":
        raise CannotTellError
    return plain


def _handling(name: object, length: int) -> str:
    handler = "strict" if name is None else text(name)
    if handler in _ERRORS or (handler in _GROWING and length <= MAX_STRUCTURE):
        return handler
    raise CannotTellError


def decoded(value: object, encoding: object, errors: object) -> object:
    """`codecs.decode`; Python 2's `'..'.decode('hex')` is read the same way."""
    name = codec(encoding)
    if name == "rot_13":
        plain = value.decode("latin-1") if isinstance(value, bytes) else text(value)
        return plain.translate(_ROT13)
    if name in _OF_BYTES:
        return _unwrapped(name, value.encode("latin-1") if isinstance(value, str) else data(value))
    if isinstance(value, str):
        # only the escapes take a text in Python 3; in Python 2 a literal was bytes
        wide = not value.isascii() and name in {"unicode_escape", "raw_unicode_escape"}
        raw = value.encode("utf-8" if wide else "latin-1")
    else:
        raw = data(value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an escape that Python does not know
        return codecs.decode(raw, name, _handling(errors, len(raw)))


def _unwrapped(name: str, raw: bytes) -> bytes:
    if name == "zlib_codec":
        return packed.inflate(raw)
    if name == "bz2_codec":
        return packed.bunzip2(raw)
    if name == "base64_codec":
        return binascii.a2b_base64(raw)
    if name == "hex_codec":
        return binascii.a2b_hex(raw)
    if name == "quopri_codec":
        return binascii.a2b_qp(raw)
    return codecs.decode(raw, "uu_codec")


def encoded(value: object, encoding: object, errors: object) -> object:
    """`codecs.encode`, as far as a package would use it to hide something."""
    name = codec(encoding)
    if name == "rot_13":
        return text(value).translate(_ROT13)
    if name in _OF_BYTES:
        wrap = _RAW_TO_BYTES.get(name)
        if wrap is None:
            raise CannotTellError
        return wrap(value.encode("latin-1") if isinstance(value, str) else data(value))
    plain = text(value)
    if name.endswith("unicode_escape") and len(plain) > MAX_STRUCTURE:
        raise CannotTellError
    return codecs.encode(plain, name, _handling(errors, len(plain)))


def _decode(given: Given) -> object:
    return decoded(*given.bind("obj", "encoding", "errors"))


def _encode(given: Given) -> object:
    return encoded(*given.bind("obj", "encoding", "errors"))


def _str(given: Given) -> str:
    value, encoding, errors = given.bind("object", "encoding", "errors")
    if isinstance(value, str) and encoding is None and errors is None:
        return value
    if encoding is None and errors is None:
        raise CannotTellError
    return text(decoded(data(value), encoding, errors))


def _bytes(given: Given) -> bytes:
    value, encoding, errors = given.bind("source", "encoding", "errors")
    if isinstance(value, str):
        return data(encoded(value, text(encoding), errors))
    if isinstance(value, list | tuple):
        return bytes([number(one) for one in value])
    return data(value)


def _percented(value: object) -> str | bytes:
    if not isinstance(value, bytes):
        return escaped(value)
    if len(value) > MAX_ESCAPED:
        raise CannotTellError
    return value


def _unquote(given: Given) -> str:
    value, encoding, errors = given.bind("string", "encoding", "errors")
    name = codec(encoding)
    handler = "replace" if errors is None else text(errors)
    plain = _percented(value)
    return parse.unquote(plain, name, _handling(handler, len(plain)))


def _unquote_plus(given: Given) -> str:
    value, encoding, errors = given.bind("string", "encoding", "errors")
    handler = "replace" if errors is None else text(errors)
    plain = escaped(value)
    return parse.unquote_plus(plain, codec(encoding), _handling(handler, len(plain)))


def _unquote_to_bytes(given: Given) -> bytes:
    return parse.unquote_to_bytes(_percented(given.bind("string")[0]))


def _quote(given: Given) -> str:
    value, safe = given.bind("string", "safe")
    plain = value if isinstance(value, bytes) else text(value)
    if len(plain) > MAX_OUTPUT // 12:
        raise CannotTellError
    return parse.quote(plain, safe="/" if safe is None else text(safe))


def _unescaped(value: str) -> str:
    import html  # which few programs ask for

    return html.unescape(value)


DECODERS: Mapping[str, Decoder] = {
    "codecs.decode": _decode,
    "codecs.encode": _encode,
    "str.decode": _decode,
    "bytes.decode": _decode,
    "bytearray.decode": _decode,
    "str.encode": _encode,
    "str": _str,
    "bytes": _bytes,
    "bytearray": _bytes,
    "urllib.parse.unquote": _unquote,
    "urllib.unquote": _unquote,
    "urllib.parse.unquote_plus": _unquote_plus,
    "urllib.unquote_plus": _unquote_plus,
    "urllib.parse.unquote_to_bytes": _unquote_to_bytes,
    "urllib.parse.quote": _quote,
    "html.unescape": lambda given: _unescaped(escaped(given.bind("s")[0])),
}
