"""A CSAF document of the VEX profile."""

from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.waiver import JUSTIFICATIONS, VexStatus
from ostiary.formats.json_values import Table, items, table, tables, text, texts
from ostiary.formats.vex.document import (
    Collector,
    Product,
    Statement,
    VexDocument,
    moment,
    product,
    words,
)

MAX_PRODUCTS = 200_000

_STATUSES = {
    "fixed": VexStatus.FIXED,
    "first_fixed": VexStatus.FIXED,
    "known_not_affected": VexStatus.NOT_AFFECTED,
    "known_affected": VexStatus.AFFECTED,
    "first_affected": VexStatus.AFFECTED,
    "last_affected": VexStatus.AFFECTED,
    "under_investigation": VexStatus.UNDER_INVESTIGATION,
}
"""Source: CSAF 2.0, section 3.2.3.9; `recommended` says nothing about a flaw."""


class _Known(Struct, frozen=True):
    """One product of the tree; of a relationship `part` is the component's id, `of` that of the whole."""

    name: str
    purl: str = ""
    digests: tuple[tuple[str, str], ...] = ()
    part: str = ""
    of: str = ""


def read(raw: Table) -> VexDocument:
    """Read a document. Raises `ParseError`. Source: CSAF 2.0, sections 3.2 and 4.5."""
    head = table(raw.get("document"))
    if text(head.get("category")).casefold() != "csaf_vex":
        raise ParseError("a CSAF document of another profile", "export it as csaf_vex")
    if not isinstance(raw.get("vulnerabilities"), list):
        raise ParseError("a CSAF document without vulnerabilities")
    tree = table(raw.get("product_tree"))
    known, groups = _tree(tree), _groups(tree)
    tracking = table(head.get("tracking"))
    at = text(tracking.get("current_release_date"))
    taken = Collector()
    for number, one in enumerate(raw["vulnerabilities"], 1):
        if isinstance(one, dict):
            _flaw(one, known, groups, at, taken)
        else:
            taken.lost(f"vulnerability {number}", "is no object")
    publisher = text(table(head.get("publisher")).get("name"))
    return taken.document("CSAF", text(tracking.get("id")), publisher)


def _tree(tree: Table) -> dict[str, _Known]:
    """Every product by its id: of branches, of the flat list, and of relationships."""
    found: dict[str, _Known] = {}

    def take(one: Table, part: str = "", of: str = "") -> None:
        if len(found) >= MAX_PRODUCTS:
            raise LimitError(f"a product tree of more than {MAX_PRODUCTS} products")
        known = _known(one, part, of)
        if known is not None:
            found.setdefault(text(one.get("product_id")), known)

    waiting = [items(tree.get("branches"))]
    while waiting:
        for branch in tables(waiting.pop()):
            take(table(branch.get("product")))
            waiting.append(items(branch.get("branches")))
    for one in tables(tree.get("full_product_names")):
        take(one)
    for one in tables(tree.get("relationships")):
        part, of = text(one.get("product_reference")), text(one.get("relates_to_product_reference"))
        take(table(one.get("full_product_name")), part, of)
    return found


def _known(one: Table, part: str, of: str) -> _Known | None:
    if not text(one.get("product_id")):
        return None
    helper = table(one.get("product_identification_helper"))
    purl = text(helper.get("purl")) or next(iter(texts(helper.get("purls"))), "")
    digests = tuple(
        (text(row.get("algorithm")), text(row.get("value")))
        for many in tables(helper.get("hashes"))
        for row in tables(many.get("file_hashes"))
    )
    return _Known(words(text(one.get("name")), 200), purl, digests, part, of)


def _groups(tree: Table) -> dict[str, list[str]]:
    return {
        text(one.get("group_id")): texts(one.get("product_ids"))
        for one in tables(tree.get("product_groups"))
    }


def _flaw(
    raw: Table, known: dict[str, _Known], groups: dict[str, list[str]], at: str, taken: Collector
) -> None:
    ids = [words(text(one.get("text")), 200) for one in tables(raw.get("ids"))]
    names = [one for one in (words(text(raw.get("cve")), 200), *ids) if one]
    name = names[0] if names else ""
    flags = _told(raw.get("flags"), "label", groups)
    impacts = _told(_of(raw.get("threats"), "impact"), "details", groups)
    actions = _told(raw.get("remediations"), "details", groups)
    for key, status in _STATUSES.items():
        for product_id in texts(table(raw.get("product_status")).get(key)):
            which = _product(product_id, name, known, taken)
            if which is None:
                continue
            label = flags.get(product_id) or flags.get("", "")
            taken.add(
                Statement(
                    name,
                    which,
                    status,
                    tuple(names[1:]),
                    label if label in JUSTIFICATIONS else "",
                    words(impacts.get(product_id) or impacts.get("", "")),
                    words(actions.get(product_id) or actions.get("", "")),
                    moment(at),
                )
            )


def _of(rows: object, category: str) -> list[Table]:
    return [one for one in tables(rows) if text(one.get("category")) == category]


def _told(rows: object, key: str, groups: dict[str, list[str]]) -> dict[str, str]:
    """Texts by product id; one that names no product is about all, under an empty id."""
    found: dict[str, str] = {}
    for one in tables(rows):
        ids = [*texts(one.get("product_ids"))]
        for group in texts(one.get("group_ids")):
            ids += groups.get(group, [])
        bound = bool(one.get("product_ids") or one.get("group_ids"))
        for product_id in ids if bound else [""]:
            found.setdefault(product_id, text(one.get(key)))
    return found


def _product(
    product_id: str, name: str, known: dict[str, _Known], taken: Collector
) -> Product | None:
    one = known.get(product_id)
    if one is None:
        taken.lost(f"{name} in {product_id}", "is not in the product tree")
        return None
    part, whole = known.get(one.part), known.get(one.of)
    inner = part or one
    within = (whole.purl or whole.name) if whole else ""
    try:
        return product(inner.purl, within, inner.digests, whole.purl if whole else "")
    except ParseError as error:
        called = one.name or product_id
        reason = error.message if inner.purl else "it has no purl"
        taken.lost(f"{name} in {called}", reason)
        return None
