"""By what is a GGUF file recognised?"""

from ostiary.formats.model.extent import Extent


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """Four bytes that say it, in either byte order."""
    del extent, name
    return head[:4] == b"GGUF" and len(head) >= 8
