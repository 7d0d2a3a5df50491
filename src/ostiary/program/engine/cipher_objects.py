"""What was a decoder given: by the call itself, and before by the object that it is a method of?"""

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Made
from ostiary.program.engine.value import NOTHING, Value, plain

_SAME = {"nonce": "iv", "IV": "iv", "initial_value": "iv"}
"""What the vector is called by different modes."""
_MODE = ".MODE_"
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
            return _SIZES.get(holder.rpartition(".")[2], NOTHING)
    return known
