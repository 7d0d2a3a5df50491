"""Which functions does an ELF file ask for, and which does it offer?"""

import itertools
from collections.abc import Callable
from struct import calcsize

from msgspec import Struct, field

from ostiary.formats.native.entries import entries
from ostiary.formats.native.layout import Layout
from ostiary.formats.native.record import Import

MAX_SYMBOLS = 500_000
MAX_DYNAMIC = 4096
MAX_LIBRARIES = 512
MAX_IMPORTS = 20_000
MAX_EXPORTS = 500
MAX_BUCKETS = 1 << 20
MAX_RELOCATIONS = 200_000

_NEEDED, _HASH, _STRTAB, _SYMTAB, _STRSZ, _SONAME = 1, 4, 5, 6, 10, 14
_GNU_HASH, _FLAGS_1 = 0x6FFFFEF5, 0x6FFFFFFB
_RELA, _REL, _PLTRELSZ, _PLTREL, _JMPREL = 7, 17, 2, 20, 23
_RELOCATIONS = (
    (_RELA, 8, 0x6FFFFFF9, True),
    (_REL, 18, 0x6FFFFFFA, False),
    (_JMPREL, _PLTRELSZ, 0, True),
)
"""Tables of relocations: address, size, number of rows without symbol, and whether rows are long."""

Rows = dict[int, int]
Offset = Callable[[int], int]
Found = tuple[tuple[Import, ...], tuple[str, ...]]


class Dynamic(Struct):
    """The dynamic section: which libraries are needed, and where symbols and their names lie.

    `far` are symbols beyond those that are read in a row which the loader looks for; `whole` says that there
    are no others: what else there is are offers.
    """

    libraries: tuple[str, ...] = ()
    flags: int = 0
    named: bool = False
    symbols: int = -1
    names: int = -1
    names_size: int = 0
    count: int = 0
    far: tuple[int, ...] = ()
    whole: bool = False
    missing: list[str] = field(default_factory=list)

    def read(self, layout: Layout, wide: bool, at: int, size: int, offset: Offset) -> None:
        """Take it all in; what points nowhere is missing."""
        form = "QQ" if wide else "II"
        limit = min(size // calcsize("<" + form), MAX_DYNAMIC)
        rows: dict[int, int] = {}
        needed: list[int] = []
        for tag, value in layout.rows(form, at, limit):
            if not tag:
                break
            if tag == _NEEDED:
                needed.append(value)
            rows.setdefault(tag, value)
        self.flags = rows.get(_FLAGS_1, 0)
        self.named = _SONAME in rows
        self.names = offset(rows.get(_STRTAB, -1))
        self.symbols = offset(rows.get(_SYMTAB, -1))
        self.names_size = rows.get(_STRSZ, 0)
        if self.names < 0 or self.symbols < 0:
            self.missing.append("symbols")
            return
        self.libraries = tuple(layout.text(self.names + one) for one in needed[:MAX_LIBRARIES])
        self.count = self._count(layout, wide, rows, offset)

    def _count(self, layout: Layout, wide: bool, rows: Rows, offset: Offset) -> int:
        """The number of symbols: as the hash tables tell, and never less than relocations speak of.

        The loader takes the symbols that it binds from relocations, so a hash table that lies hides none.
        """
        found = 0
        if _HASH in rows and (at := offset(rows[_HASH])) >= 0:
            found = next((chains for _, chains in layout.rows("II", at, 1)), 0)
        if _GNU_HASH in rows and (at := offset(rows[_GNU_HASH])) >= 0:
            found = max(found, _gnu_count(layout, wide, at))
        highest, self.far, self.whole = _relocated(layout, wide, rows, offset)
        found = max(found, highest + 1)
        return found or max(0, self.names - self.symbols) // (24 if wide else 16)


def _relocated(
    layout: Layout, wide: bool, rows: Rows, offset: Offset
) -> tuple[int, tuple[int, ...], bool]:
    """The highest symbol that a relocation names, all that are far, and whether every relocation was seen.

    Those without symbol stand first.
    """
    highest, whole, far = -1, True, set[int]()
    for table, size, plain, long in _RELOCATIONS:
        tall = rows.get(_PLTREL) == _RELA if table == _JMPREL else long
        width = (24 if tall else 16) if wide else (12 if tall else 8)
        skip = rows.get(plain, 0) if plain else 0
        at = offset(rows.get(table, -1))
        several = max(0, rows.get(size, 0) // width - skip)
        count = min(several, MAX_RELOCATIONS)
        whole = whole and count == several and (at >= 0 or not several)
        form = ("QQ" if wide else "II") + (("q" if wide else "i") if tall else "")
        for row in layout.rows(form, at + skip * width, count) if at >= 0 else ():
            one = row[1] >> (32 if wide else 8)
            highest = max(highest, one)
            if one >= MAX_SYMBOLS:
                far.add(one)
    return highest, tuple(sorted(far)), whole


def _gnu_count(layout: Layout, wide: bool, at: int) -> int:
    """Follow the chain of the last bucket to its end; 0 if nothing is defined."""
    for buckets, first, bloom, _ in layout.rows("IIII", at, 1):
        table = at + 16 + bloom * (8 if wide else 4)
        last = max(
            (row[0] for row in layout.rows("I", table, min(buckets, MAX_BUCKETS))), default=0
        )
        if last < first:
            return first
        chain = table + buckets * 4 + (last - first) * 4
        for step, (value,) in enumerate(layout.rows("I", chain, MAX_SYMBOLS), 1):
            if value & 1:
                return last + step
    return 0


def symbols(
    layout: Layout, wide: bool, dynamic: Dynamic, static: tuple[int, int, int, int] | None
) -> Found:
    """Names of what is undefined and of what is offered; those by which interpreters enter come first."""
    form = "IBBHQQ" if wide else "IIIBBH"
    far, whole = dynamic.far, dynamic.whole
    if static:
        at, size, names, length = static
        count, far, whole = size // (24 if wide else 16), (), False
    else:
        at, count, names, length = (
            dynamic.symbols, dynamic.count, dynamic.names, dynamic.names_size,
        )  # fmt: skip
    if at < 0 or names < 0:
        return (), ()
    where = 3 if wide else 5
    wanted: list[int] = []
    offered: list[int] = []
    width = 24 if wide else 16
    near = layout.rows(form, at, min(count, MAX_SYMBOLS))
    beyond = (row for one in far for row in layout.rows(form, at + one * width, 1))
    for row in itertools.chain(near, beyond):
        if not row[where]:
            wanted.append(row[0])
        elif len(offered) < MAX_EXPORTS:
            offered.append(row[0])
    imports = dict.fromkeys(layout.text(names + one) for one in wanted[:MAX_IMPORTS])
    imports.pop("", None)
    exports = dict.fromkeys(entries(layout.data, names, min(length, len(layout.data))))
    exports.update(dict.fromkeys(layout.text(names + one) for one in offered))
    for one in imports:
        exports.pop(one, None)
    exports.pop("", None)
    if (count > MAX_SYMBOLS and not whole) or len(wanted) > MAX_IMPORTS:
        dynamic.missing.append("the rest of its symbols")
    return tuple(Import(one) for one in imports), tuple(exports)
