"""An SPDX document in JSON."""

from typing import Any

from ostiary.core.errors import ParseError
from ostiary.core.inventory import Listing
from ostiary.formats.inventory.sbom.lines import Lines
from ostiary.formats.inventory.sbom.spdx import HINT, MAX_BYTES, Document, Package, listing
from ostiary.formats.json_values import Table, decoded, items, tables, text, texts


def parse(path: str, data: bytes) -> Listing:
    """Read the document. Raises `ParseError`. Source: SPDX 2.2 and 2.3, JSON.

    A member of another type than it should have counts as missing, and costs its own package only.
    """
    raw = decoded(data, "the SPDX document", MAX_BYTES)
    if not text(raw.get("spdxVersion")).startswith("SPDX-2."):
        raise ParseError("SPDX of this version is not read", HINT)
    given = raw.get("packages")
    if given is not None and not isinstance(given, list):
        raise ParseError("the packages of the document are no list")
    document = Document(
        text(raw.get("name")),
        [_package(number, one) for number, one in enumerate(items(given), 1)],
        [
            (
                text(one.get("spdxElementId")),
                text(one.get("relationshipType")),
                text(one.get("relatedSpdxElement")),
            )
            for one in tables(raw.get("relationships"))
        ],
        set(texts(raw.get("documentDescribes"))),
    )
    wanted = (word for one in document.packages for word in (one.purl, one.id) if word)
    lines = Lines(data).all_of(wanted)
    for one in document.packages:
        one.line = lines.get(one.purl) or lines.get(one.id) or 0
    return listing(path, document)


def _package(number: int, raw: Any) -> Package:
    if not isinstance(raw, dict):
        return Package(name=f"package {number}", fault="it is no object")
    return Package(
        text(raw.get("SPDXID")),
        text(raw.get("name")),
        text(raw.get("versionInfo")),
        _purl(raw),
        text(raw.get("downloadLocation")),
        text(raw.get("licenseDeclared")),
        text(raw.get("primaryPackagePurpose")),
        [
            (text(one.get("algorithm")), text(one.get("checksumValue")))
            for one in tables(raw.get("checksums"))
        ],
    )


def _purl(raw: Table) -> str:
    """The first purl among the references; its kind may be written as a URI."""
    for one in tables(raw.get("externalRefs")):
        if text(one.get("referenceType")).rpartition("/")[2] == "purl":
            return text(one.get("referenceLocator"))
    return ""
