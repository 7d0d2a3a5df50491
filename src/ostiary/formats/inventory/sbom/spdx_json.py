"""An SPDX document in JSON."""

import msgspec

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Listing
from ostiary.formats.inventory.sbom.lines import Lines
from ostiary.formats.inventory.sbom.spdx import MAX_BYTES, Document, Package, listing


class _Sum(msgspec.Struct):
    algorithm: str = ""
    value: str = msgspec.field(name="checksumValue", default="")


class _Ref(msgspec.Struct):
    kind: str = msgspec.field(name="referenceType", default="")
    locator: str = msgspec.field(name="referenceLocator", default="")


class _Package(msgspec.Struct):
    id: str = msgspec.field(name="SPDXID", default="")
    name: str = ""
    version: str = msgspec.field(name="versionInfo", default="")
    download: str = msgspec.field(name="downloadLocation", default="")
    declared: str = msgspec.field(name="licenseDeclared", default="")
    purpose: str = msgspec.field(name="primaryPackagePurpose", default="")
    refs: list[_Ref] = msgspec.field(name="externalRefs", default_factory=list)
    sums: list[_Sum] = msgspec.field(name="checksums", default_factory=list)


class _Relation(msgspec.Struct):
    one: str = msgspec.field(name="spdxElementId", default="")
    kind: str = msgspec.field(name="relationshipType", default="")
    other: str = msgspec.field(name="relatedSpdxElement", default="")


class _Document(msgspec.Struct):
    version: str = msgspec.field(name="spdxVersion", default="")
    name: str = ""
    packages: list[_Package] = []
    relationships: list[_Relation] = []
    describes: list[str] = msgspec.field(name="documentDescribes", default_factory=list)


_DECODER = msgspec.json.Decoder(_Document)


def parse(path: str, data: bytes) -> Listing:
    """Read the document. Raises `ParseError`. Source: SPDX 2.2 and 2.3, JSON."""
    if len(data) > MAX_BYTES:
        raise LimitError(f"a document longer than {MAX_BYTES} bytes")
    try:
        wire = _DECODER.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ParseError(f"not an SPDX document: {error}") from None
    if not wire.version.startswith("SPDX-2."):
        raise ParseError("SPDX of this version is not read", "export it as SPDX 2.3 or CycloneDX")
    document = Document(
        wire.name,
        [_package(one) for one in wire.packages],
        [(one.one, one.kind, one.other) for one in wire.relationships],
        set(wire.describes),
    )
    lines = Lines(data).all_of(text for one in document.packages for text in (one.purl, one.id))
    for one in document.packages:
        one.line = lines.get(one.purl) or lines.get(one.id) or 0
    return listing(path, document)


def _package(wire: _Package) -> Package:
    purl = next((one.locator for one in wire.refs if one.kind == "purl"), "")
    sums = [(one.algorithm, one.value) for one in wire.sums]
    return Package(
        wire.id, wire.name, wire.version, purl, wire.download, wire.declared, wire.purpose, sums
    )
