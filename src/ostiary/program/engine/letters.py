"""Who reads along: does a letter that a caller writes go to somebody whom only the code names?"""

from collections.abc import Mapping
from typing import Any

from ostiary.core.regex import regex
from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Marks, Value
from ostiary.program.flow import Act, Taint

COPY = "mailto:"
"""How the target of an act begins by which a letter gets a reader whom its other readers do not see."""

_HIDDEN = ("bcc", "Bcc", "BCC")
_READER = regex(r"[\w.+-]{1,64}@((?:[\w-]{1,63}\.)+[A-Za-z][\w-]{1,62})")


def copied(m: Machine, parts: Mapping[Any, Value], marks: Marks, node: Any, frame: Frame) -> None:
    """Note a constant hidden reader among the parts of something that a caller filled."""
    if Taint.ARGUMENT not in marks:
        return
    for key in _HIDDEN:
        one = parts.get(key)
        several = one.items if one is not None and isinstance(one.items, list) else [one]
        for reader in several[:4]:
            text = reader.const if reader is not None else None
            if isinstance(text, str) and _READER.fullmatch(text.strip()):
                m.act(Act.SEND, key, node, frame, marks, target=f"{COPY}{text.strip()}")
