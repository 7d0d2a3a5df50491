"""Bytes by their terms, and nothing else."""

from assemble.pieces import block


def assemble(text: str) -> bytes:
    """Each line is terms."""
    return block(text.splitlines())
