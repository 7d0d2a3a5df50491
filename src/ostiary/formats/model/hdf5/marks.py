"""By what is an HDF5 file recognised, and where does it begin?"""

from ostiary.formats.model.extent import Extent

MAGIC = b"\x89HDF\r\n\x1a\n"
MAX_USER_BLOCK = 1 << 20
"""Bytes before the file itself among which it is looked for."""

_NAMES = (".h5", ".hdf5", ".hdf", ".he5", ".mat", ".nc", ".keras")


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """By the signature at the begin; behind a block of the user's own by the name, or if that is empty."""
    start = begin(extent, head)
    return start == 0 or (
        start > 0 and (name.endswith(_NAMES) or not extent.at(0, start).strip(b"\0"))
    )


def begin(extent: Extent, head: bytes) -> int:
    """Where the signature stands: at 0 or at 512 times a power of two; -1 if nowhere."""
    if head.startswith(MAGIC):
        return 0
    at = 512
    while at < min(extent.size, MAX_USER_BLOCK):
        found = head[at : at + 8] if at + 8 <= len(head) else extent.at(at, 8)
        if found == MAGIC:
            return at
        at *= 2
    return -1
