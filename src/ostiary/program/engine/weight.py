"""What does it cost, in steps, to go through a value or to make one, and would it be too large?"""

from collections.abc import Iterable

from ostiary.program.engine.value import MAX_CONST, NOTHING, Value

FREE_ITEMS = 1024  # elements of a container that cost no more than the step itself
FREE_ROWS = 32  # containers in a container
PAIRS, PLACES = 2, 4  # a step for each four pairs, or sixteen elements, of a smaller container
FREE_TEXT = 1 << 17  # characters or bytes
MAX_BULK = 1 << 18  # elements that are looked at for their sizes


def taken(values: Iterable[Value]) -> int:
    """Steps for going through what a call is given."""
    steps = 0
    for one in values:
        if one.items is not None:
            count = len(one.items)
            if count > FREE_ROWS and isinstance(one.items, list):
                count += sum(len(row.items or ()) for row in one.items[:FREE_ITEMS])
            steps += count >> 3 if count > FREE_ITEMS else 0
        elif isinstance(one.const, (str, bytes)):
            steps += len(one.const) >> 11
    return steps


def decoding(given: Iterable[object], *, derives: bool) -> int:
    """Steps for decoding plain data, or for deriving a key in as many rounds as a number among it says."""
    several = list(given)
    steps = min(bulk(several), MAX_CONST) >> 5
    if derives:
        steps += (
            sum(min(one, MAX_CONST) for one in several if isinstance(one, int) and one > 1) >> 3
        )
    return steps


def made(value: Value) -> int:
    """Steps for making a value: they bound the memory of a program as well as its time."""
    if value.items is not None:
        count = len(value.items)
        # A copy that a loop makes in each round and keeps is memory: even a small one has its price.
        if isinstance(value.items, dict):
            return count >> PAIRS
        if count and value.items[0].items is not None:
            return count >> 1  # rows are containers themselves
        return count >> (2 if count > FREE_ITEMS else PLACES)
    if isinstance(value.const, (str, bytes)) and len(value.const) > FREE_TEXT:
        return len(value.const) >> 8
    return 0


def fits(parts: Iterable[object], glue: int = 0) -> bool:
    """Whether texts with so many characters between them make a constant that may be kept."""
    total = 0
    for one in parts:
        total += glue + (len(one) if isinstance(one, (str, bytes)) else 0)
        if total > MAX_CONST:
            return False
    return True


def bulk(data: object) -> int:
    """Characters of all texts inside plain data; more than any limit where there are too many to count."""
    total, count, stack = 0, 0, [data]
    while stack and total <= MAX_CONST:
        one = stack.pop()
        count += 1
        if count > MAX_BULK:
            return MAX_CONST + 1
        if isinstance(one, (str, bytes)):
            total += len(one)
        elif isinstance(one, (list, tuple)):
            stack += one
        elif isinstance(one, dict):
            stack += [*one, *one.values()]
        elif one is not NOTHING:
            total += 8
    return total
