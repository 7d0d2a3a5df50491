"""Which cipher, mode and vector does a call on a library's cipher object mean?

A call on an object is given as one: the arguments that made the object first, then those of the call.
"""

from collections.abc import Callable, Mapping

from ostiary.core.regex import regex
from ostiary.program.decode.buffers import from_text
from ostiary.program.decode.ciphers import PADDED, block_size, decipher, openssl_key, unpad
from ostiary.program.decode.given import (
    CannotTellError,
    Decoder,
    Given,
    ascii_data,
    data,
    number,
    text,
    utf8_data,
)

_MODES = {1: "ECB", 2: "CBC", 3: "CFB", 5: "OFB", 6: "CTR", 8: "CCM", 9: "EAX", 11: "GCM"}
"""PyCryptodome's numbers."""
_NODE = regex(r"(?:id-)?(aes|des-ede3|des|bf|cast5?)-?(128|192|256)?-?([a-z0-9]+)?")
_NODE_CIPHERS = {"aes": "AES", "des-ede3": "DES3", "des": "DES", "bf": "Blowfish"}
_ECB_BY_NAME = {"des-ede3": "ECB"}
_HAZMAT = {
    "AES128": "AES",
    "AES256": "AES",
    "TripleDES": "DES3",
    "CAST5": "CAST",
    "RC2": "ARC2",
}


def _mode(value: object) -> str:
    if isinstance(value, int):
        if value not in _MODES:
            raise CannotTellError
        return _MODES[value]
    return text(value).rpartition(".")[2].removeprefix("MODE_").upper()


def _crypto(cipher: str) -> Decoder:
    """PyCryptodome: the nonce of CTR takes the first bytes of the counter block."""

    def made(given: Given) -> bytes:
        key, mode, iv, raw, _tag = given.bind("key", "mode", "iv", "data", "tag", required=4)
        chosen = _mode(mode)
        if chosen == "CFB":
            chosen = "CFB8"  # its segments are of eight bits
        vector = b"" if iv is None else data(iv)
        if chosen == "CTR":
            if not 0 < len(vector) < block_size(cipher):
                raise CannotTellError
            vector = vector.ljust(block_size(cipher), b"\0")
        return decipher(cipher, data(key), chosen, vector, data(raw))

    return made


def _arc4(given: Given) -> bytes:
    key, raw = given.bind("key", "data", required=2)
    return decipher("ARC4", data(key), "", b"", data(raw))


def _chacha(cipher: str) -> Decoder:
    def made(given: Given) -> bytes:
        key, nonce, raw, _tag = given.bind("key", "nonce", "data", "tag", required=3)
        return decipher(cipher, data(key), "", data(nonce), data(raw))

    return made


def _unpad(given: Given) -> bytes:
    raw, size, style = given.bind("padded_data", "block_size", "style", required=2)
    return unpad(data(raw), number(size), "pkcs7" if style is None else text(style))


def _hazmat(given: Given) -> bytes:
    """The objects of `cryptography`: name of the algorithm, key, name of the mode, vector, bytes."""
    cipher, key, mode, iv, raw = given.bind("cipher", "key", "mode", "iv", "data", required=5)
    name = text(cipher).rpartition(".")[2]
    chosen = "" if mode is None else _mode(mode)
    vector = b"" if iv is None else data(iv)
    return decipher(_HAZMAT.get(name, name), data(key), chosen, vector, data(raw))


def _hazmat_unpad(style: str) -> Decoder:
    def made(given: Given) -> bytes:
        bits, raw = given.bind("block_size", "data", required=2)
        return unpad(data(raw), number(bits) // 8, style)

    return made


def _fernet(given: Given) -> bytes:
    from cryptography.fernet import Fernet, InvalidToken

    key, token, ttl = given.bind("key", "token", "ttl", required=2)
    if ttl is not None:  # asks the clock
        raise CannotTellError
    try:
        return Fernet(ascii_data(key)).decrypt(ascii_data(token))
    except InvalidToken as error:
        raise CannotTellError from error


def _node(given: Given) -> bytes:
    """Node's decipher object, `update` and `final` together."""
    name, key, iv, raw, encoding, padded = given.bind(
        "algorithm", "key", "iv", "data", "encoding", "auto_padding", required=4
    )
    cipher, bits, mode = _node_name(text(name).lower())
    secret = utf8_data(key)
    if bits and len(secret) * 8 != bits:
        raise CannotTellError
    vector = b"" if iv is None else utf8_data(iv)
    packed = from_text(raw, encoding) if isinstance(raw, str) else data(raw)
    plain = decipher(cipher, secret, mode, vector, packed)
    if mode in PADDED and padded is not False:
        return unpad(plain, block_size(cipher))
    return plain


def _node_name(name: str) -> tuple[str, int, str]:
    if name == "rc4":
        return "ARC4", 128, ""
    if name in {"chacha20", "chacha20-poly1305"}:
        return "ChaCha20" if name == "chacha20" else "ChaCha20_Poly1305", 256, ""
    found = _NODE.fullmatch("des-ede3-cbc" if name == "des3" else name)
    if not found:
        raise CannotTellError
    family, bits, mode = found.groups()
    if mode is None:
        mode = _ECB_BY_NAME.get(family, "CBC")
    known = _NODE_CIPHERS.get(family, "CAST")
    size = (
        int(bits) if bits else {"DES3": 192, "DES": 64, "Blowfish": 128, "CAST": 128}.get(known, 0)
    )
    return known, size, mode.upper()


def _cryptojs(cipher: str, length: int) -> Decoder:
    """CryptoJS: a text is a passphrase for OpenSSL's salted form, bytes are a key."""

    def made(given: Given) -> bytes:
        packed, key, options = given.bind("ciphertext", "key", "cfg", required=2)
        raw = from_text(packed, "base64") if isinstance(packed, str) else data(packed)
        size = 0 if cipher == "ARC4" else block_size(cipher)
        salted = raw.startswith(b"Salted__") and len(raw) >= 16
        salt, raw = (raw[8:16], raw[16:]) if salted else (b"", raw)
        settings = options if isinstance(options, dict) else {}
        if isinstance(key, str):
            if not salted:
                raise CannotTellError  # the salt would be a random one
            both = openssl_key(utf8_data(key), salt, length + size)
            secret, vector = both[:length], both[length:]
        else:
            secret = data(key)
            vector = b"" if settings.get("iv") is None else data(settings["iv"])
        return _cryptojs_plain(cipher, secret, vector, raw, settings)

    return made


def _cryptojs_plain(
    cipher: str, key: bytes, iv: bytes, raw: bytes, settings: dict[object, object]
) -> bytes:
    if cipher == "ARC4":
        return decipher(cipher, key, "", b"", raw)
    mode = _mode(settings.get("mode") or "CBC")
    padding = text(settings.get("padding") or "Pkcs7").rpartition(".")[2]
    plain = decipher(cipher, key, mode, iv, raw)
    if padding == "NoPadding":
        return plain
    if padding != "Pkcs7":
        raise CannotTellError
    # in stream modes too: the library pads whatever the mode
    return unpad(plain, block_size(cipher))


def _table() -> dict[str, Decoder]:
    made: dict[str, Decoder] = {}
    faces: dict[str, Callable[[Given], object]] = {
        **{name: _crypto(name) for name in ("AES", "DES", "DES3", "Blowfish", "CAST", "ARC2")},
        "ARC4": _arc4,
        "ChaCha20": _chacha("ChaCha20"),
        "ChaCha20_Poly1305": _chacha("ChaCha20_Poly1305"),
    }
    for name, face in faces.items():
        for call in ("decrypt", "new.decrypt", "decrypt_and_verify", "new.decrypt_and_verify"):
            made[f"Crypto.Cipher.{name}.{call}"] = face
    for name in ("ARC4", "ChaCha20"):
        made[f"Crypto.Cipher.{name}.encrypt"] = faces[name]
        made[f"Crypto.Cipher.{name}.new.encrypt"] = faces[name]
    for name, cipher, length in (
        ("AES", "AES", 32),
        ("TripleDES", "DES3", 24),
        ("DES", "DES", 8),
        ("RC4", "ARC4", 32),
    ):
        made[f"CryptoJS.{name}.decrypt"] = _cryptojs(cipher, length)
    return made


DECODERS: Mapping[str, Decoder] = {
    **_table(),
    "Crypto.Util.Padding.unpad": _unpad,
    "cryptography.fernet.Fernet.decrypt": _fernet,
    "cryptography.hazmat.primitives.ciphers.Cipher.decrypt": _hazmat,
    "cryptography.hazmat.primitives.padding.PKCS7.unpad": _hazmat_unpad("pkcs7"),
    "cryptography.hazmat.primitives.padding.ANSIX923.unpad": _hazmat_unpad("x923"),
    "crypto.createDecipheriv": _node,
}
