"""What does a page send by giving an address to one of its elements, or by going there?"""

from typing import Any

from ostiary.core.regex import regex
from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.senders import LOOT
from ostiary.program.engine.value import Value, text_of
from ostiary.program.flow import Act

_ELEMENTS = regex(
    r"(?:Image|document\.createElement)\(\)$|(?:document\.|window\.)?location$|document$|window$"
)
_KEYS = frozenset({"src", "href", "action", "location", "srcset"})


def fetched(m: Machine, base: Value, key: object, value: Value, *, node: Any, frame: Frame) -> bool:
    """Whether an address was given that a browser asks at once, with something worth a theft in it."""
    if key not in _KEYS or LOOT.isdisjoint(value.marks) or not _ELEMENTS.search(base.symbol):
        return False
    text = text_of(value)
    target = text if "://" in text[:40] or text.startswith("//") else ""
    m.act(Act.SEND, f"{base.symbol}.{key}", node, frame, value.marks, text=text, target=target)
    return True
