"""What is bound where nobody knows whether that is run?

What came to be in a branch, a round or a body that may have ended before is followed as it is, and told to
be in doubt once it is over: whoever asks for it later is told nothing for sure, so that what stands behind
an exit that hangs on it is looked at all the same.
"""

from typing import Any, Self

from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.others import unsure
from ostiary.program.engine.value import Value

MAX_TOUCHED = 1 << 14  # names, attributes and keys of one such branch
MAX_UNSETTLED = 1 << 12  # containers that may hold more or less, which are kept for that
_REASON = (
    "it binds more names, or fills more lists, where nobody knows whether it does than are kept"
)


class Doubt:
    """A part of a program that may not be run, or not to its end."""

    __slots__ = ("frame", "m", "over", "shaken", "touched")

    def __init__(self, m: Machine, frame: Frame, *, over: bool = True) -> None:
        self.m, self.frame, self.over = m, frame, over
        self.touched: dict[tuple[int, object], Any] = {}
        self.shaken: dict[int, Any] = {}  # containers that came to hold more, or less

    def __enter__(self) -> Self:
        self.m.doubtful.append(self)
        return self

    def __exit__(self, *why: object) -> None:
        self.m.doubtful.pop()
        if not self.over:
            if self.m.doubtful:
                self.m.doubtful[-1].touched |= self.touched
                self.m.doubtful[-1].shaken |= self.shaken
            return
        if len(self.m.unsettled) + len(self.shaken) <= MAX_UNSETTLED:
            self.m.unsettled |= self.shaken
        elif not self.shaken.keys() <= self.m.unsettled.keys():
            self.m.cut(self.frame, _REASON)
        for (_, name), holder in self.touched.items():
            value = holder.get(name)
            if value is not None and value.known:
                holder[name] = unsure(value)


def touched(m: Machine, holder: Any, key: object, frame: Frame) -> None:
    """Something came to stand under a name, as an attribute or under a key."""
    kept = m.doubtful[-1].touched
    if len(kept) < MAX_TOUCHED:
        kept[id(holder), key] = holder
    elif (id(holder), key) not in kept:
        m.cut(frame, _REASON)


def shaken(m: Machine, value: Value, frame: Frame) -> None:
    """A container comes to hold more, or less."""
    kept = m.doubtful[-1].shaken
    if value.items is None:
        return
    if len(kept) < MAX_TOUCHED:
        kept[id(value.items)] = value.items
    elif id(value.items) not in kept:
        m.cut(frame, _REASON)


def unsettled(m: Machine, *several: Value) -> bool:
    """Whether one of them is a container of which nobody knows how much it holds."""
    return bool(m.unsettled) and any(
        one.items is not None and id(one.items) in m.unsettled for one in several
    )
