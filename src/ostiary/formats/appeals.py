"""Which texts of an artifact speak to a language model that reads it, and order it about?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import BytesAhoCorasick, Implementation

MAX_TEXT = 1 << 20  # bytes of one file that are looked at
MAX_NEAR = 500  # bytes around an order in which somebody must be spoken to
MAX_APPEALS = 20  # of one file
MAX_SHOWN = 160

_SIGNS = (
    b"instruction",
    b"forget everything",
    b"not flag",
    b"never tell",
    b"disregard",
    b"as safe",
    b"not tell",
)
_ORDER = re.compile(
    rb"(?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+|everything\s+)?(?:of\s+)?(?:the\s+|your\s+)?"
    rb"(?:previous|prior|above|earlier|existing|you\s+know|former)(?:\s+(?:instructions?|rules|orders|prompts?))?"
    rb"|(?:do\s+not|don't|never)\s+(?:flag|report|mention|block)\s+(?:this|the|it|any)\b"
    rb"|(?:never|do\s+not|don't)\s+tell\s+the\s+user"
    rb"|(?:report|rate|mark|classify|treat|consider)\s+(?:this|the|it)\s*\w*\s+as\s+"
    rb"(?:safe|trusted|benign|harmless|clean)"
)
_VERBS = (
    *(b"ignore", b"disregard", b"forget", b"override", b"do", b"never", b"report", b"rate"),
    *(b"mark", b"classify", b"treat", b"consider"),
)
"""How orders start: looking for these first is much faster than one pattern for all."""

_SPOKEN_TO = re.compile(
    rb"\b(?:ai|llm|coding|language[- ]model|automated)[- ]"
    rb"(?:assistants?|agents?|reviewers?|models?|scanners?|systems?)\b"
    rb"|\blanguage models?\b|\bllms?\b|\b(?:claude|chatgpt|copilot|gemini|cursor)\b"
)
_COVER = re.compile(rb"<!--|\xe2\x80[\x8b-\x8f]|\xe2\x81[\xa0-\xa4]|\xf3\xa0[\x80-\x81][\x80-\xbf]")
_QUOTED = b"`\"'"
_WORKS = re.compile(
    rb"(?i)\.ssh\b|\.aws\b|credential|api[ _-]?key|\btoken|environment variable|curl\s"
)


@dataclass(frozen=True, slots=True, order=True)
class Appeal:
    """One order to a model: `hidden` where people do not see it, `takes` where it is after secrets."""

    path: str
    line: int
    text: str
    hidden: bool
    takes: bool


@dataclass(frozen=True, slots=True)
class Appeals:
    """All of them in one artifact."""

    artifact: str
    found: tuple[Appeal, ...]


def appeals(path: str, data: bytes) -> tuple[Appeal, ...]:
    """The orders in one text, whatever its bytes are; linear in its length."""
    low = data[:MAX_TEXT].lower()
    if not _signs().find_matches_as_indexes(low):
        return ()
    found: list[Appeal] = []
    last = -MAX_NEAR
    for order in _orders(low):
        start = max(order.start() - MAX_NEAR, 0)
        near = low[start : order.end() + MAX_NEAR]
        if order.start() - last < MAX_NEAR or not _SPOKEN_TO.search(near):
            continue
        if order.start() and low[order.start() - 1] in _QUOTED:
            continue  # somebody tells of such orders
        last = order.start()
        cover = low[start : order.start()]
        shown = " ".join(data[order.start() : order.end() + 60].decode("utf-8", "replace").split())
        found.append(
            Appeal(
                path,
                data.count(b"\n", 0, order.start()) + 1,
                shown[:MAX_SHOWN],
                bool(_COVER.search(cover)) and b"-->" not in cover,
                _WORKS.search(near) is not None,
            )
        )
        if len(found) >= MAX_APPEALS:
            break
    return tuple(found)


@cache
def _signs() -> BytesAhoCorasick:
    """All signs at once: one way through the text in place of one for each."""
    return BytesAhoCorasick(_SIGNS, implementation=Implementation.DFA)


def _orders(low: bytes) -> Iterator[re.Match[bytes]]:
    """The orders in a text, from its start on, none inside another one."""
    starts: list[int] = []
    for verb in _VERBS:
        place = low.find(verb)
        while place >= 0:
            starts.append(place)
            place = low.find(verb, place + 1)
    end = 0
    for place in sorted(starts):
        found = _ORDER.match(low, place) if place >= end else None
        if found is not None:
            end = found.end()
            yield found
