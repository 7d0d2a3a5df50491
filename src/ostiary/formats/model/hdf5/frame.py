"""How wide are the numbers of an HDF5 file, and which of its bytes were explained?"""

from dataclasses import dataclass

from ostiary.core.errors import LimitError, ParseError
from ostiary.formats.model.extent import Window
from ostiary.formats.model.hdf5.marks import begin
from ostiary.formats.model.sheet import Sheet

MAX_STEPS = 2_000_000
"""Structures of one file that are read."""


@dataclass
class Frame:
    """One file: reads numbers of its widths, and owns what a structure explains.

    Addresses are those of the format, from `base` on. All reads raise `ParseError` past the end.
    """

    sheet: Sheet
    base: int
    wide: int = 8
    long: int = 8
    leaf: int = 4
    inner: int = 16
    chunked: int = 32
    root: int = 0
    steps: int = 0

    def __post_init__(self) -> None:
        self.window = Window(self.sheet.extent, 1 << 16)

    @property
    def none(self) -> int:
        """The address that says that there is nothing."""
        return (1 << 8 * self.wide) - 1

    def take(self, at: int, count: int) -> bytes:
        """So many bytes at an address."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise LimitError(f"HDF5 with more than {MAX_STEPS} structures")
        start = self.base + at
        if start < 0 or count < 0 or start + count > self.sheet.extent.size:
            raise ParseError(f"HDF5: {count} bytes at {at} lie beyond the end of the file")
        return self.window.at(start, count)

    def number(self, at: int, count: int) -> int:
        """A number of so many bytes."""
        return int.from_bytes(self.take(at, count), "little")

    def address(self, at: int) -> int:
        """An address."""
        return self.number(at, self.wide)

    def length(self, at: int) -> int:
        """A length."""
        return self.number(at, self.long)

    def own(self, at: int, count: int) -> None:
        """These bytes are explained."""
        start = self.base + at
        if count > 0 and 0 <= start < self.sheet.extent.size:
            self.sheet.own(start, min(start + count, self.sheet.extent.size))


def opened(sheet: Sheet) -> Frame:
    """The frame of a file after its superblock. Raises `ParseError`."""
    base = begin(sheet.extent, sheet.extent.at(0, 4096))
    if base < 0:
        raise ParseError("HDF5 without its signature")
    frame = Frame(sheet, base)
    version = frame.number(8, 1)
    sheet.detail("HDF5 superblock", version)
    if version in (0, 1):
        _old(frame, version)
    elif version in (2, 3):
        _new(frame)
    else:
        raise ParseError(f"HDF5: a superblock of version {version}")
    return frame


def _widths(frame: Frame, at: int) -> None:
    frame.wide, frame.long = frame.number(at, 1), frame.number(at + 1, 1)
    if frame.wide not in (2, 4, 8) or frame.long not in (2, 4, 8):
        raise ParseError("HDF5: numbers of a width that is not read")


def _old(frame: Frame, version: int) -> None:
    _widths(frame, 13)
    frame.leaf, frame.inner = frame.number(16, 2), frame.number(18, 2)
    at = 24
    if version == 1:
        frame.chunked, at = frame.number(24, 2), 28
    _base(frame, frame.address(at))
    end, driver = frame.address(at + 2 * frame.wide), frame.address(at + 3 * frame.wide)
    entry = at + 4 * frame.wide
    frame.root = frame.address(entry + frame.wide)
    frame.own(0, entry + 2 * frame.wide + 24)
    _end(frame, end, driver if driver != frame.none else 0)


def _new(frame: Frame) -> None:
    _widths(frame, 9)
    _base(frame, frame.address(12))
    extension, end = frame.address(12 + frame.wide), frame.address(12 + 2 * frame.wide)
    frame.root = frame.address(12 + 3 * frame.wide)
    frame.own(0, 16 + 4 * frame.wide)
    _end(frame, end, 0 if extension == frame.none else extension)


def _base(frame: Frame, said: int) -> None:
    if said not in (0, frame.base):
        raise ParseError("HDF5: addresses from another base than where the file begins")


def _end(frame: Frame, end: int, extra: int) -> None:
    """The end as the superblock has it, and drivers or extensions, which are not read."""
    size = frame.sheet.extent.size
    if end > size:
        message = f"the file should have {end} bytes and has {size}"
        frame.sheet.broken("hdf5-end", message)
    if extra:
        frame.sheet.stop("HDF5 with a driver or an extension of its superblock: not read")
