"""Lines that lay out bytes, shared by the languages of binary formats."""

from collections.abc import Callable

KINDS: dict[str, Callable[[str], bytes]] = {
    "zeros": lambda rest: bytes(int(rest)),
    "hex": bytes.fromhex,
    "text": lambda rest: rest.encode(),
    "spaces": lambda rest: b" " * int(rest),
}


def lay(line: str) -> bytes:
    """The bytes of `zeros 4`, `hex 00ff`, `text abc` or `spaces 4`."""
    kind, _, rest = line.partition(" ")
    return KINDS[kind](rest)
