"""What do JavaScript's functions on percent signs and character codes return?"""

import re
from collections.abc import Mapping
from urllib import parse

from ostiary.core.regex import regex
from ostiary.program.decode.given import CannotTellError, Decoder, Given, escaped
from ostiary.program.decode.limits import MAX_OUTPUT
from ostiary.program.decode.numerals import to_number

_ESCAPED = regex(r"%(?:u([0-9A-Fa-f]{4})|([0-9A-Fa-f]{2}))")
_PERCENT = regex(r"(?:%[0-9A-Fa-f]{2})+")
_LOOSE_PERCENT = regex(r"%(?![0-9A-Fa-f]{2})")
_RESERVED = frozenset(b";/?:@&=+$,#")
_COMPONENT = "!'()*~-_."
_WHOLE = _COMPONENT + ";/?:@&=+$,#"
_ESCAPE_KEEPS = regex(r"[^A-Za-z0-9@*_+\-./]")


def joined(units: list[int]) -> str:
    """The text of 16-bit units, pairs of surrogates joined."""
    if not any(0xD800 <= one < 0xE000 for one in units):
        return "".join(map(chr, units))
    raw = b"".join(one.to_bytes(2, "little") for one in units)
    return raw.decode("utf-16-le", "surrogatepass")


def _unescape(given: Given) -> str:
    def one(found: re.Match[str]) -> str:
        return chr(int(found[1] or found[2], 16))

    plain = _ESCAPED.sub(one, escaped(given.bind("string")[0]))
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _escape(given: Given) -> str:
    def one(found: re.Match[str]) -> str:
        raw = found[0].encode("utf-16-be", "surrogatepass")
        if len(raw) == 2 and not raw[0]:
            return f"%{raw[1]:02X}"
        return "".join(f"%u{raw[at : at + 2].hex().upper()}" for at in range(0, len(raw), 2))

    return _ESCAPE_KEEPS.sub(one, _short(escaped(given.bind("string")[0])))


def _short(value: str) -> str:
    if len(value) > MAX_OUTPUT // 12:
        raise CannotTellError
    return value


def _decode(value: str, kept: frozenset[int]) -> str:
    if _LOOSE_PERCENT.search(value):
        raise CannotTellError

    def one(found: re.Match[str]) -> str:
        plain = bytes.fromhex(found[0].replace("%", "")).decode("utf-8")
        if not kept:
            return plain
        parts = []
        place = 0
        for character in plain:
            width = len(character.encode("utf-8"))
            same = width == 1 and ord(character) in kept
            parts.append(found[0][3 * place : 3 * place + 3] if same else character)
            place += width
        return "".join(parts)

    return _PERCENT.sub(one, value)


def _from_char_code(given: Given) -> str:
    return joined([_integer(one) & 0xFFFF for one in _codes(given)])


def _from_code_point(given: Given) -> str:
    points = [_integer(one) for one in _codes(given)]
    halves = "".join(map(chr, points))
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _codes(given: Given) -> tuple[object, ...]:
    if given.named:
        raise CannotTellError
    return given.values


def _integer(value: object) -> int:
    """ToUint16 before its modulus: what is no finite number counts as nothing."""
    plain = to_number(value)
    if isinstance(plain, float) and not abs(plain) < float("inf"):
        return 0
    return int(plain)


def _decode_component(given: Given) -> str:
    return _decode(escaped(given.bind("string")[0]), frozenset())


def _decode_uri(given: Given) -> str:
    return _decode(escaped(given.bind("string")[0]), _RESERVED)


def _encode(safe: str) -> Decoder:
    return lambda given: parse.quote(_short(escaped(given.bind("string")[0])), safe=safe)


DECODERS: Mapping[str, Decoder] = {
    "unescape": _unescape,
    "escape": _escape,
    "decodeURIComponent": _decode_component,
    "decodeURI": _decode_uri,
    "encodeURIComponent": _encode(_COMPONENT),
    "encodeURI": _encode(_WHOLE),
    "String.fromCharCode": _from_char_code,
    "String.fromCodePoint": _from_code_point,
}
