"""Answers about names are kept, but for names that only a hostile file has."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Answer = TypeVar("Answer")

MAX_NAME = 256
"""Characters of a name whose answer is kept; a file may have thousands of names of a megabyte each."""


def remembered(size: int) -> Callable[[Callable[[str], Answer]], Callable[[str], Answer]]:
    """Keep the answers about up to `size` names."""

    def around(question: Callable[[str], Answer]) -> Callable[[str], Answer]:
        kept = lru_cache(maxsize=size)(question)

        @wraps(question)
        def ask(name: str) -> Answer:
            return kept(name) if len(name) <= MAX_NAME else question(name)

        return ask

    return around
