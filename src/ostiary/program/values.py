"""What an expression is to us: a name, a constant text, or nothing that we know."""

from typing import NamedTuple

MAX_TEXT = 4096  # characters of folded text kept; names and commands are shorter


class Value(NamedTuple):
    """`symbol` is a dotted name (`@` first for one of this file), `text` a constant."""

    symbol: str = ""
    text: str | None = None

    @property
    def known(self) -> bool:
        """Whether it says anything."""
        return bool(self.symbol) or self.text is not None


UNKNOWN = Value()


def constant(text: str) -> Value:
    """A constant, cut to what is worth keeping."""
    return Value(text=text[:MAX_TEXT])
