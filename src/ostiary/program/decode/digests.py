"""What keys do hash functions, message codes and key derivations make of constants?"""

import hashlib
import hmac
from collections.abc import Callable, Mapping

from ostiary.program.decode.given import (
    CannotTellError,
    Decoder,
    Given,
    data,
    number,
    text,
    utf8_data,
)
from ostiary.program.decode.limits import MAX_ITERATIONS, MAX_NUMBER

_PLAIN = (
    *("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s"),
    *("sha3_224", "sha3_256", "sha3_384", "sha3_512"),
)
_SHAKE = ("shake_128", "shake_256")
_KNOWN = frozenset(_PLAIN)


def algorithm(value: object, otherwise: str = "") -> str:
    """The name that hashlib has for a hash function, however another library spells it."""
    if value is None and otherwise:
        return otherwise
    name = text(value).rpartition(".")[2].lower().replace("-", "_")
    if name not in _KNOWN:
        name = name.replace("_", "")
    if name not in _KNOWN:
        raise CannotTellError
    return name


def digest(name: str, raw: bytes) -> bytes:
    """The digest of bytes."""
    return hashlib.new(name, raw, usedforsecurity=False).digest()


def derived(name: str, password: bytes, salt: bytes, rounds: int, length: int) -> bytes:
    """PBKDF2 (RFC 8018, section 5.2) with the HMAC of `name`, if the rounds are within the budget."""
    size = hashlib.new(name, usedforsecurity=False).digest_size
    blocks = -(-length // size)
    if rounds < 1 or length < 1 or rounds * blocks > MAX_ITERATIONS:
        raise CannotTellError
    return hashlib.pbkdf2_hmac(name, password, salt, rounds, length)


def _of(name: str) -> Callable[[Given], bytes]:
    def made(given: Given) -> bytes:
        value = given.bind("data", required=0)[0]
        return digest(name, b"" if value is None else data(value))

    return made


def _shake(name: str) -> Callable[[Given], bytes]:
    def made(given: Given) -> bytes:
        value, length = given.bind("data", "length", required=2)
        count = number(length)
        if not 0 <= count <= MAX_NUMBER:
            raise CannotTellError
        return (
            hashlib.shake_128(data(value)).digest(count)
            if name == "shake_128"
            else (hashlib.shake_256(data(value)).digest(count))
        )

    return made


def _new(given: Given) -> bytes:
    name, value = given.bind("name", "data")
    return digest(algorithm(name), b"" if value is None else data(value))


def _message_code(given: Given) -> bytes:
    key, message, name = given.bind("key", "msg", "digestmod", required=3)
    return hmac.digest(data(key), b"" if message is None else data(message), algorithm(name))


def _pbkdf2(given: Given) -> bytes:
    name, password, salt, rounds, length = given.bind(
        "hash_name", "password", "salt", "iterations", "dklen", required=4
    )
    spelled = algorithm(name)
    size = hashlib.new(spelled, usedforsecurity=False).digest_size
    return derived(spelled, data(password), data(salt), number(rounds), number(length, size))


def _crypto_pbkdf2(given: Given) -> bytes:
    """PyCryptodome's: SHA-1 and a thousand rounds where nothing else is said."""
    password, salt, length, rounds, _, name = given.bind(
        "password", "salt", "dkLen", "count", "prf", "hmac_hash_module", required=2
    )
    if _ is not None:
        raise CannotTellError
    return derived(
        algorithm(name, "sha1"),
        _latin(password),
        _latin(salt),
        number(rounds, 1000),
        number(length, 16),
    )


def _latin(value: object) -> bytes:
    return value.encode("latin-1") if isinstance(value, str) else data(value)


def _node_pbkdf2(given: Given) -> bytes:
    password, salt, rounds, length, name = given.bind(
        "password", "salt", "iterations", "keylen", "digest", required=5
    )
    return derived(
        algorithm(name), utf8_data(password), utf8_data(salt), number(rounds), number(length)
    )


def _node_hash(given: Given) -> bytes:
    name, value = given.bind("algorithm", "data", required=2)
    return digest(algorithm(name), utf8_data(value))


def _node_code(given: Given) -> bytes:
    name, key, value = given.bind("algorithm", "key", "data", required=3)
    return hmac.digest(utf8_data(key), utf8_data(value), algorithm(name))


def _cryptojs(name: str) -> Decoder:
    return lambda given: digest(name, utf8_data(given.bind("message")[0]))


def _hexed(inner: Callable[[Given], bytes]) -> Decoder:
    return lambda given: inner(given).hex()


def _table() -> dict[str, Decoder]:
    made: dict[str, Decoder] = {}
    both: dict[str, Callable[[Given], bytes]] = {
        **{f"hashlib.{name}": _of(name) for name in _PLAIN},
        **{f"hashlib.{name}": _shake(name) for name in _SHAKE},
        **{f"Crypto.Hash.{name.upper()}.new": _of(name) for name in _PLAIN},
        "Crypto.Hash.SHA.new": _of("sha1"),
        "hashlib.new": _new,
        "hmac.new": _message_code,
    }
    for name, inner in both.items():
        made[f"{name}.digest"] = inner
        made[f"{name}.hexdigest"] = _hexed(inner)
    for name in ("MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512"):
        made[f"CryptoJS.{name}"] = _cryptojs(name.lower())
    return made


DECODERS: Mapping[str, Decoder] = {
    **_table(),
    "hmac.digest": _message_code,
    "hashlib.pbkdf2_hmac": _pbkdf2,
    "Crypto.Protocol.KDF.PBKDF2": _crypto_pbkdf2,
    "crypto.pbkdf2Sync": _node_pbkdf2,
    "crypto.createHash.digest": _node_hash,
    "crypto.createHmac.digest": _node_code,
}
