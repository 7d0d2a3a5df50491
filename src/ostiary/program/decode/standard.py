"""What do small functions of Python's library return, which programs put texts and numbers together with?

Source: The Python Standard Library.
"""

import codecs
import math
import posixpath
import struct
import unicodedata
from collections.abc import Callable, Mapping
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
from ostiary.program.decode.limits import MAX_ITEMS, MAX_OUTPUT, MAX_STRUCTURE

_MAX_WORDS = 1 << 16
"""Characters of a text that is cut into words or lines, one by one."""
_MAX_BITS = 1 << 16
"""Bits of a power, and of an exponent times those of its modulus: the work of either grows with them."""
_MAX_MARKS = 4096
"""Characters of a text with marks upon letters, whose order is found in a time that grows with its square."""
_MAX_FORMAT = 256
"""Characters of a format of binary data."""


def _short(value: object) -> str:
    plain = text(value)
    if len(plain) > _MAX_WORDS:
        raise CannotTellError
    return plain


def _words(given: Given) -> list[str]:
    value, comments, posix = given.bind("s", "comments", "posix")
    import shlex  # which few programs ask for

    return shlex.split(_short(value), bool(comments), posix=posix is None or bool(posix))


def _joined(given: Given) -> str:
    import shlex

    (several,) = given.bind("split_command")
    if not isinstance(several, list | tuple):
        raise CannotTellError
    return shlex.join([_short(one) for one in several])


def _quoted(given: Given) -> str:
    import shlex

    return shlex.quote(_short(given.bind("s")[0]))


def _dedented(given: Given) -> str:
    import textwrap

    return textwrap.dedent(_short(given.bind("text")[0]))


def _address(given: Given) -> bytes:
    parts = _short(given.bind("ip")[0]).split(".")
    if len(parts) != 4:  # of fewer the last one fills what is left
        raise CannotTellError
    return bytes(int(one) for one in parts)


def _dotted(given: Given) -> str:
    raw = data(given.bind("packed")[0])
    if len(raw) != 4:
        raise CannotTellError
    return ".".join(map(str, raw))


def _escapes(given: Given) -> list[object]:
    raw = data(given.bind("data", "errors")[0])
    if len(raw) > MAX_STRUCTURE:
        raise CannotTellError
    return [codecs.escape_decode(raw)[0], len(raw)]  # which no manual has


def _query(given: Given) -> list[tuple[str, str]]:
    value, keep = given.bind("qs", "keep_blank_values")
    return parse.parse_qsl(_short(value), keep_blank_values=bool(keep), max_num_fields=1000)


def _fields(given: Given) -> dict[str, list[str]]:
    value, keep = given.bind("qs", "keep_blank_values")
    return parse.parse_qs(_short(value), keep_blank_values=bool(keep), max_num_fields=1000)


def _normal(given: Given) -> str:
    form, value = given.bind("form", "unistr", required=2)
    if form not in ("NFC", "NFD", "NFKC", "NFKD"):
        raise CannotTellError
    plain = escaped(value)
    if len(plain) > _MAX_MARKS and (
        len(plain) > MAX_OUTPUT // 18 or any(map(unicodedata.combining, plain))
    ):
        raise CannotTellError
    return unicodedata.normalize(form, plain)


def _power(given: Given) -> object:
    base, by, modulus = given.bind("base", "exp", "mod", required=2)
    if modulus is not None:
        one, two, three = number(base), number(by), number(modulus)
        if max(one.bit_length(), two.bit_length() * three.bit_length()) > _MAX_BITS:
            raise CannotTellError
        return pow(one, two, three)
    if not isinstance(base, int | float) or not isinstance(by, int | float):
        raise CannotTellError
    if isinstance(base, int) and max(base.bit_length(), 1) * abs(by) > _MAX_BITS:
        raise CannotTellError
    return pow(base, by)


def _divided(given: Given) -> tuple[int, int]:
    one, two = given.bind("x", "y", required=2)
    return divmod(number(one), number(two))


def _of_numbers(function: Callable[..., object]) -> Decoder:
    """A function of `math` on numbers of moderate size."""

    def called(given: Given) -> object:
        several = given.values
        if given.named or not all(isinstance(one, int | float) for one in several):
            raise CannotTellError
        if any(isinstance(one, int) and one.bit_length() > _MAX_BITS for one in several):
            raise CannotTellError
        return function(*several)

    return called


def _layout(value: object) -> str:
    layout = data(value).decode("ascii") if isinstance(value, bytes) else text(value)
    if len(layout) > _MAX_FORMAT or struct.calcsize(layout) > MAX_STRUCTURE:
        raise CannotTellError
    return layout


def _unpack_from(given: Given) -> list[object]:
    layout, buffer, offset = given.bind("format", "buffer", "offset", required=2)
    return list(struct.unpack_from(_layout(layout), data(buffer), number(offset, 0)))


def _unpack_each(given: Given) -> list[list[object]]:
    layout, buffer = given.bind("format", "buffer", required=2)
    form, raw = _layout(layout), data(buffer)
    if len(raw) > max(struct.calcsize(form), 1) * MAX_ITEMS:
        raise CannotTellError
    return [list(one) for one in struct.iter_unpack(form, raw)]


def _inflated(given: Given) -> bytes:
    """What a decompressor of `zlib` gives, of its first piece; the window may stand before the data."""
    *before, piece = given.values
    window = number(before[0]) if before else 15
    return packed.inflate(data(piece), window)


def _piece(function: Callable[[bytes], bytes]) -> Decoder:
    return lambda given: function(data(given.values[-1]))


def _parts(given: Given) -> list[str]:
    return list(posixpath.splitext(_short(given.bind("p")[0])))


_NUMBERS = (
    "ceil copysign exp fabs floor fmod gcd hypot isqrt log log10 log2 pow sqrt trunc degrees radians"
    " sin cos"
)

DECODERS: Mapping[str, Decoder] = {
    "shlex.split": _words,
    "shlex.join": _joined,
    "shlex.quote": _quoted,
    "textwrap.dedent": _dedented,
    "codecs.escape_decode": _escapes,
    "urllib.parse.parse_qsl": _query,
    "urllib.parse.parse_qs": _fields,
    "unicodedata.normalize": _normal,
    "unicodedata.lookup": lambda given: unicodedata.lookup(_short(given.bind("name")[0])),
    "socket.inet_aton": _address,
    "socket.inet_ntoa": _dotted,
    "os.path.splitext": _parts,
    "os.fsdecode": lambda given: data(given.bind("filename")[0]).decode("utf-8", "surrogateescape"),
    "os.fsencode": lambda given: text(given.bind("filename")[0]).encode("utf-8", "surrogateescape"),
    "divmod": _divided,
    "pow": _power,
    **{f"math.{name}": _of_numbers(getattr(math, name)) for name in _NUMBERS.split()},
    "struct.unpack_from": _unpack_from,
    "struct.iter_unpack": _unpack_each,
    "struct.Struct.unpack": _unpack_from,
    "zlib.decompressobj.decompress": _inflated,
    "bz2.BZ2Decompressor.decompress": _piece(packed.bunzip2),
    "lzma.LZMADecompressor.decompress": _piece(packed.unxz),
}
