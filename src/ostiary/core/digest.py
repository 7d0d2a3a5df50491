"""Content digests, always with the name of their algorithm."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Protocol

from msgspec import Struct

BLOCK = 1 << 20
"""Bytes of a stream that are in memory at once while it is hashed."""

STRONG = ("sha512", "sha384", "sha256", "blake2b_256")
"""Algorithms that may establish identity, strongest first; MD5 and SHA-1 never may."""


class Digest(Struct, frozen=True, order=True):
    """An algorithm name as `hashlib` spells it, and the value in lower-case hexadecimal."""

    algorithm: str
    value: str

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.value}"


def sha256(data: bytes | memoryview) -> str:
    """Hexadecimal SHA-256 of `data`."""
    return hashlib.sha256(data).hexdigest()


class Readable(Protocol):
    """What bytes can be read from in turn."""

    def read(self, count: int, /) -> bytes:
        """Up to `count` bytes; none at the end."""
        ...


def blocks(stream: Readable, most: int | None = None) -> Iterator[bytes]:
    """What is left of a stream, a block at a time; at most so many bytes of it."""
    left = most
    while block := stream.read(BLOCK if left is None else min(BLOCK, left)):
        if left is not None:
            left -= len(block)
        yield block


def weighed(pieces: Iterable[bytes], algorithm: str = "sha256") -> tuple[str, int]:
    """Hexadecimal digest of bytes that come in pieces, and how many there are.

    Raises `ValueError` if there is no such algorithm, and what the pieces raise.
    """
    hashed, size = hashlib.new(algorithm, usedforsecurity=algorithm in STRONG), 0
    for piece in pieces:
        hashed.update(piece)
        size += len(piece)
    return hashed.hexdigest(), size


def strongest(digests: tuple[Digest, ...]) -> Digest | None:
    """The digest to trust out of several for the same bytes, or None if all are weak."""
    for algorithm in STRONG:
        for digest in digests:
            if digest.algorithm == algorithm:
                return digest
    return None
