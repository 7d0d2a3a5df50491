"""A CycloneDX bill in JSON."""

from typing import Any

import msgspec

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Listing
from ostiary.formats.inventory.sbom.cyclonedx import MAX_BYTES, MAX_DEPTH, Bill, Entry, listing
from ostiary.formats.inventory.sbom.lines import Lines


class _Hash(msgspec.Struct):
    alg: str = ""
    content: str = ""


class _Component(msgspec.Struct):
    name: str = ""
    type: str = ""
    ref: str = msgspec.field(name="bom-ref", default="")
    group: str = ""
    version: str = ""
    purl: str = ""
    scope: str = ""
    hashes: list[_Hash] = []
    licenses: list[Any] = []
    components: list["_Component"] = []


class _Dependency(msgspec.Struct):
    ref: str = ""
    needs: list[str] = msgspec.field(name="dependsOn", default_factory=list)


class _Metadata(msgspec.Struct):
    component: _Component | None = None


class _Bill(msgspec.Struct):
    format: str = msgspec.field(name="bomFormat", default="")
    components: list[_Component] = []
    metadata: _Metadata | None = None
    dependencies: list[_Dependency] = []


_DECODER = msgspec.json.Decoder(_Bill)


def parse(path: str, data: bytes) -> Listing:
    """Read the bill. Raises `ParseError`. Source: CycloneDX 1.0 to 1.7."""
    if len(data) > MAX_BYTES:
        raise LimitError(f"a bill longer than {MAX_BYTES} bytes")
    try:
        wire = _DECODER.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ParseError(f"not a CycloneDX bill: {error}") from None
    if wire.format != "CycloneDX":
        raise ParseError("not a CycloneDX bill")
    bill = Bill(
        _entry(wire.metadata.component, 0) if wire.metadata and wire.metadata.component else None,
        [_entry(one, 0) for one in wire.components],
        {one.ref: one.needs for one in wire.dependencies},
    )
    _set_lines(bill, data)
    return listing(path, bill)


def _entry(wire: _Component, depth: int) -> Entry:
    if depth > MAX_DEPTH:
        raise LimitError(f"components nested more than {MAX_DEPTH} deep")
    return Entry(
        wire.ref,
        wire.type,
        wire.group,
        wire.name,
        wire.version,
        wire.purl,
        wire.scope,
        [(one.alg, one.content) for one in wire.hashes],
        _licence(wire.licenses),
        0,
        [_entry(one, depth + 1) for one in wire.components],
    )


def _licence(licences: list[Any]) -> str:
    words: list[str] = []
    for one in licences:
        if isinstance(one, dict):
            inner = one.get("license")
            named = inner.get("id") or inner.get("name") if isinstance(inner, dict) else None
            word = one.get("expression") or named
            if isinstance(word, str):
                words.append(word)
    return " AND ".join(words)[:200]


def _set_lines(bill: Bill, data: bytes) -> None:
    flat = list(bill.entries)
    for one in flat:
        flat += one.nested
    lines = Lines(data).all_of(text for one in flat for text in (one.purl, one.ref) if text)
    for one in flat:
        one.line = lines.get(one.purl) or lines.get(one.ref) or 0
