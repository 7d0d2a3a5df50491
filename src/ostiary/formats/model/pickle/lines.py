"""Lines of the oldest protocol, which may be of any length."""

from ostiary.formats.model.extent import Extent

MAX_LINE = 256 << 20
"""Bytes of a line, as protocol 0 has them for texts of any length."""
FIRST_LINE = 1 << 20


def long_line(extent: Extent, at: int) -> bytes:
    """A line with its end, read in pieces that grow; what there is, up to `MAX_LINE`, where it has none."""
    size = FIRST_LINE
    while True:
        whole = extent.at(at, min(size, MAX_LINE))
        end = whole.find(b"\n")
        if end >= 0:
            return whole[: end + 1]
        if len(whole) < size or size >= MAX_LINE:
            return whole
        size *= 4
