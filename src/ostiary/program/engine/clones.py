"""Which folders does a command fetch that copies a repository?"""

from typing import Any

from ostiary.core.regex import regex
from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.flow import Taint

REMOTE = regex(r"(?i)(?:https?|git|ssh)://|[\w.-]+@[\w.-]+:")


def cloned(m: Machine, frame: Frame, at: Any, words: tuple[str | None, ...]) -> None:
    """Remember the folder that `git clone` fetches: the one named, or the last part of the address."""
    rest = [one for one in words[2:] if one and not one.startswith("-")]
    place = next((n for n, one in enumerate(rest) if REMOTE.match(one)), None)
    if place is None:
        return
    folder = rest[place + 1] if place + 1 < len(rest) else rest[place]
    mark = m.mark(Taint.NETWORK, at, frame, f"the repository {rest[place]}")
    m.package.members.cloned(folder, mark)
