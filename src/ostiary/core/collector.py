"""How often does Python look for cycles while an artifact is examined?"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG, MIDDLE, OLD = 100_000, 20, 20
"""Objects made before the first of three generations is looked through, and how often the next ones are.

Trees hold no cycles; with the usual figures half of the time goes into proving that again and again.
"""


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Raise the thresholds of the collector, and put them back."""
    before = gc.get_threshold()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    try:
        yield
    finally:
        gc.set_threshold(*before)
