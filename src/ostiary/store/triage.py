"""Triage as bodies of log entries, and back: what is said of a finding, and that it is taken back."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.waiver import VexStatus, Waiver
from ostiary.store.errors import TamperedError
from ostiary.store.rulings import canonical


class Removal(Struct, frozen=True):
    """That an entry was taken back: its number, why, and by whom."""

    entry: int
    reason: str
    by: str


class Triaged(Struct, frozen=True):
    """One entry as it stands now: `by` wrote it at `at`; `ended` says what took it out of force."""

    waiver: Waiver
    by: str
    at: datetime
    ended: str = ""


def encode(waiver: Waiver, by: str) -> bytes:
    """A statement as canonical JSON; its number and time stand in the entry's header."""
    return canonical(
        {
            "action": "set",
            "by": by,
            "check": waiver.check,
            "aliases": list(waiver.aliases),
            "subject": waiver.subject,
            "status": waiver.status.value,
            "justification": waiver.justification,
            "reason": waiver.reason,
            "owner": waiver.owner,
            "until": waiver.expires.isoformat(),
            "digest": waiver.digest,
            "place": waiver.place,
            "until_fixed": waiver.until_fixed,
            "accepted": waiver.accepted,
            "action_statement": waiver.action,
        }
    )


def encode_removal(removal: Removal) -> bytes:
    """A removal as canonical JSON."""
    return canonical(
        {"action": "remove", "by": removal.by, "entry": removal.entry, "reason": removal.reason}
    )


def decode(body: bytes, at: datetime, seq: int) -> Triaged | Removal:
    """The statement or removal in an entry. Raises `TamperedError` for a body that is neither."""
    try:
        raw = json.loads(body)
        if raw["action"] == "remove":
            return Removal(_number(raw, "entry"), _text(raw, "reason"), _text(raw, "by"))
        waiver = Waiver(
            check=_text(raw, "check"),
            subject=_text(raw, "subject"),
            status=VexStatus(_text(raw, "status")),
            justification=_text(raw, "justification"),
            reason=_text(raw, "reason"),
            owner=_text(raw, "owner"),
            expires=date.fromisoformat(_text(raw, "until")),
            digest=_text(raw, "digest"),
            aliases=tuple(str(one) for one in raw["aliases"]),
            place=_text(raw, "place"),
            until_fixed=raw["until_fixed"] is True,
            accepted=raw["accepted"] is True,
            action=_text(raw, "action_statement"),
            entry=seq,
            at=at.date(),
        )
        return Triaged(waiver, _text(raw, "by"), at)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"entry {seq} of the log is no triage: {error}"
        raise TamperedError(
            message, "`ostiary log verify` says whether the log is whole"
        ) from error


def settled(entries: Iterable[Triaged | Removal]) -> tuple[Triaged, ...]:
    """Every statement in order, with what ended it: a removal, or a later one on the same.

    The same is the same check or advisory on the same subject, bytes and place.
    """
    found: dict[int, Triaged] = {}
    last: dict[tuple[str, str, str, str], int] = {}
    for one in entries:
        if isinstance(one, Removal):
            if one.entry in found:
                found[one.entry] = _ended(found[one.entry], f"removed by {one.by}: {one.reason}")
            continue
        waiver = one.waiver
        key = (waiver.check.casefold(), waiver.subject, waiver.digest, waiver.place)
        if key in last:
            found[last[key]] = _ended(found[last[key]], f"replaced by entry {waiver.entry}")
        last[key] = waiver.entry
        found[waiver.entry] = one
    return tuple(found.values())


def _ended(one: Triaged, why: str) -> Triaged:
    return one if one.ended else replace(one, ended=why)


def _text(raw: Any, key: str) -> str:
    value = raw[key]
    if not isinstance(value, str):
        raise TypeError(f"`{key}` is no text")
    return value


def _number(raw: Any, key: str) -> int:
    value = raw[key]
    if not isinstance(value, int):
        raise TypeError(f"`{key}` is no number")
    return value
