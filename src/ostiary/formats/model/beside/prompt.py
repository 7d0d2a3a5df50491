"""Texts that are written for models: skills, rules and prompts of agents."""

import re
from bisect import bisect
from itertools import islice

from ostiary.core.regex import regex
from ostiary.formats.appeals import MAX_TEXT, Appeal, appeals, hushes
from ostiary.formats.model.beside.commands import fetches
from ostiary.formats.model.beside.marks import MAX_PROMPT, TAGS, TOOLS, unflagged
from ostiary.formats.model.beside.secret import note_secrets
from ostiary.formats.model.desk import HEAD, Desk
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet

MAX_RUN = 50
"""Commands of one text that are told of."""

_HIDDEN = regex(
    "[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\U000e0000-\U000e007f]"
)
_RUN = regex(r"!`([^`\n]{1,500})`")
"""A command that runs as soon as an agent is given the text."""
_VERB = regex(r"\b(?:curl|wget|post|send|upload|exfiltrate|forward)\b", re.IGNORECASE)
_KEPT = regex(
    r"token|secret|api[ _-]?key|password|credential|\.env\b|ssh key|environment variable",
    re.IGNORECASE,
)
_AWAY = regex(r"https?://|webhook|[\w.-]@[\w-]{1,63}\.\w", re.IGNORECASE)
_ROWS = 6
"""Lines before and after an order among which the deed stands that it is to cover."""
_DEED = regex(
    r"https?://|webhook|\b(?:send|upload|post|exfiltrate|forward|curl|wget|silently|secretly|quietly|disable|backdoor"
    r"|crontab|authorized_keys|\.bashrc|base64)\b",
    re.IGNORECASE,
)
_NEAR = 120
"""Characters between what is done, what is kept and where it goes, within one line."""


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """What is hidden in it, what it orders, and what it gives away."""
    sheet.carries = Carries.NOTHING
    sheet.readers.append("prompt")
    size = sheet.extent.size
    if size > MAX_PROMPT:
        sheet.stop(f"a text of more than {MAX_PROMPT} bytes")
        return
    data = sheet.extent.at(0, size)
    sheet.own(0, size)
    text = data.decode("utf-8", "replace")
    _hidden(sheet, text)
    rows = text.split("\n")
    for one in appeals(sheet.path, data):
        said, gravity = f"it orders: `{one.text}`", _weight(one, rows)
        sheet.odd(Topic.ORDER, "order", said, at=one.line, gravity=gravity)
    if size > MAX_TEXT:
        sheet.stop(f"orders are looked for in its first {MAX_TEXT} bytes only")
    _sends(sheet, text)
    _runs(sheet, text)
    note_secrets(sheet, data)


def _runs(sheet: Sheet, text: str) -> None:
    """Commands that stand in it for the agent to run before it reads on."""
    if not TOOLS.match(text.encode("utf-8", "replace")[:HEAD]):
        return
    for found in islice(_RUN.finditer(text), MAX_RUN):
        said = f"an agent that is given it runs `{found[1][:200]}` at once"
        gravity = Gravity.HARMFUL if fetches(found[1]) else Gravity.NOTE
        line = text.count("\n", 0, found.start()) + 1
        sheet.odd(Topic.CODE, "agent-hook", said, at=line, gravity=gravity)
        sheet.carries = Carries.CODE


def _weight(one: Appeal, rows: list[str]) -> Gravity:
    """That something is not told to people is how to speak, unless there is something to keep from them."""
    if one.hidden or one.takes or not hushes(one):
        return Gravity.HARMFUL
    near = "\n".join(rows[max(0, one.line - _ROWS) : one.line + _ROWS])
    return Gravity.HARMFUL if _DEED.search(near) else Gravity.UNUSUAL


def _sends(sheet: Sheet, text: str) -> None:
    """Something is sent, it is what should be kept, and it goes to an address."""
    comments = _comments(text)
    line, counted, last = 1, 0, 0
    for found in _VERB.finditer(text):
        at = found.start()
        shown = _sent(text[at : at + 3 * _NEAR].partition("\n")[0], found.end() - at)
        if at < last or not shown:
            continue
        line += text.count("\n", counted, at)
        counted, last = at, at + len(shown)
        place = bisect(comments, (at, len(text))) - 1
        hidden = place >= 0 and at < comments[place][1]
        where = " in a comment that nobody sees rendered" if hidden else ""
        said = f"it tells a model to send what it should keep{where}: `{shown[:160]}`"
        gravity = Gravity.HARMFUL if hidden else Gravity.UNUSUAL
        sheet.odd(Topic.ORDER, "exfiltration", said, at=line, gravity=gravity)


def _sent(row: str, verb: int) -> str:
    """The part of a row, which begins with a verb, that says what is sent where; empty if it does not."""
    kept = [one.span() for one in _KEPT.finditer(row, verb)]
    away = [one.span() for one in _AWAY.finditer(row, verb)]
    for near, far in ((kept, away), (away, kept)):
        for start, end in near:
            for begin, stop in far if start - verb <= _NEAR else ():
                if 0 <= begin - end <= _NEAR:
                    return row[:stop]
    return ""


def _comments(text: str) -> list[tuple[int, int]]:
    """Where comments of HTML begin and end."""
    out: list[tuple[int, int]] = []
    at = text.find("<!--")
    while at >= 0 and (end := text.find("-->", at + 4)) >= 0:
        out.append((at, end + 3))
        at = text.find("<!--", end + 3)
    return out


def _hidden(sheet: Sheet, text: str) -> None:
    text = unflagged(text)
    tags = "".join(TAGS.findall(text))
    if tags:
        words = "".join(chr(ord(one) - 0xE0000) for one in tags)
        said = f"{len(tags)} characters that only a model sees spell `{words[:160]}`"
        sheet.odd(Topic.ORDER, "hidden-characters", said, gravity=Gravity.HARMFUL)
        return
    found = _HIDDEN.findall(text)
    if len(found) > 2:
        line = text.count("\n", 0, text.index(found[0])) + 1
        said = f"{len(found)} characters in it cannot be seen"
        sheet.odd(Topic.ORDER, "hidden-characters", said, at=line, gravity=Gravity.UNUSUAL)
