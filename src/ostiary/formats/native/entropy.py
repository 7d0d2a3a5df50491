"""How evenly are the byte values of a part spread? Code is uneven, packed and encrypted bytes are not."""

from collections import Counter
from math import log2

SAMPLE = 1 << 14
"""Bytes looked at, in chunks taken all over the part."""
CHUNKS = 8
MIN_SIZE = 4096
"""Below this the estimate says nothing."""


def entropy(data: bytes, start: int, size: int) -> float:
    """Shannon entropy of a part in bits per byte, 0 to 8, on a bounded sample; 0 for small parts."""
    end = min(start + size, len(data))
    size = end - start
    if start < 0 or size < MIN_SIZE:
        return 0.0
    piece = SAMPLE // CHUNKS
    step = max(piece, (size - piece) // max(1, CHUNKS - 1))
    counts: Counter[int] = Counter()
    for at in range(start, end, step):
        counts.update(data[at : min(at + piece, end)])
    total = counts.total()
    return round(-sum(one / total * log2(one / total) for one in counts.values()), 2)
