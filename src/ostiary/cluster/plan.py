"""What a worker gets, and how far a process is confined: what both sides of the wire need to know of it."""

import os
import socket

from msgspec import Struct, field

from ostiary.cluster.limits import Limits

PARTS = ("network", "files", "processes", "memory", "cpu")
"""What a worker is kept from: the network, files but its own, other processes, and too much of two."""


class Plan(Struct, frozen=True):
    """What a worker gets: `modules` to load first, folders that it may read, limits, and patience.

    `later` are modules that it may come to need: where there are more than a few workers, they share them.
    `patience` is the seconds that one task may take, and some more for each megabyte handed to it.
    `without` names layers (`landlock`, `seccomp`, `limits`) to do without, as on a system that lacks them.
    `apart` is false where processes cannot hand open files to each other: then all is done in this one.
    """

    modules: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    patience: float = 600.0
    without: frozenset[str] = frozenset()
    apart: bool = hasattr(socket, "send_fds") and hasattr(os, "fork")


class Confinement(Struct, frozen=True):
    """How a process is confined: each of `PARTS` that does not hold, with the reason."""

    missing: tuple[tuple[str, str], ...] = ()

    @property
    def whole(self) -> bool:
        """Whether every part holds."""
        return not self.missing

    def lines(self) -> tuple[str, ...]:
        """One short line for each part that does not hold."""
        return tuple(f"{part}: {reason}" for part, reason in self.missing)


NONE = Confinement(tuple((part, "examined in the process that reports") for part in PARTS))
"""No confinement at all."""

_held: list[Confinement] = [NONE]


def current() -> Confinement:
    """How this process is confined."""
    return _held[-1]


def hold(confinement: Confinement) -> None:
    """Note how this process is confined from now on."""
    _held.append(confinement)
