"""Bytes that a pickle hands to a loader: which are they, and was all of it read?"""

from msgspec import Struct, field

from ostiary.core.regex import regex
from ostiary.formats.model.pickle.opcodes import FIRST

MAX_OPENED = 10_000
"""Byte strings of one pickle that are read as files of their own."""
MAX_ENCODED = 32 << 20
"""Bytes in one pickle that are written as texts, and kept as what they are."""

MIN_PICKLE = 6
"""Bytes of the shortest pickle that names something."""
_OPENS = regex(rb"[ci][\w\x80-\xff]")
_LINES = regex(rb"(?<![\w.\x80-\xff])([\w.\x80-\xff]++)\n[^\n]+\n")
"""A word that ends a line, and another line."""
_NAMED = regex(rb"[\x82\x83\x93]")


class Opening(Struct):
    """What the loaders of one pickle are handed.

    `found` has, by the bytes, the name of the loader and the offset.
    """

    found: dict[bytes, tuple[str, int]] = field(default_factory=dict)
    _shut: set[str] = field(default_factory=set)
    _room: int = MAX_ENCODED

    def take(self, name: str, arguments: tuple[object, ...], at: int) -> None:
        """A loader of bytes that lie in the pickle: they can be read like any other file."""
        data = arguments[0] if len(arguments) == 1 else None
        if isinstance(data, bytes) and len(self.found) < MAX_OPENED:
            self.found.setdefault(data, (name, at))
        else:
            self._shut.add(name)

    def whole(self, name: str) -> bool:
        """Whether all that this loader is handed can be read."""
        return name not in self._shut

    def encoded(self, arguments: tuple[object, ...]) -> bytes | None:
        """Protocols before 3 have no bytes: they write a text, and have it encoded."""
        text = arguments[0] if arguments else None
        if not isinstance(text, str) or arguments[1:] not in (("latin1",), ("latin-1",)):
            return None
        self._room -= len(text)
        try:
            return text.encode("latin-1") if self._room >= 0 else None
        except UnicodeEncodeError:
            return None


def may_name(data: bytes) -> bool:
    """Whether bytes begin as a pickle may, and have what could name a global."""
    if len(data) < MIN_PICKLE or data[0] not in FIRST:
        return False
    if _NAMED.search(data):
        return True
    at = 0
    while found := _LINES.search(data, at):
        if _OPENS.search(found[1]):
            return True
        at = found.end(1) + 1  # the second line may be the first of another two
    return False
