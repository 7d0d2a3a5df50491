"""The list of all checks, in order of id."""

from ostiary.core.check import Check

CATALOGUE: tuple[Check, ...] = ()
