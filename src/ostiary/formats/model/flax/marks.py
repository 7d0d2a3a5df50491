"""By what is a file of Flax recognised?"""

from ostiary.formats.model.extent import Extent


def sniff(head: bytes, _extent: Extent, name: str) -> bool:
    """By its name, and a map at the begin whose first key is a text."""
    if not name.endswith((".msgpack", ".mpk", ".flax")) or len(head) < 2:
        return False
    skip = {0xDE: 3, 0xDF: 5}.get(head[0], 1 if 0x80 <= head[0] <= 0x8F else 0)
    key = head[skip] if 0 < skip < len(head) else 0
    return head[0] == 0x80 or 0xA0 <= key <= 0xBF or key in (0xD9, 0xDA)
