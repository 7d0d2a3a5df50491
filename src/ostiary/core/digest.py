"""Content digests, always with the name of their algorithm."""

import hashlib
from dataclasses import dataclass

STRONG = ("sha512", "sha384", "sha256", "blake2b_256")
"""Algorithms that may establish identity, strongest first; MD5 and SHA-1 never may."""


@dataclass(frozen=True, slots=True, order=True)
class Digest:
    """An algorithm name as `hashlib` spells it, and the value in lower-case hexadecimal."""

    algorithm: str
    value: str

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.value}"


def sha256(data: bytes | memoryview) -> str:
    """Hexadecimal SHA-256 of `data`."""
    return hashlib.sha256(data).hexdigest()


def strongest(digests: tuple[Digest, ...]) -> Digest | None:
    """The digest to trust out of several for the same bytes, or None if all are weak."""
    for algorithm in STRONG:
        for digest in digests:
            if digest.algorithm == algorithm:
                return digest
    return None
