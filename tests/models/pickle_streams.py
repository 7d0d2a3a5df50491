"""Random streams of opcodes, well formed for the most part, and mutants of them; all with a seed."""

import collections
import datetime
import pickle
import random

from ostiary.formats.model.pickle.opcodes import CODES, OPCODES

NAMES = (
    ("collections", "OrderedDict"),
    ("posix", "getpid"),
    ("os", "path.join"),
    ("builtins", "getattr"),
    ("__builtin__", "eval"),
    ("copy_reg", "_reconstructor"),
    ("", ""),
    ("collections", "OrderedDict.fromkeys"),
)
_TEXTS = ("posix", "getpid", "collections", "OrderedDict", "__class__", "x", "", "é", "latin1")


def _line(dice: random.Random, name: str) -> bytes:
    if name in {"PUT", "GET", "INT"}:
        return b"%d" % dice.choice((0, 1, 2, 3, 300))
    if name == "FLOAT":
        return b"1.5"
    if name == "LONG":
        return b"%dL" % dice.randrange(-9, 99)
    text = dice.choice(_TEXTS)
    return repr(text).encode("latin-1") if name == "STRING" else text.encode("raw_unicode_escape")


def _argument(dice: random.Random, name: str) -> bytes:
    opcode = OPCODES[CODES[name]]
    if name in {"GLOBAL", "INST"}:
        return "".join(f"{one}\n" for one in dice.choice(NAMES)).encode()
    if opcode.lines:
        return _line(dice, name) + b"\n"
    if opcode.counted:
        body = dice.choice(_TEXTS).encode()
        return len(body).to_bytes(opcode.counted, "little") + body
    if name == "PROTO":
        return bytes([dice.randrange(6)])
    if name == "FRAME":
        return dice.choice((0, 1, 5, 9, 20)).to_bytes(8, "little")
    if opcode.fixed:
        return dice.choice((0, 1, 2, 3, 5)).to_bytes(opcode.fixed, "little")
    return b""


_FAVOURED = (
    *("GLOBAL", "STACK_GLOBAL", "REDUCE", "NEWOBJ", "BUILD", "EMPTY_TUPLE", "EMPTY_DICT", "MARK"),
    *(
        "SHORT_BINUNICODE",
        "MEMOIZE",
        "BINPUT",
        "BINGET",
        "TUPLE",
        "SETITEM",
        "APPEND",
        "POP",
        "DUP",
    ),
)


def by_grammar(dice: random.Random) -> bytes:
    """Opcodes with arguments of their kind, in any order, half of them those that matter."""
    names = [one.name for one in OPCODES.values() if one.name not in {"STOP", "FRAME", "PROTO"}]
    made = b"\x80" + bytes([dice.randrange(6)]) if dice.random() < 0.8 else b""
    if dice.random() < 0.5:
        made += named(dice)
    for _ in range(dice.randrange(1, 25)):
        draw = dice.random()
        name = dice.choice(_FAVOURED if draw < 0.6 else names)
        name = "FRAME" if draw > 0.98 else "PROTO" if draw > 0.97 else name
        made += bytes([CODES[name]]) + _argument(dice, name)
        if dice.random() < 0.1:
            made += named(dice)
    return made + b"."


def named(dice: random.Random) -> bytes:
    """A piece that names something and calls it."""
    module, name = dice.choice(NAMES)
    texts = b"".join(b"\x8c" + bytes([len(one)]) + one.encode() for one in (module, name))
    return texts + b"\x93" + dice.choice((b")R", b")\x81", b"0", b"q\x01", b"\x94)R}b"))


class _Called:
    def __init__(self, *reduced: object) -> None:
        self.reduced = reduced

    def __reduce__(self) -> tuple[object, ...]:
        return self.reduced


def seeds() -> list[bytes]:
    """Ordinary pickles of every protocol, good and bad."""
    ordered = collections.OrderedDict([("a", [1, 2.5, b"raw"]), ("b", {"c": (1, 2, (3,))})])
    values: list[object] = [
        {"w": [1, 2, 3], "t": ("x", None, True), "s": {1, 2}, "n": 1 << 70},
        [ordered, ordered, {"again": ordered}],
        [datetime.date(2020, 1, 2), frozenset({1}), bytearray(b"abc")],
        _Called(print, ("hello",)),
        [_Called(getattr, (ordered, "items"))],
    ]
    return [pickle.dumps(one, protocol) for one in values for protocol in range(6)]


def mutant(dice: random.Random, known: list[bytes]) -> bytes:
    """Some bytes changed, cut out, put in, or spliced from another."""
    data = bytearray(dice.choice(known))
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(len(data) + 1)
        kind = dice.randrange(5)
        if kind == 0 and at < len(data):
            data[at] = dice.choice(list(OPCODES)) if dice.random() < 0.6 else dice.randrange(256)
        elif kind == 1:
            del data[at : at + dice.randrange(1, 6)]
        elif kind == 2:
            other = dice.choice(known)
            start = dice.randrange(len(other))
            data[at:at] = other[start : start + dice.randrange(1, 30)]
        elif kind == 3:
            data[at:at] = named(dice)
        else:
            data[at:at] = bytes([dice.choice(list(OPCODES))])
    return bytes(data)
