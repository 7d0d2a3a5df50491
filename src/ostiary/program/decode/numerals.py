"""What number does JavaScript read out of a text?"""

from collections.abc import Mapping

from ostiary.core.regex import regex
from ostiary.program.decode.given import CannotTellError, Decoder, Given, number

_SPACE = (
    " \t\n\r\v\f\xa0\ufeff\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_DECIMAL = regex(r"[+-]?(?:Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")
_PREFIXED = regex(r"0(?:[xX][0-9A-Fa-f]+|[oO][0-7]+|[bB][01]+)")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_RUNS = {radix: regex(f"[{_DIGITS[:radix]}{_DIGITS[10:radix].upper()}]+") for radix in range(2, 37)}
_MAX_DIGITS = 1100
"""More digits than this, leading zeros aside, are beyond the largest double in any radix."""
_EXACT = 1 << 53
_NAN = float("nan")
_INFINITE = float("inf")


def plain(value: int | float) -> int | float:  # noqa: PYI041 - the difference is the point
    """A whole number as `int` where a double holds it exactly."""
    if isinstance(value, int):
        return value
    return int(value) if value.is_integer() and abs(value) <= _EXACT else value


def to_number(value: object) -> int | float:
    """`Number(value)` (ECMA-262, section 7.1.4)."""
    if value is None:
        return 0
    if isinstance(value, bool | int | float):
        return plain(float(value)) if abs(value) > _EXACT else plain(value)
    if not isinstance(value, str):
        raise CannotTellError
    word = value.strip(_SPACE)
    if not word:
        return 0
    if _PREFIXED.fullmatch(word):
        return _integer(word[2:], {"x": 16, "o": 8, "b": 2}[word[1].lower()])
    return _float(word) if _DECIMAL.fullmatch(word) else _NAN


def _float(word: str) -> int | float:
    return plain(float(word.replace("Infinity", "inf")))


def _integer(digits: str, radix: int) -> int | float:
    digits = digits.lstrip("0") or "0"
    if len(digits) > _MAX_DIGITS:
        return _INFINITE
    value = int(digits, radix)
    if value <= _EXACT:
        return value
    try:
        return float(value)
    except OverflowError:
        return _INFINITE


def _parse_int(given: Given) -> int | float:
    value, base = given.bind("string", "radix")
    word = _spelled(value).lstrip(_SPACE)
    negative = word.startswith("-")
    word = word[1:] if word[:1] in {"+", "-"} else word
    radix = number(base, 0) if not isinstance(base, float) else int(base)
    if radix in {0, 16} and word[:2].lower() == "0x":
        word, radix = word[2:], 16
    found = _RUNS[radix or 10].match(word) if 2 <= (radix or 10) <= 36 else None
    if not found:
        return _NAN
    read = _integer(found.group(), radix or 10)
    return -read if negative else read


def _parse_float(given: Given) -> int | float:
    found = _DECIMAL.match(_spelled(given.bind("string")[0]).lstrip(_SPACE))
    return _float(found.group()) if found else _NAN


def _spelled(value: object) -> str:
    """The text of a value, for those kinds whose text is the same in both languages."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _EXACT:
        return str(value)
    if isinstance(value, float) and 1e-4 <= abs(value) < 1e16:
        return repr(value)
    raise CannotTellError


DECODERS: Mapping[str, Decoder] = {
    "parseInt": _parse_int,
    "parseFloat": _parse_float,
    "Number.parseInt": _parse_int,
    "Number.parseFloat": _parse_float,
    "Number": lambda given: to_number(given.bind("value")[0]),
}
