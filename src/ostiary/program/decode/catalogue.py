"""Which functions can be foretold for constant arguments, and what do they return?"""

import lzma
import struct
import zlib
from collections.abc import Mapping

from ostiary.program.decode import (
    alphabets,
    buffers,
    cipher_calls,
    digests,
    escapes,
    literals,
    numerals,
    packed,
    standard,
    text,
)
from ostiary.program.decode.given import CannotTellError, Decoder, Given, weight
from ostiary.program.decode.limits import MAX_INPUT, MAX_OUTPUT

DECODERS: Mapping[str, Decoder] = {
    **alphabets.DECODERS,
    **packed.DECODERS,
    **text.DECODERS,
    **literals.DECODERS,
    **digests.DECODERS,
    **cipher_calls.DECODERS,
    **buffers.DECODERS,
    **escapes.DECODERS,
    **numerals.DECODERS,
    **standard.DECODERS,
}
"""By dotted name: of Python's functions, and of JavaScript's where that is none of Python's."""

DOCUMENTED = (
    CannotTellError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zlib.error,
)
"""What the real functions raise on arguments that they cannot take."""

_ROOMS = ("builtins.", "__builtin__.", "node:", "globalThis.", "window.", "global.", "self.")
_RENAMED = (("Cryptodome.", "Crypto."), ("buffer.Buffer.", "Buffer."), ("crypto-js.", "CryptoJS."))


def canonical(name: str) -> str:
    """The name under which a function stands in the catalogue."""
    for room in _ROOMS:
        name = name.removeprefix(room)
    for old, new in _RENAMED:
        if name.startswith(old):
            name = new + name[len(old) :]
    return name


def known(name: str) -> bool:
    """Whether `decode` may have an answer for the function."""
    return canonical(name) in DECODERS


def decode(name: str, given: tuple[object, ...], named: Mapping[str, object]) -> object | None:
    """What the function `name` returns, or None where that cannot be told; never an exception."""
    try:
        return answer(name, given, named)
    except Exception:  # noqa: BLE001 - the arguments are an attacker's: no fault here may end the reading
        return None


def answer(name: str, given: tuple[object, ...], named: Mapping[str, object]) -> object | None:
    """The same without the last safeguard: what the functions do not document comes out."""
    decoder = DECODERS.get(canonical(name))
    if decoder is None:
        return None
    try:
        if weight(given) + weight(dict(named)) > MAX_INPUT:
            return None
        result = decoder(Given(given, named))
        if weight(result) > MAX_OUTPUT:
            return None
    except DOCUMENTED:
        return None
    return result
