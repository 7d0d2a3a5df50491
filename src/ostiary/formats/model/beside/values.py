"""All values of a configuration, each with its key and the keys above it."""

from collections.abc import Iterator
from typing import Any, NamedTuple


class Found(NamedTuple):
    """One value; `path` are the keys above its own."""

    path: tuple[str, ...]
    key: str
    value: Any


def values(whole: object) -> Iterator[Found]:
    """Every value at every depth, containers among them."""
    waiting: list[Found] = [Found((), "", whole)]
    while waiting:
        one = waiting.pop()
        yield one
        path = (*one.path, one.key) if one.key else one.path
        if isinstance(one.value, dict):
            waiting += [Found(path, str(key), value) for key, value in one.value.items()]
        elif isinstance(one.value, list):
            waiting += [
                Found(path, one.key, value)
                for value in one.value
                if isinstance(value, dict | list | str)
            ]
