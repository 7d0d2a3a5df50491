"""What is known about the instructions of one version of Python?"""

from msgspec import Struct


class Opcodes(Struct, frozen=True):
    """The numbers of one version, and what the arguments of some of them count through."""

    version: tuple[int, int]
    names: dict[int, str]
    caches: dict[str, int]
    """Code units after an instruction that are no instructions."""
    jumps_by: frozenset[str]
    """Instructions whose argument is a distance."""
    jumps_to: frozenset[str]
    """Instructions whose argument is a place."""
    operators: tuple[str, ...]
    """What `BINARY_OP` counts through."""
    intrinsics: tuple[str, ...]
    pair_intrinsics: tuple[str, ...]
    specials: tuple[str, ...]
    common: tuple[str, ...]
    arguments_from: int
    """Before 3.6 only instructions with at least this number have an argument."""
