"""How a format of listings is announced: what its files are called, how they begin, and who reads them."""

from collections.abc import Callable
from importlib import import_module

from msgspec import Struct

from ostiary.core.inventory import Listing

HEAD = 4096
"""Bytes of a file by which its content is recognised."""

Parse = Callable[[str, bytes], Listing]
"""Path relative to the audited place and the whole file in; raises `ParseError`."""


class Format(Struct, frozen=True):
    """One format.

    `name` is what reports show; `pattern` is a regular expression over the last part of a path, `head` one
    over the first `HEAD` bytes, and both must fit where both are given. `module`, below
    `ostiary.formats.inventory`, has a function `parse`; it is loaded when a file is offered. `folder`
    narrows the pattern to files whose folder ends so (`.github/workflows`).
    """

    name: str
    module: str
    pattern: str
    head: bytes = b""
    folder: str = ""

    def parse(self, path: str, data: bytes) -> Listing:
        """Read one file. Raises `ParseError`."""
        read: Parse = import_module(f"ostiary.formats.inventory.{self.module}").parse
        return read(path, data)
