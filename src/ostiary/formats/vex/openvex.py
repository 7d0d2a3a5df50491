"""An OpenVEX document."""

from collections.abc import Iterator

from ostiary.core.errors import ParseError
from ostiary.core.waiver import JUSTIFICATIONS, VexStatus
from ostiary.formats.json_values import Table, table, tables, text, texts
from ostiary.formats.vex.document import (
    Collector,
    Product,
    Statement,
    VexDocument,
    moment,
    product,
    words,
)

CONTEXT = "https://openvex.dev/ns/v0.2"
_STATUSES = {one.value: one for one in VexStatus}


def read(raw: Table) -> VexDocument:
    """Read a document. Raises `ParseError`. Source: OpenVEX 0.2.0."""
    if not text(raw.get("@context")).startswith(CONTEXT):
        raise ParseError("OpenVEX of this version is not read", "export it as OpenVEX 0.2.0")
    if not isinstance(raw.get("statements"), list):
        raise ParseError("an OpenVEX document without statements")
    taken = Collector()
    whole = text(raw.get("timestamp"))
    for number, one in enumerate(raw["statements"], 1):
        if isinstance(one, dict):
            _statement(one, whole, taken)
        else:
            taken.lost(f"statement {number}", "is no object")
    return taken.document("OpenVEX", text(raw.get("@id")), text(raw.get("author")))


def _statement(raw: Table, whole: str, taken: Collector) -> None:
    given = raw.get("vulnerability")
    flaw = table(given)
    name = words(text(flaw.get("name")) or text(given), 200)
    aliases = tuple(words(one, 200) for one in texts(flaw.get("aliases")))
    status = _STATUSES.get(text(raw.get("status")))
    if status is None:
        taken.lost(name, "has no status that OpenVEX knows")
        return
    justification = text(raw.get("justification"))
    at = moment(text(raw.get("last_updated")) or text(raw.get("timestamp")) or whole)
    found = False
    for one in _products(raw, name, taken):
        found = True
        taken.add(
            Statement(
                name,
                one,
                status,
                aliases,
                justification if justification in JUSTIFICATIONS else "",
                words(text(raw.get("impact_statement"))),
                words(text(raw.get("action_statement"))),
                at,
            )
        )
    if not found:
        taken.lost(name, "names no product by a purl")


def _products(raw: Table, name: str, taken: Collector) -> Iterator[Product]:
    for one in tables(raw.get("products")):
        whole = _purl(one)
        inner = list(tables(one.get("subcomponents")))
        for part in inner or [one]:
            within = (whole or text(one.get("@id")) or "a product") if inner else ""
            digests = [(key, text(value)) for key, value in table(part.get("hashes")).items()]
            try:
                yield product(_purl(part), within, digests, whole if inner else "")
            except ParseError as error:
                what = text(part.get("@id")) or text(one.get("@id"))
                taken.lost(f"{name} in {what or 'a product'}", error.message)


def _purl(raw: Table) -> str:
    """The purl among the identifiers, or the id if it is one."""
    return text(table(raw.get("identifiers")).get("purl")) or text(raw.get("@id"))
