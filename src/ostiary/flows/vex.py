"""From what others state about flaws to waivers that an audit can use."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from ostiary.core.errors import ParseError, UsageError
from ostiary.core.waiver import VexStatus, Waiver
from ostiary.formats.vex.document import MAX_BYTES, Statement, Unmapped, VexDocument, words
from ostiary.formats.vex.read import parse


class Terms(Struct, frozen=True):
    """On what terms statements are taken over.

    `owner` answers for them (the document's author if empty), `until` is their last day, `today` the day of
    the run; `place` is the absolute path of the place that they are about, empty for every place. Statements
    about a part of a product need a place, unless `here` says that they are asked for one run only.
    """

    until: date
    today: date
    owner: str = ""
    place: str = ""
    until_fixed: bool = False
    here: bool = False


class Taken(Struct, frozen=True):
    """What came out of one document."""

    document: VexDocument
    waivers: tuple[Waiver, ...]
    unmapped: tuple[Unmapped, ...]


def take(path: Path, terms: Terms) -> Taken:
    """Read a document. Raises `UsageError` if it cannot be read, or is no VEX."""
    try:
        with path.open("rb") as stream:
            document = parse(stream.read(MAX_BYTES + 1))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except ParseError as error:
        raise UsageError(f"{path}: {error.message}", error.hint) from error
    return taken(document, terms)


def taken(document: VexDocument, terms: Terms) -> Taken:
    """The statements as waivers; those that accept nothing come last, so that a doubt takes back a yes."""
    waivers: list[Waiver] = []
    lost = list(document.unmapped)
    for one in document.statements:
        place = one.product.place or terms.place
        if one.product.within and not place and not terms.here:
            what = f"{one.vulnerability} in {one.product.purl}"
            within = words(one.product.within, 120)
            lost.append(
                Unmapped(what, f"is about a part of {within}: say which place with --place")
            )
        else:
            waivers.append(_waiver(one, document, terms, place))
    ordered = sorted(waivers, key=lambda one: not one.accepts)
    return Taken(document, tuple(ordered), tuple(lost))


def _waiver(one: Statement, document: VexDocument, terms: Terms, place: str) -> Waiver:
    source = " ".join(filter(None, (document.format, document.id)))
    why = one.impact or one.justification or one.action or one.status.value
    said = f"{document.author}, " if document.author else ""
    return Waiver(
        check=one.vulnerability,
        subject=one.product.purl,
        status=one.status,
        justification=one.justification if one.status is VexStatus.NOT_AFFECTED else "",
        reason=f"{why} ({said}{source})",
        owner=terms.owner or document.author or source,
        expires=terms.until,
        digest=one.product.digest,
        aliases=one.aliases,
        place=place,
        until_fixed=terms.until_fixed,
        accepted=one.status is not VexStatus.AFFECTED,
        action=one.action,
        at=terms.today,
    )


def for_one_run(paths: Sequence[Path], today: date) -> tuple[tuple[Waiver, ...], tuple[str, ...]]:
    """Waivers of documents that count in one run only, and a note for each thing that is not mapped."""
    waivers: list[Waiver] = []
    notes: list[str] = []
    for path in paths:
        found = take(path, Terms(today, today, here=True))
        waivers += found.waivers
        notes += [f"{path.name}: {one.what}: {one.reason}" for one in found.unmapped[:MAX_NOTES]]
        if len(found.unmapped) > MAX_NOTES:
            notes.append(f"{path.name}: {len(found.unmapped) - MAX_NOTES} more that are not used")
    return tuple(waivers), tuple(notes)


MAX_NOTES = 20
"""Notes of one document in a report; `triage import` names everything."""
