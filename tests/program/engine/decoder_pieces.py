"""Pieces of decoders, and programs that are put together out of them.

A piece turns a text into another one and gives an expression in which `@` stands for that; what it needs
before may hold `#`, a number of its own.
"""

import base64
import json
import random
from collections.abc import Callable, Mapping, Sequence
from itertools import count

Made = tuple[str, str, str]
"""The text that is decoded, what has to stand before, the expression."""
Piece = Callable[[str, random.Random], Made]


def b64(data: bytes) -> str:
    """Bytes in base64."""
    return base64.b64encode(data).decode()


def codes(text: str, change: Callable[[int], int] = int) -> str:
    """The numbers of characters, each changed, between commas."""
    return ",".join(str(change(ord(one))) for one in text)


def fixed(encode: Callable[[str], str], expression: str, before: str = "") -> Piece:
    """A piece without any choice."""
    return lambda text, _: (encode(text), before, expression)


def keyed(encode: Callable[[str, int], str], expression: str, before: str = "") -> Piece:
    """A piece with a small number, `%` in what it says."""

    def make(text: str, dice: random.Random) -> Made:
        key = dice.randint(1, 31)
        return encode(text, key), before.replace("%", str(key)), expression.replace("%", str(key))

    return make


def reversing(before: str, expression: str) -> Piece:
    """A piece that turns the text round, in some way."""
    return fixed(lambda text: text[::-1], expression, before)


def composed(
    pieces: Mapping[str, Piece], text: str, names: Sequence[str], dice: random.Random
) -> tuple[list[str], str]:
    """What stands before, and an expression that gives `text`, by pieces that undo each other's work."""
    numbers, before, steps = count(1), list[str](), list[str]()
    for name in names:
        text, needs, step = pieces[name](text, dice)
        number = str(next(numbers))
        before.insert(0, needs.replace("#", number).replace("\x01", "#"))
        steps.append(step.replace("#", number))
    expression = json.dumps(text)
    for step in reversed(steps):
        expression = step.replace("@", expression)
    return list(filter(None, before)), expression
