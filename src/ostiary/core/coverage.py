"""The account of what was read: one row for each file of an artifact."""

from enum import StrEnum

from msgspec import Struct


class Reach(StrEnum):
    """When a file's content runs, if it is code: the root that reaches it first."""

    INSTALL = "install"  # setup.py, build back ends, npm life-cycle scripts
    START = "start"  # every start of the interpreter: .pth, sitecustomize
    IMPORT = "import"  # importing the package, starting its commands
    CALL = "call"  # only when somebody calls it
    TEST = "test"  # tests, documentation, examples
    DATA = "data"  # not code, and nothing known here runs it


BY_ITSELF = frozenset({Reach.INSTALL, Reach.START, Reach.IMPORT})
"""The moments at which code runs though nobody called it."""

PARTLY = frozenset({"machine", "unfinished", "unlisted"})
"""Classes of files that were understood as far as a reader goes, and no further."""


def is_understood(opaque: str) -> bool:
    """Whether a file of a class was understood, in full or as far as a reader goes."""
    return not opaque or opaque in PARTLY


class Coverage(Struct, frozen=True, order=True):
    """Who read a file, and if it was not understood, why.

    `opaque` names the class of what nobody could read (`native`, `bytecode`, `code`, `encrypted`,
    `archive`, `data`, `limit`, `compiled-source`, `unfinished`, `model`, `unlisted`), empty when
    all was. A file of a class
    in `PARTLY` was `understood`, but not in full: `machine` is machine code whose tables and strings
    were read, and whose instructions were not; `unfinished` is code that was read, and not evaluated
    to its end. `model` is a model file that was not read to its end, `unlisted` one that was, and that calls
    what nobody has said to be harmless. A policy decides per class what an opaque file costs; `reach`
    says whether it could run.
    """

    artifact: str
    path: str
    sha256: str
    size: int
    readers: tuple[str, ...]
    understood: bool
    reach: Reach = Reach.DATA
    opaque: str = ""
    reason: str = ""
