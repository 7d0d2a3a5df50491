"""How much will we read out of one archive, whatever it declares?"""

from msgspec import Struct

MIB = 1 << 20


class Limits(Struct, frozen=True):
    """Bounds that hold while streaming; declared sizes are never trusted.

    `members` counts entries of every kind over all nested archives, `total_bytes` all bytes unpacked at
    every depth. A member over `member_bytes` is unpacked to its end, but only its head is kept; one in an
    archive that lies in another counts together with the archives around it. `ratio`
    (unpacked to packed) counts only once `ratio_floor` bytes came out of one stream, since images of disks
    and arrays of zeros are ordinary; and for the artifact as a whole once `total_floor` bytes came out, so
    that many such streams in a small file cost seconds at most. `names_bytes` bounds all names together, in
    characters.
    """

    members: int = 100_000
    member_bytes: int = 256 * MIB
    total_bytes: int = 4096 * MIB
    ratio: int = 200
    depth: int = 5
    name_bytes: int = 4096
    ratio_floor: int = 64 * MIB
    total_floor: int = 512 * MIB
    names_bytes: int = 64 * MIB
