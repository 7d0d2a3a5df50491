"""bun.lockb, the older lockfile of bun in binary: recognised, and not read."""

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Listing, ListingKind, Unauditable
from ostiary.core.location import Location

MAGIC = b"#!/usr/bin/env bun\nbun-lockfile-format-v"


def parse(path: str, data: bytes) -> Listing:
    """Say that the file is there and was not read. Raises `ParseError` where it is no such file."""
    if not data.startswith(MAGIC):
        raise ParseError("bun.lockb does not begin as bun writes it")
    whole = Unauditable(
        Location("", path),
        "",
        "this is the binary lockfile of bun, whose form follows bun's own memory and is not read",
        "write the text lockfile beside it: `bun install --save-text-lockfile --lockfile-only`",
        whole=True,
    )
    return Listing("bun.lockb", path, ListingKind.LOCK, unauditable=(whole,))
