"""Files whose names say what is in them."""

from msgspec import Struct

from ostiary.core.location import Location


class StoredFiles(Struct, frozen=True):
    """Files of a store that names each by its digest, put beside their bytes.

    `altered` are pairs of a path and what is wrong; `verified` counts those that fit. `unverified` counts
    those that were not hashed, since they are large and nobody asked, or that have another kind of name.
    """

    at: Location
    altered: tuple[tuple[str, str], ...] = ()
    verified: int = 0
    unverified: int = 0
