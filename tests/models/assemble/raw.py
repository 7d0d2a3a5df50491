"""Bytes as they are laid out: `zeros 4`, `hex 00ff`, `text abc`, a line each."""

from assemble.laid import lay


def assemble(text: str) -> bytes:
    return b"".join(lay(line) for line in text.splitlines())
