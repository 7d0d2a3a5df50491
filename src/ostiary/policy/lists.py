"""Read the lists of a policy file: allow, deny and waivers."""

import re

from ostiary.core.regex import regex
from ostiary.core.waiver import JUSTIFICATIONS, VexStatus, Waiver
from ostiary.policy.fields import Fields, Table
from ostiary.policy.lines import Path
from ostiary.policy.model import Entry, Harmless

_ENTRY = ("purl", "digest", "reason", "until")
_WAIVER = (
    "check", "subject", "status", "justification", "reason", "owner", "expires", "digest",
)  # fmt: skip
_HARMLESS = ("name", "reason", "until")
_DOTTED = regex(r"[^\W\d]\w*(?:\.[^\W\d]\w*)+")
_STATUSES = {one.value: one for one in VexStatus}
_JUSTIFICATIONS = {one: one for one in JUSTIFICATIONS}


def entries(raw: Table, fields: Fields, key: str) -> tuple[Entry, ...]:
    """The entries of `[[allow]]` or `[[deny]]`."""
    found = []
    for path, table in fields.tables(raw, key):
        fields.table(table, path, _ENTRY)
        if "purl" not in table and "digest" not in table:
            fields.wrong(path, "names nothing", "a purl, a digest, or both")
        entry = Entry(
            purl=fields.purl(table, (*path, "purl")),
            digest=fields.digest(table, (*path, "digest")),
            reason=fields.text(table, (*path, "reason"), needed=True, what="why, in a sentence"),
            until=fields.day(table, (*path, "until")),
            line=fields.line(path),
        )
        if key == "allow" and entry.purl.endswith("@*") and not entry.digest:
            allowed = "a version, a digest, or a purl without @"
            fields.wrong((*path, "purl"), "`@*` allows every version in disguise", allowed)
        found.append(entry)
    return tuple(found)


def harmless(raw: Table, fields: Fields) -> tuple[Harmless, ...]:
    """The entries of `[[models.allow]]`: names in full, for a pattern would let in what nobody looked at."""
    table = fields.inner(raw, "models")
    fields.table(table, ("models",), ("allow",))
    found = []
    for inner, row in fields.tables(table, "allow", ("models",)):
        path = ("models", *inner)
        fields.table(row, path, _HARMLESS)
        name = fields.text(row, (*path, "name"), needed=True, what="a dotted name")
        if name and not _DOTTED.fullmatch(name):
            fields.wrong((*path, "name"), "is no dotted name", "`package.module.Class`, in full")
        reason = fields.text(row, (*path, "reason"), needed=True, what="why, in a sentence")
        until = fields.day(row, (*path, "until"))
        found.append(Harmless(name, reason, until, fields.line(path)))
    return tuple(found)


def waivers(raw: Table, fields: Fields, known: frozenset[str] | None) -> tuple[Waiver, ...]:
    """The waivers of `[[waiver]]`; those with mistakes are left out, and the mistakes noted."""
    found = (_waiver(table, path, fields, known) for path, table in fields.tables(raw, "waiver"))
    return tuple(one for one in found if one is not None)


def _waiver(
    table: Table, path: Path, fields: Fields, known: frozenset[str] | None
) -> Waiver | None:
    fields.table(table, path, _WAIVER)
    check = fields.text(table, (*path, "check"), needed=True, what="a check's or an advisory's id")
    if re.fullmatch(r"[a-z][a-z0-9-]*", check):  # advisory ids have capitals
        fields.check_id((*path, "check"), check, known)
    status = fields.word(table, (*path, "status"), _STATUSES, None)
    if "status" not in table:
        fields.wrong((*path, "status"), "is missing", ", ".join(_STATUSES))
    justification = fields.word(table, (*path, "justification"), _JUSTIFICATIONS, "")
    if status is VexStatus.NOT_AFFECTED and "justification" not in table:
        fields.wrong((*path, "justification"), "is missing", ", ".join(JUSTIFICATIONS))
    subject = fields.purl(table, (*path, "subject"), needed=True)
    reason = fields.text(table, (*path, "reason"), needed=True, what="why, in a sentence")
    owner = fields.text(table, (*path, "owner"), needed=True, what="who answers for it")
    expires = fields.day(table, (*path, "expires"), needed=True)
    digest = fields.digest(table, (*path, "digest"))
    if status is None or expires is None:
        return None
    return Waiver(
        check, subject, status, justification, reason, owner, expires, digest, fields.line(path)
    )
