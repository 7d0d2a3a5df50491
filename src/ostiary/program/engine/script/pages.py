"""What does a page send by giving an address to one of its elements, or by going there?"""

from typing import Any

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.value import Value, text_of
from ostiary.program.flow import Act

_ELEMENTS = regex(
    r"(?:Image|document\.(?:createElement|getElementById|querySelector))\(\)$|(?:document\.|window\.)?location$"
    r"|document(?:\.(?:body|head|documentElement))?$|window$"
)
_KEYS = frozenset({"src", "href", "action", "location", "srcset"})
_MARKUP = frozenset({"innerHTML", "outerHTML", "srcdoc"})
_ASKS = regex(
    r"(?i)(?:<[a-z][^<>]{0,400}?\s(?:src|href|srcset|poster|data)\s{0,9}=\s{0,9}[\"']?|\burl\([\"']?)((?:https?:)?//[^\s\"'<>)]+)"
)
"""What a browser asks for as soon as it is shown: an address in markup or in a style."""


def shown_at(text: str) -> str:
    """The address that a browser asks when a text is shown as markup or taken as a style; empty if none."""
    found = _ASKS.search(text)
    return found[1][:400] if found else ""


def gone_to(asked: Asked, text: str) -> bool:
    """Whether a page, or a window, is opened at an address with something worth a theft in it."""
    if "://" not in text[:40] or LOOT.isdisjoint(asked.marks):
        return False
    asked.act(Act.SEND, asked.marks, text=text, target=text)
    return True


def fetched(m: Machine, base: Value, key: object, value: Value, *, node: Any, frame: Frame) -> bool:
    """Whether an address was given that a browser asks at once, with something worth a theft in it."""
    if not _ELEMENTS.search(base.symbol):
        return False
    text = text_of(value)
    target = text if "://" in text[:40] or text.startswith("//") else ""
    if key == "action" and target:
        base.text = target  # where a form goes with all that is put into it
    if key in _MARKUP:
        target = shown_at(text)
    if LOOT.isdisjoint(value.marks) or not (key in _KEYS or (key in _MARKUP and target)):
        return False
    m.act(Act.SEND, f"{base.symbol}.{key}", node, frame, value.marks, text=text, target=target)
    return True
