"""Two files in one: blocks under `part`, one after the other; each block may be of any language."""

from assemble.pieces import block, grouped


def assemble(text: str) -> bytes:
    """The file."""
    return b"".join(block(inner) for _, inner in grouped(text))
