"""Which opcode does a byte of a pickle stand for, and how long is its argument?

Every opcode of the protocols 0 to 5 (PEP 307, PEP 3154, PEP 574).
"""

from collections.abc import Mapping
from typing import NamedTuple

HIGHEST_PROTOCOL = 5


class Opcode(NamedTuple):
    """One opcode: its argument is `fixed` bytes, or as many as its first `counted` bytes say, or `lines`.

    `signed` says whether the count is signed; `constant` whether the opcode does no more than to push a
    constant that stands in the stream.
    """

    name: str
    fixed: int = 0
    counted: int = 0
    signed: bool = False
    lines: int = 0
    constant: bool = False


def _constants() -> Mapping[str, Opcode]:
    fixed = {
        "N": ("NONE", 0),
        "\x88": ("NEWTRUE", 0),
        "\x89": ("NEWFALSE", 0),
        "J": ("BININT", 4),
        "K": ("BININT1", 1),
        "M": ("BININT2", 2),
        "G": ("BINFLOAT", 8),
    }
    counted = {
        "T": ("BINSTRING", 4, True),
        "U": ("SHORT_BINSTRING", 1, False),
        "X": ("BINUNICODE", 4, False),
        "\x8c": ("SHORT_BINUNICODE", 1, False),
        "\x8d": ("BINUNICODE8", 8, False),
        "B": ("BINBYTES", 4, False),
        "C": ("SHORT_BINBYTES", 1, False),
        "\x8e": ("BINBYTES8", 8, False),
        "\x96": ("BYTEARRAY8", 8, False),
        "\x8a": ("LONG1", 1, False),
        "\x8b": ("LONG4", 4, True),
    }
    lines = {"F": "FLOAT", "I": "INT", "L": "LONG", "S": "STRING", "V": "UNICODE"}
    return {
        **{code: Opcode(name, fixed=width, constant=True) for code, (name, width) in fixed.items()},
        **{
            code: Opcode(name, counted=width, signed=signed, constant=True)
            for code, (name, width, signed) in counted.items()
        },
        **{code: Opcode(name, lines=1, constant=True) for code, name in lines.items()},
    }


_BARE = {
    "(": "MARK",
    ".": "STOP",
    "0": "POP",
    "1": "POP_MARK",
    "2": "DUP",
    "}": "EMPTY_DICT",
    "]": "EMPTY_LIST",
    ")": "EMPTY_TUPLE",
    "\x8f": "EMPTY_SET",
    "d": "DICT",
    "l": "LIST",
    "t": "TUPLE",
    "\x91": "FROZENSET",
    "\x85": "TUPLE1",
    "\x86": "TUPLE2",
    "\x87": "TUPLE3",
    "a": "APPEND",
    "e": "APPENDS",
    "s": "SETITEM",
    "u": "SETITEMS",
    "\x90": "ADDITEMS",
    "R": "REDUCE",
    "b": "BUILD",
    "o": "OBJ",
    "\x81": "NEWOBJ",
    "\x92": "NEWOBJ_EX",
    "Q": "BINPERSID",
    "\x93": "STACK_GLOBAL",
    "\x94": "MEMOIZE",
    "\x97": "NEXT_BUFFER",
    "\x98": "READONLY_BUFFER",
}
_WITH_ARGUMENT = {
    "\x80": Opcode("PROTO", fixed=1),
    "\x95": Opcode("FRAME", fixed=8),
    "c": Opcode("GLOBAL", lines=2),
    "i": Opcode("INST", lines=2),
    "P": Opcode("PERSID", lines=1),
    "\x82": Opcode("EXT1", fixed=1),
    "\x83": Opcode("EXT2", fixed=2),
    "\x84": Opcode("EXT4", fixed=4),
    "g": Opcode("GET", lines=1),
    "h": Opcode("BINGET", fixed=1),
    "j": Opcode("LONG_BINGET", fixed=4),
    "p": Opcode("PUT", lines=1),
    "q": Opcode("BINPUT", fixed=1),
    "r": Opcode("LONG_BINPUT", fixed=4),
}

OPCODES: Mapping[int, Opcode] = {
    ord(code): opcode
    for code, opcode in sorted(
        {
            **_constants(),
            **{code: Opcode(name) for code, name in _BARE.items()},
            **_WITH_ARGUMENT,
        }.items()
    )
}
CODES: Mapping[str, int] = {opcode.name: code for code, opcode in OPCODES.items()}
"""The byte of each opcode by its name."""
PUSHES_FIRST = frozenset(
    code
    for code, one in OPCODES.items()
    if one.constant
    or one.name
    in {"MARK", "GLOBAL", "PERSID", "EMPTY_DICT", "EMPTY_LIST", "EMPTY_TUPLE", "EMPTY_SET", "FRAME"}
    or one.name.startswith("EXT")
)
"""What the first opcode after the mark may be: nothing else works on an empty stack."""
FIRST = PUSHES_FIRST | {CODES["PROTO"]}
"""What a pickle may begin with."""
MARKS = frozenset(bytes([0x80, number]) for number in range(HIGHEST_PROTOCOL + 1))
"""How pickles begin that say what they are."""
LEAST = 8
"""Bytes of the shortest pickle that looks for something, with its mark."""
