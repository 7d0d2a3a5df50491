"""The kinds of good files: each is a function that gives names and bytes, made by the real library."""

import io
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec

Files = Iterator[tuple[str, bytes]]
Maker = Callable[[], Files]


@dataclass(frozen=True)
class Kind:
    """One kind of good file: its name, the libraries that it needs, and what makes it."""

    name: str
    needs: tuple[str, ...]
    make: Maker

    def here(self) -> bool:
        """Whether its libraries are installed."""
        return all(find_spec(one) for one in self.needs)


KINDS: list[Kind] = []


def kind(name: str, *needs: str) -> Callable[[Maker], Maker]:
    """List a maker under a name."""

    def listed(make: Maker) -> Maker:
        KINDS.append(Kind(name, needs, make))
        return make

    return listed


def pickled(value: object, name: str = "value", least: int = 0) -> Files:
    """A value in every protocol, from the least that can hold it."""
    for protocol in range(least, pickle.HIGHEST_PROTOCOL + 1):
        yield f"{name}-{protocol}.pkl", pickle.dumps(value, protocol)


def written(write: Callable[[io.BytesIO], object]) -> bytes:
    """What a function writes into a stream."""
    stream = io.BytesIO()
    write(stream)
    return stream.getvalue()
