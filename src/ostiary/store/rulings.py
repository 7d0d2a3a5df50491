"""Approvals and refusals as bodies of log entries, and back."""

import json
from datetime import date, datetime
from typing import Any

from ostiary.core.waiver import Approval, Ruling
from ostiary.store.errors import TamperedError


def encode(approval: Approval) -> bytes:
    """The ruling as canonical JSON; its time stands in the entry's header."""
    until = approval.until.isoformat() if approval.until else ""
    body = {
        "subject": approval.subject,
        "ruling": approval.ruling.value,
        "reason": approval.reason,
        "by": approval.by,
        "until": until,
        "digest": approval.digest,
    }
    return canonical(body)


def decode(body: bytes, at: datetime, seq: int) -> Approval:
    """The ruling in an entry. Raises `TamperedError` for a body that is none: nothing is skipped silently."""
    try:
        raw = json.loads(body)
        return Approval(
            subject=_text(raw, "subject"),
            ruling=Ruling(_text(raw, "ruling")),
            reason=_text(raw, "reason"),
            by=_text(raw, "by"),
            until=date.fromisoformat(raw["until"]) if _text(raw, "until") else None,
            at=at,
            digest=_text(raw, "digest"),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"entry {seq} of the log is no ruling: {error}"
        raise TamperedError(
            message, "`ostiary log verify` says whether the log is whole"
        ) from error


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces, so that equal content has equal bytes."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()


def _text(raw: Any, key: str) -> str:
    value = raw[key]
    if not isinstance(value, str):
        raise TypeError(f"`{key}` is no text")
    return value
