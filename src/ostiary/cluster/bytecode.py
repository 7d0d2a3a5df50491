"""The bytecode of our modules in one file: to find and open 700 files costs more than to run what they hold.

It lies where the interpreter keeps the bytecode of this package, so whoever can write it could write that
as well, and is made of nothing else. A part of it counts as a file of bytecode does: by version, and by time
and size of the source (PEP 552). Where there is no such file, or nothing in it, modules are loaded in the
ordinary way.
"""

import mmap
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec, SourceFileLoader, SourcelessFileLoader
from importlib.util import MAGIC_NUMBER, cache_from_source, spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

from msgspec import MsgspecError, msgpack

ROOT = Path(__file__).resolve().parents[1]
"""The package whose modules are kept."""

SUFFIX = ".bundle"

_HEAD = 16  # bytes before the code in a file of bytecode
_KIND = bytes(4)  # it is told from the source's time and size, not by its digest
_LENGTH = 4  # bytes that say how long the table is

Part = tuple[str, int, int]
"""Path of a source below the root; from where to where its bytecode stands behind the table."""


class Bundle:
    """A finder for `sys.meta_path` that knows the modules of one package."""

    def __init__(self, root: Path = ROOT) -> None:
        """What is kept beside the package; nothing where it cannot be read."""
        self.place = place_of(root)
        self.missed: set[str] = set()
        self._root, self._cached = root, str(self.place)
        self._table, self._codes = _read(self.place)

    def find_spec(
        self, name: str, _: Sequence[str] | None = None, __: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where a module comes from, if its bytecode is here."""
        if name.partition(".")[0] != self._root.name:
            return None
        if name not in self._table:
            self.missed.add(name)
            return None
        below, start, end = self._table[name]
        place = f"{self._root}{os.sep}{below}"
        loader = _Loader(name, place, self._codes[start:end], self.missed)
        inner = [place.rpartition(os.sep)[0]] if below.endswith("__init__.py") else None
        spec = spec_from_file_location(name, place, loader=loader, submodule_search_locations=inner)
        if spec is not None:
            spec.cached = self._cached
        return spec

    def keep(self) -> None:
        """Write all anew if what was missed could be found the next time."""
        if not self.missed or sys.dont_write_bytecode:
            return
        with suppress(OSError):
            made = dict(_compiled(self._root))
            if not self.missed.isdisjoint(made):
                _write(self.place, made, (self._root / "__init__.py").stat().st_mode & 0o666)


class _Loader(SourceFileLoader):
    """Loads a source whose bytecode is at hand."""

    def __init__(self, name: str, path: str, code: memoryview, missed: set[str]) -> None:
        super().__init__(name, path)
        self._code, self._missed = code, missed

    def get_code(self, fullname: str) -> CodeType | None:
        """The code of the module; of another source than the one that is there, it is of no use."""
        told = self.path_stats(self.path)
        if self._code[:_HEAD] == _head(told["mtime"], told["size"]):
            return _Kept(fullname, self.path, self._code).get_code(fullname)
        self._missed.add(fullname)
        return super().get_code(fullname)


class _Kept(SourcelessFileLoader):
    """The interpreter's own loader of bytecode, for what no file of its own holds."""

    def __init__(self, name: str, path: str, code: memoryview) -> None:
        super().__init__(name, path)
        self._code = code

    def get_data(self, path: str) -> bytes:
        """What such a file would hold."""
        del path
        return bytes(self._code)


def place_of(root: Path) -> Path:
    """Beside the interpreter's own: for each version of it, and level of optimisation, another file."""
    return Path(cache_from_source(str(root / "__init__.py"))).with_suffix(SUFFIX)


def _head(changed: float, size: float) -> bytes:
    """How bytecode begins that was made of a source: version, kind, time in seconds, size in bytes."""
    words = ((int(one) & 0xFFFFFFFF).to_bytes(4, "little") for one in (changed, size))
    return MAGIC_NUMBER + _KIND + b"".join(words)


def _read(place: Path) -> tuple[dict[str, Part], memoryview]:
    """The table and what stands behind it; nothing if the file is not as long as it was written."""
    try:
        with place.open("rb") as file:  # of which only what is asked for comes into memory
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        end = _LENGTH + int.from_bytes(data[:_LENGTH], "little")
        table, codes = msgpack.decode(data[_LENGTH:end], type=dict[str, Part]), data[end:]
    except (OSError, ValueError, MsgspecError):
        return {}, memoryview(b"")
    whole = len(codes) == max((last for _, _, last in table.values()), default=0)
    return (table, codes) if whole else ({}, codes)


def _compiled(root: Path) -> Iterator[tuple[str, tuple[str, bytes]]]:
    """The name of each module whose bytecode counts: its path below the root, and its bytecode."""
    for path in sorted(root.rglob("*.py")):
        with suppress(OSError):
            data = Path(cache_from_source(str(path))).read_bytes()
            told = path.stat()
            if data[:_HEAD] == _head(told.st_mtime, told.st_size):
                below = path.relative_to(root)
                parts = below.with_suffix("").parts
                name = ".".join((root.name, *parts)).removesuffix(".__init__")
                yield name, (str(below), data)


def _write(place: Path, made: dict[str, tuple[str, bytes]], readable: int) -> None:
    """Whole or not at all, and as readable as what it was made of. Raises `OSError`."""
    table: dict[str, Part] = {}
    end = 0
    for name, (below, data) in made.items():
        start, end = end, end + len(data)
        table[name] = below, start, end
    told = msgpack.encode(table)
    handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=f"{place.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(len(told).to_bytes(_LENGTH, "little") + told)
            out.writelines(data for _, data in made.values())
            os.fchmod(out.fileno(), readable)
        Path(temporary).replace(place)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
