"""How long to wait before the next try, and when to stop trying."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

ATTEMPTS = 3
RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})


def pause(attempt: int, backoff: float) -> float:
    """Seconds before try number `attempt` + 1: exponential, and without jitter, so that runs repeat."""
    return float(backoff * 2**attempt)


def retry_after(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds that the server asks us to wait; 0 if it does not. Source: RFC 9110, section 10.2.3."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=now.tzinfo)
    return max(0.0, (moment - now).total_seconds())


def limited(status: int, headers: Mapping[str, str]) -> bool:
    """Whether a refusal means a rate limit, not missing rights."""
    spent = headers.get("x-ratelimit-remaining", "").strip() == "0"
    return status == 429 or (status == 403 and (spent or "retry-after" in headers))
