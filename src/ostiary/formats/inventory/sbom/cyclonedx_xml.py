"""A CycloneDX bill in XML."""

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Listing
from ostiary.formats.inventory.sbom.cyclonedx import MAX_BYTES, Bill, Entry, listing
from ostiary.formats.xml_events import Element, XmlEvents

_TEXTS = frozenset({"group", "name", "version", "purl", "scope"})


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
        self._open: list[Entry] = []
        self._needing: list[str] = []
        self._algorithm = ""

    def start(self, one: Element) -> None:
        """An element begins."""
        self._path.append(one.name)
        if one.name == "bom":
            self.seen = True
        elif one.name == "component" and self._path[-2:-1] in (["components"], ["metadata"]):
            self._open.append(
                Entry(one.given.get("bom-ref", ""), one.given.get("type", ""), line=one.line)
            )
        elif one.name == "hash":
            self._algorithm = one.given.get("alg", "")
        elif one.name == "dependency":
            ref = one.given.get("ref", "")
            if self._needing:
                self.bill.needs.setdefault(self._needing[-1], []).append(ref)
            self._needing.append(ref)

    def end(self, one: Element) -> None:
        """An element ends; its text is known now."""
        above = self._path[-2] if len(self._path) > 1 else ""
        self._path.pop()
        if one.name == "dependency":
            self._needing.pop()
        elif not self._open:
            return
        elif one.name == "component" and above in {"components", "metadata"}:
            self._close(self._open.pop())
        elif above == "component" and one.name in _TEXTS:
            setattr(self._open[-1], one.name, one.text.strip())
        elif one.name == "hash" and above == "hashes":
            self._open[-1].hashes.append((self._algorithm, one.text.strip()))
        elif above in {"license", "licenses"} and one.name in {"id", "name", "expression"}:
            self._open[-1].licence = self._open[-1].licence or one.text.strip()[:200]

    def _close(self, entry: Entry) -> None:
        if self._path[-1:] == ["metadata"]:
            self.bill.root = entry
        elif self._open:
            self._open[-1].nested.append(entry)
        else:
            self.bill.entries.append(entry)
