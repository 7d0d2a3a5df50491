"""What was a decoder given: by the call itself, and before by the object that it is a method of?"""

from collections.abc import Iterable

from ostiary.program.decode.catalogue import decode
from ostiary.program.engine.asked import Asked, model
from ostiary.program.engine.code import Made
from ostiary.program.engine.value import NOTHING, Value, joined, plain, wrap
from ostiary.program.flow import Taint

_SAME = {"nonce": "iv", "IV": "iv", "initial_value": "iv"}
"""What the vector is called by different modes."""
_MODE = ".MODE_"
_HOUSE = "cryptography.hazmat.primitives."
_ENDS = (".new.decrypt", ".new.decrypt_and_verify", ".new.encrypt")
_SIZES = {"AES": 16, "DES": 8, "DES3": 8, "Blowfish": 8, "CAST": 8, "ARC2": 8}
"""Bytes of one block."""


def made_of(asked: Asked) -> list[Value]:
    """What the object was made of, in the order in which its decoder takes it."""
    made = asked.target.code
    if not isinstance(made, Made):
        return []
    if not asked.name.endswith(_ENDS):
        return made.given
    known = dict(zip(("key", "mode", "iv"), made.given, strict=False))
    known.update({_SAME.get(name, name): one for name, one in made.named.items()})
    names = (
        ["key", "mode", "iv"] if "mode" in known else ["key", "iv"] if "iv" in known else ["key"]
    )
    return [known.get(name, Value(None)) for name in names]


def literal(value: Value) -> object:
    """A constant, or one of a cipher by its name: a mode, the size of a block."""
    known = plain(value)
    if known is NOTHING and value.symbol and value.code is None and value.items is None:
        holder, _, name = value.symbol.rpartition(".")
        if _MODE in value.symbol:
            return value.symbol
        if name == "block_size":
            size = _SIZES.get(holder.rpartition(".")[2])
            bits = 8 if value.symbol.startswith(_HOUSE) else 1
            return NOTHING if size is None else size * bits
    return known


_ALGORITHMS = ("AES", "AES128", "AES256", "TripleDES", "Blowfish", "ARC4", "CAST5", "ChaCha20")
_MODES = ("CBC", "ECB", "CTR", "CFB", "CFB8", "OFB", "GCM")


@model(
    *(f"{_HOUSE}ciphers.algorithms.{name}" for name in _ALGORITHMS),
    *(f"{_HOUSE}ciphers.modes.{name}" for name in _MODES),
)
def _part(asked: Asked) -> Value:
    """A key with its algorithm, or a vector with its mode."""
    return asked.result(code=Made([*asked.given, *asked.named.values()], {}))


@model(f"{_HOUSE}ciphers.Cipher.decryptor", f"{_HOUSE}padding.PKCS7.unpadder")
def _opened(asked: Asked) -> Value:
    return asked.result(code=asked.target.code)


@model(f"{_HOUSE}ciphers.Cipher.decryptor.finalize", f"{_HOUSE}padding.PKCS7.unpadder.finalize")
def _rest(_: Asked) -> Value:
    return Value(b"")  # all that there is came with the first part


@model(f"{_HOUSE}ciphers.Cipher.decryptor.update")
def _deciphered(asked: Asked) -> Value:
    cipher = asked.target.code
    parts = [*cipher.given, *cipher.named.values()][:2] if isinstance(cipher, Made) else []
    given: list[object] = []
    for one in parts:
        inner = one.code.given[:1] if isinstance(one.code, Made) else []
        name = one.symbol.removesuffix("()").rpartition(".")[2]
        given += [name or None, plain(inner[0]) if inner else None]
    given += [None] * (4 - len(given))
    how = (*asked.arg(0).how, str(given[0]))
    return _folded(asked, f"{_HOUSE}ciphers.Cipher.decrypt", [*given, plain(asked.arg(0))], how)


@model(f"{_HOUSE}padding.PKCS7.unpadder.update")
def _unpadded(asked: Asked) -> Value:
    made = asked.target.code
    bits = made.given[:1] if isinstance(made, Made) else []
    several = [literal(one) for one in (*bits, asked.arg(0))]
    return _folded(asked, f"{_HOUSE}padding.PKCS7.unpad", several, asked.arg(0).how)


def _folded(asked: Asked, name: str, given: Iterable[object], how: tuple[str, ...]) -> Value:
    several = tuple(given)
    data = None if NOTHING in several else decode(name, several, {})
    if data is None:
        return asked.result()
    marks = joined(asked.mark(Taint.DECODED, f"decoded by {asked.name}"), asked.marks)
    return wrap(data, marks, how)
