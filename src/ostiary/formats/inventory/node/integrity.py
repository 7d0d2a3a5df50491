"""Which digests does a lockfile promise?"""

import binascii

from ostiary.core.digest import Digest
from ostiary.core.regex import regex

MAX_TEXT = 4_000
_SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}
_HEX = regex(r"[0-9a-fA-F]+")


def digests_of(integrity: str) -> tuple[Digest, ...] | None:
    """Digests of a Subresource Integrity text, in order; None if it holds anything else.

    Source: W3C Subresource Integrity, section 3.5; options after `?` have no meaning yet.
    """
    if len(integrity) > MAX_TEXT:
        return None
    found = []
    for part in integrity.split():
        algorithm, _, encoded = part.partition("-")
        value = _decoded(encoded.partition("?")[0])
        if value is None or _SIZES.get(algorithm.lower()) != len(value):
            return None
        found.append(Digest(algorithm.lower(), value.hex()))
    return tuple(found)


def hexadecimal(algorithm: str, value: str) -> tuple[Digest, ...]:
    """A digest written in hexadecimal; nothing where it is none of that algorithm."""
    if _HEX.fullmatch(value) and len(value) == 2 * _SIZES[algorithm]:
        return (Digest(algorithm, value.lower()),)
    return ()


def _decoded(encoded: str) -> bytes | None:
    try:
        return binascii.a2b_base64(encoded, strict_mode=True)
    except ValueError:
        return None
