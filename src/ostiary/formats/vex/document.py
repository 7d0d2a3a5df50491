"""What a VEX document states, whatever its format."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.subject import Subject
from ostiary.core.waiver import VexStatus
from ostiary.formats.inventory.sbom.purl import parse_purl

MAX_BYTES = 64 << 20
MAX_STATEMENTS = 100_000
"""Statements, each about one flaw in one product."""
MAX_UNMAPPED = 1_000
MAX_WORDS = 2_000
"""Characters of one text that is kept."""

_STRENGTH = (
    VexStatus.AFFECTED,
    VexStatus.UNDER_INVESTIGATION,
    VexStatus.FIXED,
    VexStatus.NOT_AFFECTED,
)
"""Of two words that contradict each other at the same time, the one that accepts less counts."""


class Product(Struct, frozen=True):
    """What a statement is about.

    `purl` has no qualifiers; `within` is what it is a part of, as the document calls it, empty if it stands
    for itself; `place` is the absolute path where that is a place that Ostiary audited; `digest` binds it to
    bytes (`sha256:...`).
    """

    purl: str
    within: str = ""
    place: str = ""
    digest: str = ""


class Statement(Struct, frozen=True):
    """One flaw in one product. `justification` is OpenVEX's word or empty; `at` is None if unknown."""

    vulnerability: str
    product: Product
    status: VexStatus
    aliases: tuple[str, ...] = ()
    justification: str = ""
    impact: str = ""
    action: str = ""
    at: datetime | None = None


class Unmapped(Struct, frozen=True):
    """What a document says that nobody here can use: about whom or what, and why not."""

    what: str
    reason: str


class VexDocument(Struct, frozen=True):
    """One document: the last word on each flaw in each product, and what could not be mapped."""

    format: str
    id: str
    author: str
    statements: tuple[Statement, ...]
    unmapped: tuple[Unmapped, ...] = ()


class Collector:
    """Takes statements with the products that they name, and says by name what cannot be used."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self._unmapped: dict[Unmapped, None] = {}

    def add(self, one: Statement) -> None:
        """One statement; one that says `not_affected` and not why is left out, and said."""
        if not one.vulnerability:
            self.lost(one.product.purl, "the statement names no vulnerability")
        elif one.status is VexStatus.NOT_AFFECTED and not (one.justification or one.impact):
            what = f"{one.vulnerability} in {one.product.purl}"
            self.lost(what, "says not_affected without a justification or an impact statement")
        else:
            self.statements.append(one)
        if len(self.statements) > MAX_STATEMENTS:
            raise LimitError(f"a VEX document of more than {MAX_STATEMENTS} statements")

    def lost(self, what: str, reason: str) -> None:
        """Something that cannot be used."""
        if len(self._unmapped) < MAX_UNMAPPED:
            self._unmapped[Unmapped(words(what, 200) or "(no name)", reason)] = None

    def document(self, form: str, identity: str, author: str) -> VexDocument:
        """The whole document, with one statement for each flaw in each product."""
        kept = tuple(self._last(self.statements))
        return VexDocument(
            form, words(identity, 300), words(author, 200), kept, tuple(self._unmapped)
        )

    def _last(self, statements: Iterable[Statement]) -> Iterable[Statement]:
        """The newest word on each; where two of the same time differ, the one that accepts less."""
        last: dict[tuple[str, Product], Statement] = {}
        for one in statements:
            key = (one.vulnerability.casefold(), one.product)
            other = last.get(key)
            if other is None or _time(one) > _time(other):
                last[key] = one
            elif _time(one) == _time(other) and one.status is not other.status:
                what = f"{one.vulnerability} in {one.product.purl}"
                self.lost(what, f"is said to be {one.status.value} and {other.status.value}")
                last[key] = min(one, other, key=lambda said: _STRENGTH.index(said.status))
        return last.values()


def product(
    purl: str, within: str = "", digests: Iterable[tuple[str, str]] = (), owner: str = ""
) -> Product:
    """A product by its purl; `within` and `owner` are name and purl of what it is a part of.

    Raises `ParseError` for what is no purl. Of several digests the strongest binds.
    """
    parsed = parse_purl(purl)
    if "*" in parsed.name or "*" in parsed.version:
        raise ParseError("its purl holds a `*`, which is no version")
    plain = Subject(parsed.type, parsed.name, parsed.version).purl
    return Product(plain, words(within, 300), place_of(owner), _bound(digests))


def place_of(purl: str) -> str:
    """The absolute path of a place of ours out of its purl; empty if it is the purl of something else."""
    if not purl.startswith("pkg:generic/"):
        return ""
    from packageurl import PackageURL

    try:
        given: Any = PackageURL.from_string(purl).qualifiers
    except ValueError:
        return ""
    path = str(given.get("file_name", ""))
    return path if path.startswith("/") else ""


_LENGTHS = {"sha256": 64, "sha512": 128, "sha384": 96}
"""Digests that bind, the first that is there, with their hexadecimal digits."""


def _bound(digests: Iterable[tuple[str, str]]) -> str:
    known = {name.lower().replace("-", ""): value.lower() for name, value in digests}
    for name, length in _LENGTHS.items():
        value = known.get(name, "")
        if len(value) == length and not set(value) - set("0123456789abcdef"):
            return f"{name}:{value}"
    return ""


def moment(text: str) -> datetime | None:
    """An RFC 3339 time; None for what is none."""
    try:
        at = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def words(text: str, limit: int = MAX_WORDS) -> str:
    """A text on one line, no longer than `limit` characters."""
    return " ".join(text[: 2 * limit].split())[:limit]


def _time(one: Statement) -> float:
    try:
        return one.at.timestamp() if one.at else 0.0
    except (OverflowError, ValueError):
        return 0.0
