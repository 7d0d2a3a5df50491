"""What does a command of JavaScript send: what is put into its words, and the files that they name?"""

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.couriers import HOSTED, REACHES, SPECIAL, URL
from ostiary.program.engine.places import path_marks
from ostiary.program.engine.value import CLEAN, HOLE, Marks, joined
from ostiary.program.flow import Act

_PUSHES = regex(r"(?i)^\W*(?:\S*[/\\])?git(?:\.exe)?\s.*://")
_UPLOADED = regex(r"\s(?:-T|--upload-file|-F|--form|-d|--data(?:-\w+)?)[ =]?(?:[^\s@]*@)?([^\s@]+)")
"""A file whose content a client of HTTP sends along. Source: curl(1)."""


def reported(asked: Asked, text: str, marks: Marks) -> None:
    """A command that reaches out sends what is put into its words, and the files that they name."""
    reaches = bool(REACHES.search(text))
    if reaches:
        for found in _UPLOADED.finditer(text):
            for kind in path_marks(found[1].strip("\"'")):
                marks = joined(marks, asked.mark(kind, found[1]))
    if not any(one in marks for one in SPECIAL) or not (reaches or _PUSHES.search(text)):
        return
    url = URL.search(text)
    host = url or HOSTED.search(text)
    asked.act(Act.SEND, marks, text=text, target=host[0].replace(HOLE + ".", "") if host else "")


_PACKS = regex(
    r"(?:^|[;&|]\s*)(?:tar\s+-?\w*c\w*f\w*\s+(?P<tar>\S+)|(?:zip|7z a)(?:\s+-\S+)*\s+(?P<zip>\S+))"
    r"(?P<parts>[^;&|]*)|(?:^|[;&|]\s*)cp(?:\s+-\S+)*\s+(?P<one>\S+)\s+(?P<two>[^\s;&|]+)"
)


def packed(asked: Asked, text: str) -> None:
    """Remember what lies in the archives and copies that a command makes."""
    for found in _PACKS.finditer(text):
        into = found["tar"] or found["zip"] or found["two"]
        parts = (found["parts"] or found["one"] or "").split()
        marks: Marks = CLEAN
        for part in parts:
            for kind in path_marks(part.strip("\"'")):
                marks = joined(marks, asked.mark(kind, part))
        if marks:
            asked.m.package.members.wrote(into.strip("\"'"), marks)


def by_name(asked: Asked, text: str) -> Marks:
    """The variables of a command's own environment that its words name."""
    found: Marks = CLEAN
    for one in asked.given[1:]:
        env = one.items.get("env") if isinstance(one.items, dict) else None
        for name, value in (
            env.items.items() if env is not None and isinstance(env.items, dict) else ()
        ):
            if value.marks and isinstance(name, str) and _named(name, text):
                found = joined(found, value.marks)
    return found


def _named(name: str, text: str) -> bool:
    return any(one in text for one in (f"${name}", f"${{{name}}}", f"%{name}%", f"env:{name}"))
