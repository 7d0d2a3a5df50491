"""Recognise a model file by its content, hand it to its reader, and see to what lies inside it."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple, cast

from msgspec import Struct, field

from ostiary.core.errors import ParseError, UnreachedError
from ostiary.formats.archive.member import Member
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.judge import Judge
from ostiary.formats.model.record import Gravity, ModelFile, Topic
from ostiary.formats.model.sheet import Sheet

HEAD = 4096
"""Bytes of a file by which it is recognised."""

MAX_TEXT, STEP = 64 << 20, 1 << 20
"""Bytes of a text that are looked at, and how many at once."""

_PICKLE = "pickle"
_PICKLES = frozenset({_PICKLE, "joblib", "torch-legacy", "polyglot"})
"""Formats that are pickles, or whose files are read as what else they are by their own readers."""

Sniff = Callable[[bytes, Extent, str], bool]
"""Whether a file is of a format, by its first `HEAD` bytes, all of it, and its name, in this order."""
Read = Callable[[Sheet, "Desk"], None]
"""Write down on the sheet what a file holds, and hand its parts to the desk."""


class Format(NamedTuple):
    """One format: how it is recognised and how it is read."""

    name: str
    title: str
    sniff: Sniff
    reader: str
    """The module in this package whose `read` reads it: most artifacts have no file of it."""
    text: bool = False
    """Whether a file of it is a text, as a whole."""

    def load(self) -> Read:
        """Its reader, which is loaded with the first file."""
        module = import_module(f"ostiary.formats.model.{self.reader}")
        return cast("Read", module.read)


def recognise(formats: tuple[Format, ...], path: str, extent: Extent) -> Format | None:
    """The format of a file, None if it is no model file."""
    head = extent.at(0, HEAD)
    name = path.rpartition("/")[2].lower()
    return next((one for one in formats if one.sniff(head, extent, name)), None)


class Bounds(Struct, frozen=True):
    """What reading one artifact may cost at most."""

    depth: int = 5
    """Parts in parts."""
    parts: int = 50_000
    """Files and parts of files together."""
    held: int = 512 << 20
    """Bytes that are unpacked in memory, all of them together."""
    tried: int = 16 << 20
    """Bytes in pickles that are followed to see whether they are pickles themselves."""
    passed: int = 64 << 20
    """Bytes of texts and programs that are handed on."""


class Desk(Struct):
    """The readers of one artifact and what they found: `files`, and `members` for those who read programs."""

    formats: tuple[Format, ...]
    judge: Judge
    bounds: Bounds = field(default_factory=Bounds)
    files: list[ModelFile] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    _parts: int = 0
    _held: int = 0
    _passed: int = 0
    _tried: int = 0

    def look(self, path: str, extent: Extent, depth: int = 0) -> str:
        """Read a file if it is a model file; the answer is its format, empty if it is none."""
        found = recognise(self.formats, path, extent)
        if found:
            self.read(found, path, extent, depth)
        return found.name if found else ""

    def read(self, found: Format, path: str, extent: Extent, depth: int = 0) -> None:
        """Read a file of a known format. It always ends in a record."""
        sheet = self._sheet(path, extent, depth)
        sheet.format = found.name
        self._parts += 1
        if self._parts > self.bounds.parts:
            sheet.stop(f"more than {self.bounds.parts} parts: this one was not read")
        elif depth > self.bounds.depth:
            sheet.stop(f"nested deeper than {self.bounds.depth}: not read")
        else:
            try:
                found.load()(sheet, self)
            except UnreachedError as error:
                sheet.stop(error.message)
            except ParseError as error:
                sheet.broken("unreadable", error.message)
                sheet.stop(error.message)
            except RecursionError:
                sheet.stop("nested too deeply to be read")
            if found.text:
                _as_text(sheet)
            self._besides(found, sheet, path, extent, depth)
        self.files.append(sheet.result())

    def _besides(self, found: Format, sheet: Sheet, path: str, extent: Extent, depth: int) -> None:
        """Tell of a file of one format that is a pickle for those who load it as that."""
        if found.name in _PICKLES:
            return
        head, name = extent.at(0, HEAD), path.rpartition("/")[2].lower()
        other = next((one for one in self.formats if one.name == _PICKLE), None)
        if other and other.sniff(head, extent, name):
            message = "it is a pickle as well: who loads it as one runs what that calls"
            sheet.odd(Topic.HIDING, "also-a-pickle", message, gravity=Gravity.HARMFUL)
            self.read(other, f"{path}!/as pickle", extent, depth + 1)

    def hold(self, count: int) -> bool:
        """Whether so many more bytes may be unpacked in memory; asked before it is done."""
        if self._held + count > self.bounds.held:
            return False
        self._held += count
        return True

    def may_try(self, count: int) -> bool:
        """Whether so many more bytes may be followed to see whether they are a pickle."""
        self._tried += count
        return self._tried <= self.bounds.tried

    def _sheet(self, path: str, extent: Extent, depth: int) -> Sheet:
        def nested(name: str, part: Extent) -> str:
            return self.look(f"{path}!/{name}", part, depth + 1)

        def passed(name: str, data: bytes) -> None:
            self._passed += len(data)
            if self._passed > self.bounds.passed:
                sheet.stop(f"more than {self.bounds.passed} bytes of programs and texts in it")
            else:
                self.members.append(Member(f"{path}!/{name}", data, False, depth + 1))

        sheet = Sheet(path, extent, nested, passed)
        return sheet


def _as_text(sheet: Sheet) -> None:
    """Tell of what stands in a text that is none: whoever looks for it there reads another file in it."""
    for start in range(0, min(sheet.extent.size, MAX_TEXT), STEP):
        at = sheet.extent.at(start, STEP).find(b"\0")
        if at >= 0:
            sheet.broken("no-text", "there are bytes in it that no text has", start + at)
            return
