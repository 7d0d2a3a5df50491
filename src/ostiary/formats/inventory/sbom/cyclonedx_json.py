"""A CycloneDX bill in JSON."""

from typing import Any

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.inventory import Listing
from ostiary.formats.inventory.sbom.cyclonedx import MAX_BYTES, MAX_DEPTH, Bill, Entry, listing
from ostiary.formats.inventory.sbom.lines import Lines
from ostiary.formats.json_values import Table, decoded, items, table, tables, text, texts


def parse(path: str, data: bytes) -> Listing:
    """Read the bill. Raises `ParseError`. Source: CycloneDX 1.2 to 1.7.

    A member of another type than it should have counts as missing, and costs its own entry only.
    """
    raw = decoded(data, "the CycloneDX bill", MAX_BYTES)
    if raw.get("bomFormat") != "CycloneDX":
        raise ParseError("not a CycloneDX bill")
    root = table(raw.get("metadata")).get("component")
    bill = Bill(
        _entry(root, 0) if isinstance(root, dict) else None,
        _entries(raw, 0),
        [
            (text(one.get("ref")), need)
            for one in tables(raw.get("dependencies"))
            for need in texts(one.get("dependsOn"))
        ],
    )
    _set_lines(bill, data)
    return listing(path, bill)


def _entries(raw: Table, depth: int) -> list[Entry]:
    """The components of a bill or of another component. Raises `ParseError` if there is no telling."""
    given = raw.get("components")
    if given is not None and not isinstance(given, list):
        raise ParseError("the components of the bill are no list")
    return [
        _entry(one, depth)
        if isinstance(one, dict)
        else Entry(name=f"component {number}", fault="it is no object")
        for number, one in enumerate(items(given), 1)
    ]


def _entry(raw: Table, depth: int) -> Entry:
    if depth > MAX_DEPTH:
        raise LimitError(f"components nested more than {MAX_DEPTH} deep")
    return Entry(
        text(raw.get("bom-ref")),
        text(raw.get("type")),
        text(raw.get("group")),
        text(raw.get("name")),
        text(raw.get("version")),
        text(raw.get("purl")),
        text(raw.get("scope")),
        [(text(one.get("alg")), text(one.get("content"))) for one in tables(raw.get("hashes"))],
        _licence(raw.get("licenses")),
        0,
        _entries(raw, depth + 1),
    )


def _licence(licences: Any) -> str:
    words: list[str] = []
    for one in tables(licences):
        inner = table(one.get("license"))
        word = text(one.get("expression")) or text(inner.get("id")) or text(inner.get("name"))
        words += [word] if word else []
    return " AND ".join(words)[:200]


def _set_lines(bill: Bill, data: bytes) -> None:
    flat = [*bill.entries, *(bill.root.nested if bill.root else ())]
    for one in flat:
        flat += one.nested
    lines = Lines(data).all_of(word for one in flat for word in (one.purl, one.ref) if word)
    for one in flat:
        one.line = lines.get(one.purl) or lines.get(one.ref) or 0
