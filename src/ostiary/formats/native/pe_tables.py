"""Which functions does a PE file ask for, at once or when first called, and which does it offer?"""

from collections.abc import Callable

from msgspec import Struct, field

from ostiary.formats.native.layout import Layout
from ostiary.formats.native.record import Import

MAX_LIBRARIES = 1024
MAX_IMPORTS = 20_000
MAX_EXPORTS = 20_000

Offset = Callable[[int], int]


class Asked(Struct):
    """What an import table lists."""

    imports: list[Import] = field(default_factory=list)
    libraries: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def take(self, layout: Layout, wide: bool, offset: Offset, name: int, thunks: int) -> None:
        """The functions of one library."""
        library = layout.text(offset(name))
        self.libraries.append(library)
        at = offset(thunks)
        if not library or at < 0:
            self.missing.append("imports")
            return
        ordinal = 1 << (63 if wide else 31)
        for (value,) in layout.rows("Q" if wide else "I", at, MAX_IMPORTS):
            if not value:
                return
            if len(self.imports) >= MAX_IMPORTS:
                break
            where = -1 if value & ordinal else offset(value & 0x7FFFFFFF)
            word = f"#{value & 0xFFFF}" if value & ordinal else layout.text(where + 2)
            if value & ordinal or where >= 0:
                self.imports.append(Import(word, library))
        self.missing.append("imports")


def imports(layout: Layout, wide: bool, address: int, offset: Offset) -> Asked:
    """What the loader binds at once."""
    asked = Asked()
    if not address:
        return asked
    at = offset(address)
    for lookup, _, _, name, table in layout.rows("IIIII", at, MAX_LIBRARIES):
        if not name or not (lookup or table):
            return asked
        asked.take(layout, wide, offset, name, lookup or table)
    asked.missing.append("imports")
    return asked


def delayed(layout: Layout, wide: bool, address: int, offset: Offset) -> Asked:
    """What is bound when it is first called."""
    asked = Asked()
    if not address:
        return asked
    at = offset(address)
    for flags, name, _, _, names, *_ in layout.rows("IIIIIIII", at, MAX_LIBRARIES):
        if not name:
            return asked
        if not flags & 1:  # addresses of a program that is loaded, from before 64 bits
            asked.missing.append("imports bound late")
            return asked
        asked.take(layout, wide, offset, name, names)
    asked.missing.append("imports bound late")
    return asked


def exports(layout: Layout, address: int, offset: Offset) -> tuple[tuple[str, ...], list[str]]:
    """Names that are offered, and what is missing of them."""
    if not address:
        return (), []
    for row in layout.rows("IIHHIIIIIII", offset(address), 1):
        count, names = row[7], row[9]
        if not count:
            return (), []
        at = offset(names)
        rows = layout.rows("I", at, min(count, MAX_EXPORTS))
        found = dict.fromkeys(layout.text(offset(value)) for (value,) in rows)
        found.pop("", None)
        short = at < 0 or count > MAX_EXPORTS
        return tuple(found), ["exports"] if short else []
    return (), ["exports"]
