"""How alike are two files of code, told from a hundred numbers of each?"""

from collections.abc import Iterable, Mapping
from hashlib import blake2b

from msgspec import Struct

from ostiary.program.likeness.tokens import tokens, words_in
from ostiary.program.likeness.words import TELLING

VERSION = 1
"""The number of this way to make sketches; only sketches of one version can be compared."""

SIZE = 128
"""Numbers of one sketch."""
RUN = 5
"""Tokens in a row that make one shingle."""
BITS = 48
"""Bits of one number: every JSON reader keeps them."""

MIN_TOKENS = 60
MIN_SHINGLES = 40
MIN_TELLING = 3
MAX_BYTES = 4 << 20

_TELLING = frozenset(word.encode() for word in TELLING)


class FileShape(Struct, frozen=True, order=True):
    """The sketch of one file of code: its `SIZE` smallest shingle hashes, ascending."""

    path: str
    sha256: str
    minhash: tuple[int, ...]


class Shapes(Struct, frozen=True):
    """The sketches of one artifact; `large` are paths of code that is too long to be compared.

    Files of a few tokens, and those that reach for nothing beyond themselves, have no sketch: they look
    like each other all over the world.
    """

    filename: str
    rows: tuple[FileShape, ...]
    large: tuple[str, ...] = ()


def shapes(
    filename: str, code: Mapping[str, tuple[str, bytes]], digests: Mapping[str, str]
) -> Shapes:
    """The sketches of an artifact's files: `code` is language and bytes by path."""
    rows, large = [], []
    for path, (language, data) in sorted(code.items()):
        if len(data) > MAX_BYTES:
            large.append(path)
        elif found := sketch(language, data):
            rows.append(FileShape(path, digests.get(path, ""), found))
    return Shapes(filename, tuple(rows), tuple(large))


def sketch(language: str, data: bytes) -> tuple[int, ...]:
    """The sketch of one file; empty for one that is too small or too plain to be told from others."""
    if len(_TELLING & words_in(data)) < MIN_TELLING:
        return ()
    found = tokens(language, data)
    if len(found) < MIN_TOKENS or len(TELLING.intersection(found)) < MIN_TELLING:
        return ()
    shingles = set(zip(*(found[start:] for start in range(RUN)), strict=False))
    if len(shingles) < MIN_SHINGLES:
        return ()
    return tuple(sorted({_number(one) for one in shingles})[:SIZE])


def _number(shingle: Iterable[str]) -> int:
    digest = blake2b(" ".join(shingle).encode("utf-8"), digest_size=BITS // 8).digest()
    return int.from_bytes(digest, "big")


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """How much of all shingles of both files the two share (Jaccard), exact for small files.

    Source: A. Z. Broder, On the resemblance and containment of documents, 1997 (sketches of one hash).
    """
    mine, theirs = set(one), set(other)
    union = sorted(mine | theirs)[:SIZE]
    both = mine & theirs
    return sum(number in both for number in union) / len(union) if union else 0.0
