"""One command that a build tool starts, and the files that hold such commands."""

from bisect import bisect_right

from msgspec import Struct

from ostiary.core.coverage import Reach

UNKNOWN = "\ufffc"
"""Stands for a word, or a part of one, that only the build tool knows."""


class Step(Struct, frozen=True):
    """A command at a line: its words as a program gets them, or the `whole` line that a shell reads.

    `what` is the function of the build tool that starts it. Where `fetched` is set the tool itself fetches
    that address, and keeps what comes under the only word.
    """

    line: int
    what: str
    words: tuple[str, ...]
    whole: bool = False
    fetched: str = ""


class Build(Struct, frozen=True):
    """The steps of one file, in their order, and when they run; `cut` says why not all were looked at.

    `source` is what the file says in Python, where it is a program itself.
    """

    path: str
    steps: tuple[Step, ...]
    reach: Reach = Reach.INSTALL
    cut: str = ""
    source: bytes = b""


class Lines:
    """The lines of a text, by the place of a character."""

    def __init__(self, text: str) -> None:
        self._ends = [place for place, sign in enumerate(text) if sign == "\n"]

    def at(self, place: int) -> int:
        """The number of the line, from 1."""
        return bisect_right(self._ends, place - 1) + 1
