"""By what is an npy file recognised?"""

from ostiary.formats.model.extent import Extent

MAGIC = b"\x93NUMPY"


def sniff(head: bytes, extent: Extent, name: str) -> bool:  # noqa: ARG001 - one shape for all
    """By the first six bytes."""
    return head.startswith(MAGIC)
