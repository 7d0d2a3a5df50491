"""Who asks for whom in a bill of materials, whatever is missing, named twice or runs in circles."""

from collections.abc import Mapping

from msgspec import Struct, field

from ostiary.core.errors import LimitError

MAX_STEPS = 5_000_000
"""Edges that are followed in one bill."""
MAX_REF = 4_000
"""Characters of one reference."""


class Keys:
    """Keys that are unique in a listing: a reference that stands twice gets a number."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def of(self, ref: str) -> str:
        """The key of the next component with this reference; the first one keeps the reference."""
        key = ref
        while key in self._seen:
            self._seen[ref] += 1
            key = f"{ref}#{self._seen[ref]}"
        self._seen[key] = 1
        return key


class Graph(Struct):
    """Edges from what asks to what is asked for; `roots` are references of the project itself."""

    above: dict[str, list[str]] = field(default_factory=dict)
    roots: set[str] = field(default_factory=set)
    _steps: int = 0

    def add(self, above: str, below: str) -> None:
        """One edge; one from a thing to itself says nothing."""
        if above and below and above != below:
            self.above.setdefault(below, []).append(above)

    def parents(self, ref: str, known: Mapping[str, object]) -> tuple[tuple[str, ...], bool]:
        """Components that ask for a component, and whether the project itself does.

        What lies between two components and is none (a part without a purl) is passed through. Raises
        `LimitError` if that takes too long.
        """
        found: set[str] = set()
        direct = False
        waiting = list(self.above.get(ref, ()))
        passed = {ref}
        while waiting:
            one = waiting.pop()
            self._steps += 1
            if self._steps > MAX_STEPS:
                raise LimitError(f"a bill in which more than {MAX_STEPS} edges have to be followed")
            if one in self.roots:
                direct = True
            elif one in passed:
                continue
            elif one in known:
                found.add(one)
            else:
                waiting += self.above.get(one, ())
            passed.add(one)
        return tuple(sorted(found)), direct


def short(ref: str) -> str:
    """A reference that can be a key; empty for one that is too long to be one."""
    return ref if len(ref) <= MAX_REF else ""
