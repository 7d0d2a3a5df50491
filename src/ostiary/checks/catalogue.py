"""The list of all checks: one line a check, in order of id."""

from ostiary.core.check import Check

CATALOGUE: tuple[Check, ...] = ()
