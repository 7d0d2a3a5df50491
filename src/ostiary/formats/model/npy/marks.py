"""By what is an npy file recognised?"""

from ostiary.formats.model.extent import Extent

MAGIC = b"\x93NUMPY"


def sniff(head: bytes, _extent: Extent, _name: str) -> bool:
    """By the first six bytes."""
    return head.startswith(MAGIC)
