"""Where in an artifact something stands."""

from msgspec import Struct


class Location(Struct, frozen=True, order=True):
    """A file inside an artifact and a line in it.

    `artifact` is the archive's file name (empty for metadata), `path` the member's path in it with `!/`
    between an archive and what is nested in it, `line` counts from 1 and is 0 where none applies.
    """

    artifact: str = ""
    path: str = ""
    line: int = 0

    def __str__(self) -> str:
        place = self.path or self.artifact
        return f"{place}:{self.line}" if self.line else place


NOWHERE = Location()
"""No place in any file: what a claim about metadata has."""
