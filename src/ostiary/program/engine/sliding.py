"""How is a large text searched for many words without a list of all that is found?"""

from collections.abc import Iterator

from ahocorasick_rs import BytesAhoCorasick

WINDOW = 1 << 18  # bytes that are searched at once
LONGEST = 200  # bytes of a word at most

Match = tuple[int, int, int]
"""The number of a word, where it starts and where it ends."""


def matches(engine: BytesAhoCorasick, data: bytes) -> Iterator[Match]:
    """Every match, by its end; of a large text one window after the other.

    All at once would be a hundred bytes for each three of a text that is full of words.
    """
    if len(data) <= WINDOW:
        yield from engine.find_matches_as_indexes(data, overlapping=True)
        return
    for place in range(0, len(data), WINDOW):
        first = max(place - LONGEST, 0)
        piece = data[first : place + WINDOW]
        for number, start, end in engine.find_matches_as_indexes(piece, overlapping=True):
            if first + end > place:  # the rest was in the window before
                yield number, first + start, first + end
