"""From which counter do the authenticated modes start, whose tags are not checked here?"""

from ostiary.program.decode.given import CannotTellError

_MAX_NONCE = 1024
_REDUCE = 0xE1 << 120


def gcm(key: bytes, nonce: bytes, blocks: int) -> bytes:
    """The first counter block of the text (NIST SP 800-38D, section 7.1)."""
    short = len(nonce) == 12
    start = nonce + b"\0\0\0\1" if short else _ghash(_encrypted(key, bytes(16)), nonce)
    count = int.from_bytes(start[12:], "big") + 1
    if (
        count + blocks > 1 << 32
    ):  # the mode's counter wraps at 32 bits, the one that we use does not
        raise CannotTellError
    return start[:12] + count.to_bytes(4, "big")


def eax(key: bytes, nonce: bytes) -> bytes:
    """The first counter block: the CMAC of the nonce behind a block of zero."""
    from cryptography.hazmat.primitives.ciphers.algorithms import AES
    from cryptography.hazmat.primitives.cmac import CMAC

    if not nonce:
        raise CannotTellError
    code = CMAC(AES(key))
    code.update(bytes(16) + nonce)
    return code.finalize()


def ccm(nonce: bytes) -> bytes:
    """The first counter block of the text (RFC 3610, section 2.3)."""
    if not 7 <= len(nonce) <= 13:
        raise CannotTellError
    width = 15 - len(nonce)
    return bytes([width - 1]) + nonce + (1).to_bytes(width, "big")


def _encrypted(key: bytes, block: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, modes
    from cryptography.hazmat.primitives.ciphers.algorithms import AES

    one_block = modes.ECB()  # noqa: S305 - a single block is what the mode's definition asks for
    return Cipher(AES(key), one_block).encryptor().update(block)


def _ghash(subkey: bytes, nonce: bytes) -> bytes:
    """GHASH of a nonce that is not of 96 bits (NIST SP 800-38D, section 6.4)."""
    if not 0 < len(nonce) <= _MAX_NONCE:
        raise CannotTellError
    padded = nonce + bytes(-len(nonce) % 16) + (8 * len(nonce)).to_bytes(16, "big")
    factor = int.from_bytes(subkey, "big")
    total = 0
    for place in range(0, len(padded), 16):
        total = _times(total ^ int.from_bytes(padded[place : place + 16], "big"), factor)
    return total.to_bytes(16, "big")


def _times(left: int, right: int) -> int:
    product = 0
    for bit in range(127, -1, -1):
        if left >> bit & 1:
            product ^= right
        right = right >> 1 ^ (_REDUCE if right & 1 else 0)
    return product
