"""Databases of packages of operating systems that nobody here reads: they are named."""

from ostiary.core.inventory import Listing, ListingKind, Unauditable
from ostiary.core.location import Location

_HINT = "no source of advisories on this kind is read here; use a tool that has one"


def parse(path: str, data: bytes) -> Listing:
    """A listing of nothing, which says so; the bytes are not looked at."""
    del data
    reason = "the packages of this operating system are not read here"
    note = Unauditable(Location(path=path), path, reason, _HINT)
    return Listing("system packages", path, ListingKind.INSTALLED, (), (note,))
