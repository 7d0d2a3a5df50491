"""What does a cipher with a constant key make of constant bytes?"""

import hashlib
from typing import TYPE_CHECKING

from ostiary.program.decode import counters
from ostiary.program.decode.given import CannotTellError
from ostiary.program.decode.limits import MAX_SLOW_INPUT

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, modes

_BLOCK = {"AES": 16, "DES": 8, "DES3": 8, "Blowfish": 8, "CAST": 8, "ARC2": 8}
PADDED = frozenset({"ECB", "CBC"})
"""Modes that take whole blocks only."""


def decipher(cipher: str, key: bytes, mode: str, iv: bytes, raw: bytes) -> bytes:
    """The plain bytes, padding left on; tags of authenticated modes are not checked."""
    if cipher == "ARC4":
        return rc4(key, raw)
    if cipher.startswith("ChaCha20"):
        return _chacha(key, iv, raw, first=int(cipher != "ChaCha20"))
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.ciphers import Cipher

    if cipher == "AES" and mode in {"GCM", "EAX", "CCM"}:
        mode, iv = "CTR", _counter(mode, key, iv, raw)
    try:
        chosen = Cipher(_algorithm(cipher, key), _mode(mode, iv))
        working = chosen.decryptor()  # type: ignore[misc]  # which mode it is shows at run time
        return working.update(raw) + working.finalize()
    except UnsupportedAlgorithm as error:
        raise CannotTellError from error


def _counter(mode: str, key: bytes, nonce: bytes, raw: bytes) -> bytes:
    if mode == "GCM":
        return counters.gcm(key, nonce, len(raw) // 16 + 1)
    return counters.eax(key, nonce) if mode == "EAX" else counters.ccm(nonce)


def block_size(cipher: str) -> int:
    """Bytes of one block."""
    if cipher not in _BLOCK:
        raise CannotTellError
    return _BLOCK[cipher]


def _algorithm(cipher: str, key: bytes) -> "BlockCipherAlgorithm":
    from cryptography.hazmat.decrepit.ciphers import algorithms as old
    from cryptography.hazmat.primitives.ciphers import algorithms

    if cipher == "AES":
        return algorithms.AES(key)
    if cipher == "DES" and len(key) == 8:
        return old.TripleDES(key * 3)
    if cipher == "DES3" and len(key) in (16, 24):
        return old.TripleDES((key + key[:8])[:24])
    if cipher == "Blowfish":
        return old.Blowfish(key)
    if cipher == "CAST":
        return old.CAST5(key)
    if cipher == "ARC2" and len(key) == 16:
        return old.RC2(key)
    raise CannotTellError


def _mode(mode: str, iv: bytes) -> "modes.Mode":
    from cryptography.hazmat.decrepit.ciphers import modes as old
    from cryptography.hazmat.primitives.ciphers import modes

    if mode == "ECB":
        return modes.ECB()  # noqa: S305 - we read what others wrote
    if mode == "CBC":
        return modes.CBC(iv)
    if mode == "CTR":
        return modes.CTR(iv)
    if mode == "OFB":
        return old.OFB(iv)
    if mode == "CFB":
        return old.CFB(iv)
    if mode == "CFB8":
        return old.CFB8(iv)
    raise CannotTellError


def rc4(key: bytes, raw: bytes) -> bytes:
    """RC4 with a key of any length, which the library does not offer."""
    if not 1 <= len(key) <= 256 or len(raw) > MAX_SLOW_INPUT // 2:
        raise CannotTellError
    state = list(range(256))
    other = 0
    for place in range(256):
        other = (other + state[place] + key[place % len(key)]) & 255
        state[place], state[other] = state[other], state[place]
    made = bytearray(raw)
    first = other = 0
    for place, byte in enumerate(raw):
        first = (first + 1) & 255
        one = state[first]
        other = (other + one) & 255
        two = state[other]
        state[first], state[other] = two, one
        made[place] = byte ^ state[(one + two) & 255]
    return bytes(made)


def _chacha(key: bytes, nonce: bytes, raw: bytes, first: int) -> bytes:
    """ChaCha20 from block `first`; a nonce of 16 bytes has its counter in front."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

    if len(nonce) not in (8, 12, 16):
        raise CannotTellError
    start = nonce if len(nonce) == 16 else first.to_bytes(16 - len(nonce), "little") + nonce
    return Cipher(algorithms.ChaCha20(key, start), None).decryptor().update(raw)


def unpad(raw: bytes, size: int, style: str = "pkcs7") -> bytes:
    """Take off the padding of the last block; a wrong one is an error."""
    if not raw or not 1 <= size <= 255 or len(raw) % size:
        raise CannotTellError
    if style == "iso7816":
        count = len(raw) - raw.rfind(b"\x80")
        right = (
            raw[len(raw) - count :] == b"\x80" + bytes(count - 1) if count <= len(raw) else False
        )
    else:
        count = raw[-1]
        filler = bytes([count]) if style == "pkcs7" else b"\0"
        right = style in {"pkcs7", "x923"} and raw[-count:-1] == filler * (count - 1)
    if not right or not 1 <= count <= size:
        raise CannotTellError
    return raw[:-count]


def openssl_key(password: bytes, salt: bytes, length: int) -> bytes:
    """The key and initial vector that `EVP_BytesToKey` makes with MD5 and one round."""
    made = block = b""
    while len(made) < length:
        block = hashlib.md5(block + password + salt, usedforsecurity=False).digest()
        made += block
    return made[:length]
