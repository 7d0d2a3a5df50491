"""What a CycloneDX document says about flaws in what it lists: the analysis of its vulnerabilities."""

from collections.abc import Iterator
from urllib.parse import quote, unquote

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.waiver import VexStatus
from ostiary.formats.json_values import Table, items, table, tables, text
from ostiary.formats.vex.document import (
    Collector,
    Product,
    Statement,
    VexDocument,
    moment,
    product,
    words,
)

MAX_COMPONENTS = 500_000

STATES = {
    "resolved": VexStatus.FIXED,
    "resolved_with_pedigree": VexStatus.FIXED,
    "exploitable": VexStatus.AFFECTED,
    "in_triage": VexStatus.UNDER_INVESTIGATION,
    "false_positive": VexStatus.NOT_AFFECTED,
    "not_affected": VexStatus.NOT_AFFECTED,
}
"""Source: ECMA-424, impact analysis state."""

JUSTIFIED = {
    "code_not_present": "vulnerable_code_not_present",
    "code_not_reachable": "vulnerable_code_not_in_execute_path",
    "requires_configuration": "vulnerable_code_not_in_execute_path",
    "requires_dependency": "component_not_present",
    "requires_environment": "vulnerable_code_cannot_be_controlled_by_adversary",
    "protected_by_compiler": "inline_mitigations_already_exist",
    "protected_at_runtime": "inline_mitigations_already_exist",
    "protected_at_perimeter": "inline_mitigations_already_exist",
    "protected_by_mitigating_control": "inline_mitigations_already_exist",
}
"""Source: ECMA-424, impact analysis justification; the nearest word of OpenVEX to each."""


def read(raw: Table) -> VexDocument:
    """Read a document. Raises `ParseError`. Source: CycloneDX 1.4 to 1.7, JSON."""
    if text(raw.get("bomFormat")) != "CycloneDX":
        raise ParseError("not a CycloneDX document")
    if not isinstance(raw.get("vulnerabilities"), list):
        raise ParseError("a CycloneDX document without vulnerabilities")
    meta = table(raw.get("metadata"))
    listed = _Listed(table(meta.get("component")), raw.get("components"))
    whole, taken = text(meta.get("timestamp")), Collector()
    for number, one in enumerate(raw["vulnerabilities"], 1):
        if isinstance(one, dict):
            _flaw(one, listed, whole, taken)
        else:
            taken.lost(f"vulnerability {number}", "is no object")
    return taken.document("CycloneDX", text(raw.get("serialNumber")), _author(meta))


class _Listed:
    """Components by their references, and the product that all of them are parts of."""

    def __init__(self, root: Table, components: object) -> None:
        self.root_ref = text(root.get("bom-ref"))
        self.root = text(root.get("purl"))
        self.within = self.root or text(root.get("name"))
        self.known: dict[str, Table] = {self.root_ref: root} if self.root_ref else {}
        waiting = [items(root.get("components")), items(components)]
        while waiting:
            for one in tables(waiting.pop()):
                if len(self.known) >= MAX_COMPONENTS:
                    raise LimitError(f"a bill of more than {MAX_COMPONENTS} components")
                self.known.setdefault(text(one.get("bom-ref")) or text(one.get("purl")), one)
                waiting.append(items(one.get("components")))

    def product(self, ref: str, version: str) -> Product:
        """The component of a reference. Raises `ParseError`. Source: ECMA-424 on BOM-Link."""
        linked = unquote(ref.partition("#")[2]) if ref.startswith("urn:cdx:") else ref
        one = self.known.get(ref) or self.known.get(linked) or {}
        purl = text(one.get("purl")) or linked
        digests = [
            (text(row.get("alg")), text(row.get("content"))) for row in tables(one.get("hashes"))
        ]
        itself = bool(self.root_ref) and linked == self.root_ref
        found = product(purl, "" if itself else self.within, digests, "" if itself else self.root)
        if not version:
            return found
        if "@" in found.purl.rpartition("/")[2]:
            found_version = found.purl.rpartition("@")[2]
            if unquote(found_version) != version:
                raise ParseError(f"its purl is of version {found_version}, not {version}")
            return found
        return product(f"{found.purl}@{quote(version, safe='')}", found.within, digests, self.root)


def _flaw(raw: Table, listed: _Listed, whole: str, taken: Collector) -> None:
    name = words(text(raw.get("id")), 200)
    aliases = tuple(words(text(one.get("id")), 200) for one in tables(raw.get("references")))
    analysis = table(raw.get("analysis"))
    status = STATES.get(text(analysis.get("state")))
    if status is None:
        taken.lost(name, "has no analysis with a state that CycloneDX knows")
        return
    at = moment(text(analysis.get("lastUpdated")) or text(analysis.get("firstIssued")) or whole)
    found = False
    for one in tables(raw.get("affects")):
        for which in _products(one, name, listed, taken):
            found = True
            taken.add(
                Statement(
                    name,
                    which,
                    status,
                    tuple(filter(None, aliases)),
                    JUSTIFIED.get(text(analysis.get("justification")), ""),
                    words(text(analysis.get("detail"))),
                    words(text(raw.get("recommendation"))),
                    at,
                )
            )
    if not found:
        taken.lost(name, "affects nothing that has a purl")


def _products(raw: Table, name: str, listed: _Listed, taken: Collector) -> Iterator[Product]:
    ref = text(raw.get("ref"))
    for version in _versions(raw, f"{name} in {ref}", taken):
        try:
            yield listed.product(ref, version)
        except ParseError as error:
            taken.lost(f"{name} in {ref}", error.message)


def _versions(raw: Table, what: str, taken: Collector) -> Iterator[str]:
    """The exact versions that an entry is about; one empty text where it does not single any out."""
    rows = list(tables(raw.get("versions")))
    if not rows:
        yield ""
    for one in rows:
        version, status = text(one.get("version")), text(one.get("status")) or "affected"
        if not version:
            taken.lost(what, f"is about a range: {words(text(one.get('range')), 80)}")
        elif status != "affected":
            taken.lost(f"{what} {version}", f"its version is said to be {words(status, 40)}")
        else:
            yield version


def _author(meta: Table) -> str:
    for key in ("supplier", "manufacturer", "manufacture"):
        if found := text(table(meta.get(key)).get("name")):
            return found
    authors = [text(one.get("name")) for one in tables(meta.get("authors"))]
    return ", ".join(filter(None, authors))
