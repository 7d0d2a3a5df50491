"""Machine code under the name of a model, or that is a model together with the program which runs it."""

from ostiary.formats.model.desk import Desk
from ostiary.formats.model.engines.marks import ENGINES
from ostiary.formats.model.opaque import looks
from ostiary.formats.model.record import Carries, Topic
from ostiary.formats.model.sheet import Sheet

MAX_PASSED = 64 << 20
"""Bytes of a program that are handed on."""


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """Say what it is; what it does cannot be told from its bytes."""
    sheet.carries = Carries.MACHINE
    head = sheet.extent.at(0, 4096)
    what = ENGINES.get(head[:4]) or looks(head) or "a program for several systems"
    sheet.detail("kind", what)
    sheet.odd(Topic.MACHINE, "machine-code", f"it is {what}: loading it runs machine code")
    sheet.stop(f"{what} cannot be vetted by what it says")
    if head[:4] not in ENGINES and sheet.extent.size <= MAX_PASSED:
        sheet.passed("program", sheet.extent.at(0, sheet.extent.size))
