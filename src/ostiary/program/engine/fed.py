"""What does a program run that it is given as its input?"""

from ostiary.program.commands import started, words_of
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.code import File
from ostiary.program.engine.commands import look_into_file
from ostiary.program.engine.shells import follow_line
from ostiary.program.engine.value import Value, text_of
from ostiary.program.flow import Act

_SHELLS = frozenset({"shell", "batch", "powershell"})
_TABLES = frozenset({"crontab", "at"})
_INPUT = frozenset({"", "/dev/stdin", "/dev/fd/0"})


def fed(asked: Asked, text: str, value: Value) -> bool:
    """Look into what a command is fed; gives whether it runs that, which it does unless told what to run."""
    start = started(words_of(text))
    if start.inline or start.file not in _INPUT:
        return False
    lines = start.language in _SHELLS or start.program in _TABLES
    if lines:
        asked.act(Act.RUN, value.marks, text=text_of(value))
        follow_line(asked.m, asked.frame, text_of(value), getattr(asked.node, "lineno", 0))
    if not start.language:
        return lines
    asked.act(Act.EXECUTE, value.marks, text=text_of(value))
    if isinstance(value.code, File):
        _from_file(asked, value.code, start.language)
    else:
        look_into_file(asked, _NAMES.get(start.language, ""), value)
    return True


_NAMES = {"python": "what it is fed.py", "node": "what it is fed.js"}


def _from_file(asked: Asked, file: File, language: str) -> None:
    """A file that is opened for the input of a program: one that came along, or the one at hand."""
    package, path = asked.m.package, asked.frame.module.path
    if language in _NAMES and package.members.sources.started(path, file.path):
        package.begin(asked.frame, file.path)
    elif (data := package.members.content(path, file.path)) is not None:
        look_into_file(asked, _NAMES.get(language, ""), Value(data))


def fed_at_once(asked: Asked, text: str) -> None:
    """A program that is started with its input: `subprocess.run(input=...)`, `execSync(..., {input})`."""
    if asked.script:
        options = (one.items for one in asked.given[1:3])
        several = [one.get("input") for one in options if isinstance(one, dict)]
    else:
        several = [asked.named.get("input"), asked.named.get("stdin")]
    for one in several:
        if one is not None and (one.known or one.text or one.marks or one.code is not None):
            fed(asked, text, one)
