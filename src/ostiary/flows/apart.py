"""Hand what is on disk to a worker that reads it: the worker gets an open file, never its place."""

import os
from importlib import import_module
from pathlib import Path
from typing import Any

from msgspec import Struct

from ostiary.cluster.frames import Handed, Readable
from ostiary.cluster.hand import Failure, warm
from ostiary.cluster.plan import Confinement, Plan
from ostiary.core.errors import ParseError
from ostiary.core.evidence import Cause
from ostiary.core.world import World
from ostiary.policy.model import Policy

PLAN = Plan(
    modules=("ostiary.flows.again", "ostiary.flows.local"), later=("ostiary.flows.preload",)
)
"""What every worker loads before it gives up the right to look around."""


ARCHIVES = frozenset(
    {".whl", ".egg", ".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".conda", ".jar"}
)
"""Suffixes that promise an archive; a file of such a name that is none is an error, not a text."""


class Named(Struct, frozen=True):
    """A function of ours by its name: only the worker loads what stands behind it."""

    module: str
    name: str

    def __call__(self, *arguments: Any) -> Any:
        """Load it and call it."""
        return getattr(import_module(self.module), self.name)(*arguments)


class Asked(Struct, frozen=True):
    """One path to judge by itself; `list_fault` says why the list of known-bad files cannot be used."""

    path: str
    policy: Policy
    world: World
    list_fault: str = ""


class Given(Struct, frozen=True):
    """A path as somebody named it: `target` is where it leads if it is a link.

    `hashed` asks for the digests of large model files too.
    """

    name: str
    folder: bool = False
    executable: bool = False
    target: str = ""
    hashed: bool = False


def hand_over(path: Path) -> tuple[Given, Handed | Readable]:
    """What a worker needs to examine a path. Raises `ParseError` or `OSError`."""
    if path.is_dir():
        return Given(path.name, folder=True), Readable(str(path.resolve()))
    if path.exists() and not path.is_file():
        # A pipe or a device may have no end.
        raise ParseError(f"`{path.name}` is neither a file nor a folder", "copy it into a file")
    target = str(path.readlink()) if path.is_symlink() else ""
    stream = path.open("rb")
    given = Given(path.name, executable=os.access(path, os.X_OK), target=target)
    return given, Handed(stream)


def unreadable(error: OSError) -> tuple[Cause, str, str]:
    """What the report says of a file that could be opened and not read."""
    return Cause.OPAQUE, f"cannot be read: {error.strerror}", "check the path and its permissions"


def prepare() -> None:
    """Begin to load what the workers will need, while the index is asked."""
    warm(PLAN)


def broken(failure: Failure) -> str:
    """Why a worker gave no examination, in words for the report."""
    plain = failure.kind in _PLAIN and not failure.died
    return failure.message if plain else f"the examination broke off: {failure.message}"


_PLAIN = ("ParseError", "LimitError", "BrokenError", "ExhaustedError")
"""Failures of the bytes, whose message says all."""


def loose(confinement: Confinement | None) -> tuple[str, ...]:
    """One line for each way out that stood open while bytes were examined."""
    return confinement.lines() if confinement else ()
