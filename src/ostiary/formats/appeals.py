"""Which texts of an artifact speak to a language model that reads it, and order it about?"""

import re
from collections.abc import Iterator
from functools import cache

from ahocorasick_rs import BytesAhoCorasick, MatchKind
from msgspec import Struct

from ostiary.core.regex import regex

MAX_TEXT = 1 << 20  # bytes of one file that are looked at
MAX_NEAR = 500  # bytes around an order in which somebody must be spoken to
MAX_APPEALS = 20  # of one file
MAX_SHOWN = 160

_SIGNS = (
    b"instruction",
    b"forget everything",
    b"not flag",
    b"never flag",
    b"never tell",
    b"disregard",
    b"as safe",
    b"not tell",
    b"from the user",
)

# What makes an order hostile is not its tone but what it asks for: to give up the orders of somebody
# else, to spare this very artifact, to call it harmless, or to keep from people what was done. `Never
# block the user on a slow step` and `do not tell the user to install it` say how to work, and are none.
_WORKS_ON = (
    rb"(?:package|librar(?:y|ies)|module|dependenc(?:y|ies)|release|project|file|repository|repo"
    rb"|plugin|skill)s?"
)
_PIECE = rb"(?:code|script|installer|installation|finding|behaviou?r|comment|text|issue|server|tool|step)s?"
_ILL = rb"(?:malicious|suspicious|malware|unsafe|dangerous|harmful|insecure|risky|a\s+(?:risk|threat|virus))"
_PEOPLE = (
    rb"(?:(?:the|your|any|a)\s+)?"
    rb"(?:users?|humans?|developers?|people|operators?|owners?|maintainers?|reviewers?|anyone|anybody)\b"
)
_NOT = rb"(?:do\s+not|don't|never|must\s+not)\s+(?:ever\s+)?"
_ORDERS = (
    rb"instructions?|rules|orders?|prompts?|directions?|directives?|guidelines?|commands?|constraints|restrictions"
    rb"|polic(?:y|ies)|training|tasks?|context|messages?"
)
_BEFORE = (
    rb"(?:previous|prior|above|earlier|existing|former|preceding|original|initial|system|safety)"
)
_OVERRIDE = (
    rb"(?:(?:ignore|disregard|forget)\s+(?:(?:all|any|every)\s+)?(?:of\s+)?(?:(?:the|your|these|those|my)\s+)?"
    rb"|override\s+(?:(?:all|any)\s+)(?:of\s+)?(?:(?:the|your)\s+)?|override\s+your\s+)"
    rb"(?:"
    + _BEFORE
    + rb"(?:\s+(?!of\b)\w+){0,2}?\s+(?:"
    + _ORDERS
    + rb")\b|above(?=\s*[.,;:!]|\s+and\b))"
    rb"|(?:ignore|disregard|forget)\s+(?:your\s+(?:\w+\s+)?(?:instructions?|rules|guidelines)\b"
    rb"|(?:all|everything|anything)\s+(?:of\s+)?(?:(?:the|that|you\s+were\s+told)\s+)?(?:above|before|you\s+know)\b)"
)
_SPARE = (
    _NOT + rb"(?:(?:flag|report)\s+(?:(?:this|these)\s+(?:" + _WORKS_ON + rb"|" + _PIECE + rb")\b"
    rb"|(?:this|these)(?=\s*[.,;:!]|\s+(?:to|as)\b)|it(?=\s*[.!]|\s+to\b))"
    rb"|block\s+(?:this|these)\s+(?:" + _WORKS_ON + rb"|code|script|installer|installation)\b"
    rb"|(?:flag|report|block|mention)\s+(?:the|any)\s+" + _WORKS_ON + rb"\b(?!['.]\w)"
    rb"|(?:flag|report)\s+(?:it|(?:this|these|the|any)(?:\s+\w+)?)\s+as\s+(?:being\s+)?"
    + _ILL
    + rb"\b)"
)
_VERDICT = (
    rb"(?:report|rate|mark|classify|treat|consider|label)\s+"
    rb"(?:(?:it|this|these|everything)|(?:the|this|these)\s+"
    rb"(?:" + _WORKS_ON + rb"|code|scripts?|install(?:er|ation)|findings?|behaviou?r))\s+as\s+"
    rb"(?:being\s+|completely\s+|fully\s+)?(?:safe|trusted|benign|harmless|clean)\b(?!\s*(?:or\b|/|\|))"
)
_LOOKS = (
    rb"(?:review|inspect|audit|check|verify)\s+"
    rb"(?:this|these|the\s+(?:code|diff|changes?|file|package|commit|logs?))"
)
_HUSH = (
    _NOT
    + rb"(?:tell\s+"
    + _PEOPLE
    + rb"(?!\s+(?:to\s+(?!"
    + _LOOKS
    + rb")|how\b|they\b|that\s+they\b))"
    rb"|(?:inform|notify|warn|alert)\s+" + _PEOPLE + rb"\s+(?:about|of|that|what)\b"
    rb"|mention\s+(?:(?:this|these)\s+(?:"
    + _WORKS_ON
    + rb"|"
    + _PIECE
    + rb"|order|instruction|upload|request|command)"
    rb"|(?:this|these|it|any\s+of\s+this)\s+to\s+" + _PEOPLE + rb"))"
    rb"|(?:hide|conceal|keep)\s+(?:what\s+you\s+\w+|(?:this|these|your)\s+"
    rb"(?:orders?|instructions?|steps?|notes?|actions?|requests?|changes?|uploads?))\s+(?:secret\s+|hidden\s+)?from\s+"
    + _PEOPLE
)
_ORDER = regex(rb"|".join((_OVERRIDE, _SPARE, _VERDICT, _HUSH)))
_HUSHES = regex(_HUSH)
_VERBS = (
    *(b"ignore", b"disregard", b"forget", b"override", b"do", b"never", b"report", b"rate"),
    *(b"mark", b"classify", b"treat", b"consider", b"label", b"must", b"hide", b"conceal", b"keep"),
)
"""How orders start: looking for these first is much faster than one pattern for all."""

_SPOKEN_TO = regex(
    rb"\b(?:ai|llm|coding|language[- ]model|automated)[- ]"
    rb"(?:assistants?|agents?|reviewers?|models?|scanners?|systems?)\b"
    rb"|\blanguage models?\b|\bllms?\b|\b(?:claude|chatgpt|copilot|gemini|cursor)\b"
)
_COVER = regex(rb"<!--|\xe2\x80[\x8b-\x8f]|\xe2\x81[\xa0-\xa4]|\xf3\xa0[\x80-\x81][\x80-\xbf]")
_QUOTED = b"`\"'"
_WHOSE = regex(rb"\b(?:they|it|we|he|she|which|that|who|to)\s+$")
"""Before a verb: the one who does it, and is not ordered to."""
_PHRASE = regex(rb"\s*- (?:\"[^\"]*\"|'[^']*'),?\s*")
"""An item of a list that is a quotation from its start to its end, as in collections of what others say."""
_WORKS = regex(rb"(?i)\.ssh\b|\.aws\b|credential|api[ _-]?key|\btoken|environment variable|curl\s")


class Appeal(Struct, frozen=True, order=True):
    """One order to a model: `hidden` where people do not see it, `takes` where it is after secrets."""

    path: str
    line: int
    text: str
    hidden: bool
    takes: bool


class Appeals(Struct, frozen=True):
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
        if _told(low, order.start()):
            continue
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
    """All signs at once: one way through the text in place of one for each.

    Whether any is there does not hang on the order of matches, and by the leftmost ones first the library
    looks at many bytes at once: ten times as fast.
    """
    return BytesAhoCorasick(_SIGNS, matchkind=MatchKind.LeftmostFirst)


def hushes(appeal: Appeal) -> bool:
    """Whether it only asks that something is kept from people, and does not say of what."""
    return _HUSHES.match(appeal.text.lower().encode()) is not None


def _told(low: bytes, at: int) -> bool:
    """Whether somebody tells of an order: it begins a quotation, or lies in a list of nothing but such.

    Or it is none: `so they never report this` says what somebody else does.
    """
    if at and (low[at - 1] in _QUOTED or _WHOSE.search(low[max(at - 12, 0) : at])):
        return True
    first = max(at - MAX_NEAR, 0)
    rows = low[first : at + MAX_NEAR].split(b"\n")
    here = low.count(b"\n", first, at)
    beside = rows[max(here - 1, 0) : here] + rows[here + 1 : here + 2]
    return _PHRASE.fullmatch(rows[here]) is not None and any(map(_PHRASE.fullmatch, beside))


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
