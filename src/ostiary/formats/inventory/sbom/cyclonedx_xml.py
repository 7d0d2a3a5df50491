"""A CycloneDX bill in XML."""

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Listing
from ostiary.formats.inventory.sbom.cyclonedx import (
    MAX_BYTES,
    MAX_COMPONENTS,
    Bill,
    Entry,
    listing,
)
from ostiary.formats.xml_events import Element, XmlEvents

_TEXTS = frozenset({"group", "name", "version", "purl", "scope"})
_HOMES = (["components", "bom"], ["components", "component"], ["metadata", "bom"])
"""Where a component of the bill stands, from the inside; tools and ancestors stand elsewhere."""


def parse(path: str, data: bytes) -> Listing:
    """Read the bill. Raises `ParseError`. Source: CycloneDX 1.0 to 1.7, XML."""
    if len(data) > MAX_BYTES:
        raise LimitError(f"a bill longer than {MAX_BYTES} bytes")
    reader = _Reader()
    XmlEvents(reader.start, reader.end).read(data)
    if not reader.seen:
        raise ParseError("not a CycloneDX bill")
    return listing(path, reader.bill)


class _Reader:
    """Builds the bill while elements begin and end."""

    def __init__(self) -> None:
        self.bill = Bill()
        self.seen = False
        self._path: list[str] = []
        self._open: list[Entry | None] = []
        self._needing: list[str] = []
        self._algorithm = ""
        self._count = 0

    def start(self, one: Element) -> None:
        """An element begins."""
        if one.name == "component":
            self._open.append(self._opened(one))
        self._path.append(one.name)
        if one.name == "bom" and len(self._path) == 1:
            self.seen = True
        elif one.name == "hash":
            self._algorithm = one.given.get("alg", "")
        elif one.name == "dependency":
            ref = one.given.get("ref", "")
            if self._needing:
                self.bill.needs.append((self._needing[-1], ref))
            self._needing.append(ref)

    def _opened(self, one: Element) -> Entry | None:
        """An entry for a component of the bill; None for one that only tells of another."""
        above = self._path[-1:-3:-1]
        inside = above[1:] == ["component"]
        if above not in _HOMES or (inside and (not self._open or self._open[-1] is None)):
            return None
        self._count += 1
        if self._count > MAX_COMPONENTS:
            raise LimitError(f"a bill of more than {MAX_COMPONENTS} components")
        return Entry(one.given.get("bom-ref", ""), one.given.get("type", ""), line=one.line)

    def end(self, one: Element) -> None:
        """An element ends; its text is known now."""
        self._path.pop()
        if one.name == "dependency":
            self._needing.pop()
        elif one.name == "component":
            self._close(self._open.pop())
        elif self._open and (entry := self._open[-1]) is not None:
            self._tell(entry, one)

    def _tell(self, entry: Entry, one: Element) -> None:
        """What an element says of the component in which it stands."""
        above = self._path[self._at() :]
        if not above and one.name in _TEXTS:
            setattr(entry, one.name, one.text.strip())
        elif above == ["hashes"] and one.name == "hash":
            entry.hashes.append((self._algorithm, one.text.strip()))
        elif above in (["licenses"], ["licenses", "license"]) and one.name in {
            "id",
            "name",
            "expression",
        }:
            entry.licence = entry.licence or one.text.strip()[:200]

    def _at(self) -> int:
        """How many elements are open up to and including the innermost component."""
        return len(self._path) - self._path[::-1].index("component")

    def _close(self, entry: Entry | None) -> None:
        if entry is None:
            return
        if self._path[-1:] == ["metadata"]:
            self.bill.root = entry
        elif self._open and (around := self._open[-1]) is not None:
            around.nested.append(entry)
        else:
            self.bill.entries.append(entry)
