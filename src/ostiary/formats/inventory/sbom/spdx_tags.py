"""An SPDX document as tags and values."""

from collections.abc import Iterator

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Listing
from ostiary.formats.inventory.sbom.spdx import HINT, MAX_BYTES, Document, Package, listing

_FIELDS = {
    "SPDXID": "id",
    "PackageVersion": "version",
    "PackageDownloadLocation": "download",
    "PackageLicenseDeclared": "licence",
    "PrimaryPackagePurpose": "purpose",
}


def parse(path: str, data: bytes) -> Listing:
    """Read the document. Raises `ParseError`. Source: SPDX 2.3, clause 5.3 and annex on tag:value."""
    if len(data) > MAX_BYTES:
        raise LimitError(f"a document longer than {MAX_BYTES} bytes")
    reader = _Reader()
    for number, tag, value in _tags(data.decode("utf-8-sig", "replace")):
        reader.take(number, tag, value)
    if not reader.version.startswith("SPDX-2."):
        raise ParseError("not an SPDX 2 document", HINT)
    return listing(path, reader.document)


def _tags(words: str) -> Iterator[tuple[int, str, str]]:
    """Line, tag and value; texts over several lines are passed over. Raises `ParseError`."""
    inside = 0
    for number, row in enumerate(words.split("\n"), 1):
        line = row.rstrip("\r")
        if inside:
            inside = 0 if "</text>" in line else inside
            continue
        tag, colon, value = line.partition(":")
        if not colon or line.startswith("#"):
            continue
        if "<text>" in value and "</text>" not in value:
            inside = number
        yield number, tag.strip(), _plain(value.strip())
    if inside:
        raise ParseError(f"the text that begins in line {inside} has no end")


def _plain(value: str) -> str:
    """A value that may stand between the marks of a text."""
    if value.startswith("<text>") and value.endswith("</text>"):
        return value[len("<text>") : -len("</text>")].strip()
    return value


class _Reader:
    """Takes tags in their order: those after a package's name are about it."""

    def __init__(self) -> None:
        self.document = Document()
        self.version = ""
        self._package: Package | None = None

    def take(self, number: int, tag: str, value: str) -> None:
        """One tag."""
        if tag == "SPDXVersion":
            self.version = value
        elif tag == "DocumentName":
            self.document.name = value
        elif tag == "PackageName":
            self._package = Package(name=value, line=number)
            self.document.packages.append(self._package)
        elif tag in {"FileName", "SnippetSPDXID"}:
            self._package = None
        elif tag == "Relationship" and len(words := value.split()) >= 3:
            self.document.relations.append((words[0], words[1], words[2]))
        elif self._package is not None:
            _field(self._package, tag, value)


def _field(package: Package, tag: str, value: str) -> None:
    if tag in _FIELDS:
        setattr(package, _FIELDS[tag], value)
    elif tag == "PackageChecksum":
        algorithm, _, digest = value.partition(":")
        package.sums.append((algorithm.strip(), digest.strip()))
    elif tag == "ExternalRef":
        words = value.split()
        if len(words) >= 3 and words[1].rpartition("/")[2] == "purl" and not package.purl:
            package.purl = words[2]
