"""Which bugs are known to be exploited: CISA's catalogue (KEV), from bytes nobody vouches for."""

import re
from datetime import date

import msgspec
from msgspec import Struct

from ostiary.core.errors import LimitError, ParseError
from ostiary.core.regex import regex

MAX_BODY = 64 * 1024 * 1024
MAX_ENTRIES = 200_000

_CVE = regex(r"CVE-\d{4}-\d{4,12}", re.ASCII)


class KevEntry(Struct, frozen=True):
    """One bug: until when US agencies must act, None if it is not said, and whether ransomware uses it."""

    cve: str
    due: date | None = None
    ransomware: bool = False


class _Entry(msgspec.Struct, rename="camel"):
    cve_id: str = msgspec.field(name="cveID", default="")
    due_date: str = ""
    known_ransomware_campaign_use: str = ""


class _Catalogue(msgspec.Struct):
    vulnerabilities: list[_Entry]


def is_kev(head: bytes) -> bool:
    """Whether a JSON text is this catalogue, by its first bytes."""
    return b'"catalogVersion"' in head


def parse_kev(data: bytes) -> tuple[KevEntry, ...]:
    """Read the catalogue; entries without a CVE are left out. Raises `ParseError`."""
    if len(data) > MAX_BODY:
        raise LimitError(f"{len(data)} bytes of KEV; {MAX_BODY} are read at most")
    try:
        wire = msgspec.json.decode(data, type=_Catalogue)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ParseError(f"not a KEV catalogue: {error}") from None
    if len(wire.vulnerabilities) > MAX_ENTRIES:
        raise LimitError(f"more than {MAX_ENTRIES} entries of KEV")
    found = {
        one.cve_id: KevEntry(
            one.cve_id, _day(one.due_date), one.known_ransomware_campaign_use.lower() == "known"
        )
        for one in wire.vulnerabilities
        if _CVE.fullmatch(one.cve_id)
    }
    if not found:
        raise ParseError("a KEV catalogue without any entry")
    return tuple(found[name] for name in sorted(found))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
