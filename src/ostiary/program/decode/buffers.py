"""What bytes and texts do JavaScript's buffers and its base64 functions make of one another?"""

import binascii
from collections.abc import Mapping

from ostiary.core.regex import regex
from ostiary.program.decode.given import (
    CannotTellError,
    Decoder,
    Given,
    data,
    number,
    octets,
    text,
    units,
    utf8_data,
)

_URL_SAFE = str.maketrans("-_", "+/")
_NOT_BASE64 = regex(r"[^A-Za-z0-9+/]+")
_HEX = regex(r"[0-9A-Fa-f]*")
_SPACE = str.maketrans("", "", " \t\n\f\r")
_NAMES = {
    "utf-8": "utf8",
    "binary": "latin1",
    "ucs2": "utf16le",
    "ucs-2": "utf16le",
    "utf-16le": "utf16le",
}
_LABELS = {
    "utf8": "utf-8",
    "ascii": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "utf16le": "utf-16-le",
    "utf-16": "utf-16-le",
}


def from_text(value: str, encoding: object = None) -> bytes:
    """`Buffer.from(value, encoding)` (Node.js, "Buffers and character encodings")."""
    name = _name(encoding)
    if name in {"base64", "base64url"}:
        kept = _NOT_BASE64.sub("", value.partition("=")[0].translate(_URL_SAFE))
        whole = kept[: len(kept) - (len(kept) % 4 == 1)]
        return binascii.a2b_base64(whole + "=" * (-len(whole) % 4))
    if name == "hex":
        found = _HEX.match(value)
        digits = found.group() if found else ""
        return binascii.unhexlify(digits[: len(digits) & ~1])
    if name == "utf8":
        return utf8_data(value)
    wide = value.encode("utf-16-le", "surrogatepass")
    if name == "utf16le":
        return wide
    if name in {"latin1", "ascii"}:
        return wide[::2]
    raise CannotTellError


def to_text(raw: bytes, encoding: object = None) -> str:
    """`buffer.toString(encoding)`."""
    name = _name(encoding)
    if name == "utf8":
        return raw.decode("utf-8", "replace")
    if name == "hex":
        return raw.hex()
    if name == "base64":
        return binascii.b2a_base64(raw, newline=False).decode("ascii")
    if name == "base64url":
        plain = binascii.b2a_base64(raw, newline=False).decode("ascii")
        return plain.rstrip("=").replace("+", "-").replace("/", "_")
    if name == "latin1":
        return raw.decode("latin-1")
    if name == "ascii":
        return bytes(raw).translate(bytes(range(128)) * 2).decode("ascii")
    if name == "utf16le":
        return raw[: len(raw) & ~1].decode("utf-16-le", "surrogatepass")
    raise CannotTellError


def _name(encoding: object) -> str:
    if encoding is None:
        return "utf8"
    name = text(encoding).lower()
    return _NAMES.get(name, name)


def _from(given: Given) -> bytes:
    value, encoding = given.bind("value", "encoding")
    if isinstance(value, str):
        return from_text(value, encoding)
    if isinstance(value, list | tuple):
        return octets(value)
    return data(value)


def _to_string(given: Given) -> str:
    raw, encoding, start, end = given.bind("this", "encoding", "start", "end")
    whole = data(raw)
    first = max(0, number(start, 0))
    return to_text(whole[first : max(0, number(end, len(whole)))], encoding)


def _concat(given: Given) -> bytes:
    parts, length = given.bind("list", "totalLength")
    if not isinstance(parts, list | tuple) or length is not None:
        raise CannotTellError
    return b"".join(data(one) for one in parts)


def _atob(given: Given) -> str:
    """The forgiving decode of the Infra standard, one character for each byte."""
    kept = text(given.bind("data")[0]).translate(_SPACE)
    if len(kept) % 4 == 0:
        kept = kept.removesuffix("=").removesuffix("=")
    if len(kept) % 4 == 1 or _NOT_BASE64.search(kept):
        raise CannotTellError
    return binascii.a2b_base64(kept + "=" * (-len(kept) % 4)).decode("latin-1")


def _btoa(given: Given) -> str:
    raw = text(given.bind("data")[0]).encode("latin-1")
    return binascii.b2a_base64(raw, newline=False).decode("ascii")


def _text_decoder(given: Given) -> str:
    """`new TextDecoder(label).decode(bytes)`; a byte order mark is taken off."""
    raw, label = given.bind("input", "label")
    name = "utf8" if label is None else text(label).strip().lower()
    name = _NAMES.get(name, name)
    if name not in _LABELS:
        raise CannotTellError
    plain = octets(raw) if isinstance(raw, list | tuple) else data(raw)
    return plain.decode(_LABELS[name], "replace").removeprefix("\ufeff")


def _parse(encoding: str) -> Decoder:
    return lambda given: from_text(text(given.bind("text")[0]), encoding)


def _stringify(encoding: str) -> Decoder:
    return lambda given: to_text(data(given.bind("words")[0]), encoding)


def _strict_utf8(given: Given) -> str:
    """CryptoJS throws where bytes are not UTF-8."""
    return units(data(given.bind("words")[0]).decode("utf-8"))


DECODERS: Mapping[str, Decoder] = {
    "atob": _atob,
    "btoa": _btoa,
    "Buffer.from": _from,
    "Buffer": _from,
    "Buffer.toString": _to_string,
    "Buffer.concat": _concat,
    "Uint8Array.from": _from,
    "TextDecoder.decode": _text_decoder,
    "TextEncoder.encode": lambda given: utf8_data(text(given.bind("input")[0])),
    "CryptoJS.enc.Base64.parse": _parse("base64"),
    "CryptoJS.enc.Hex.parse": _parse("hex"),
    "CryptoJS.enc.Utf8.parse": _parse("utf8"),
    "CryptoJS.enc.Latin1.parse": _parse("latin1"),
    "CryptoJS.enc.Base64.stringify": _stringify("base64"),
    "CryptoJS.enc.Hex.stringify": _stringify("hex"),
    "CryptoJS.enc.Latin1.stringify": _stringify("latin1"),
    "CryptoJS.enc.Utf8.stringify": _strict_utf8,
}
