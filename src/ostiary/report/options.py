"""How a report is wanted, and what a report is."""

from collections.abc import Callable

from msgspec import Struct

from ostiary.core.run import Run
from ostiary.core.scale import Decision


class Options(Struct, frozen=True):
    """What the caller wants of a report.

    `width` is in terminal cells and only text heeds it; `verbose` above 0 lifts the caps on long
    lists; `quiet` leaves one line a subject; `fail_on` is the decision that fails the process.
    """

    colour: bool = False
    width: int = 100
    verbose: int = 0
    quiet: bool = False
    fail_on: Decision = Decision.BLOCK


Render = Callable[[Run, Options], str]
"""A format: the whole run in, the whole report out, always ending in a line feed."""
