"""Is this a tar, and what are its first members called?"""

from ostiary.formats.archive import detect
from ostiary.formats.archive.tar.header import BLOCK, ZEROS, checksum_ok, parse
from ostiary.formats.model.extent import Extent


def sniff(head: bytes, _extent: Extent, _name: str) -> bool:
    """By the checksum of the first header."""
    return is_tar(head)


def is_tar(head: bytes) -> bool:
    """Whether a file begins with a header of tar whose checksum holds."""
    return detect.of_head(head[:BLOCK]) == "tar"


def first_names(extent: Extent, count: int = 8) -> tuple[str, ...]:
    """The names of the first members, without regard to what is odd about them."""
    found: list[str] = []
    at = 0
    while len(found) < count:
        block = extent.at(at, BLOCK)
        if len(block) < BLOCK or block == ZEROS or not checksum_ok(block):
            break
        head = parse(block)
        found.append(head.name.decode("utf-8", "replace").removeprefix("./"))
        at += BLOCK + max(0, head.size) + -max(0, head.size) % BLOCK
    return tuple(found)
