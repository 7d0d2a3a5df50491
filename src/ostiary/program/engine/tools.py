"""Which files of a package hold commands that an editor, git or a maker runs, and which commands?"""

from collections.abc import Iterator
from typing import Any

import msgspec

from ostiary.core.coverage import Reach
from ostiary.core.errors import ParseError
from ostiary.core.regex import regex
from ostiary.formats.jsonc import strict
from ostiary.program.builds.cmake import cmake_steps

MAX_TOOL = 1 << 16  # characters of one such file

_TASKS = regex(r"(?:^|/)\.vscode/tasks\.json$")
_CONTAINER = regex(r"(?:^|/)\.?devcontainer(?:/[\w.-]+)*(?:/devcontainer)?\.json$")
_HOOK = regex(
    r"(?:^|/)\.(?:husky|githooks)/(?:pre|post|commit|prepare|applypatch|update|push|reference)[\w-]*$"
)
_CMAKE = regex(r"(?:^|/)CMakeLists\.txt$|\.cmake$")
_MAKERS = regex(r"(?:^|[\s;&|/])cmake(?:-js)?(?:\s|$)")
_SHELLS = frozenset({"sh", "bash", "/bin/sh", "/bin/bash"})
_STARTED = regex(r"(?:initialize|onCreate|updateContent|post(?:Create|Start|Attach))Command$")
"""Commands of a container for development. Source: containers.dev, life-cycle scripts."""

_SYSTEMS = ("windows", "osx", "linux")


def is_run(path: str) -> bool:
    """Whether a file has the name of one that a tool runs."""
    return bool(_TASKS.search(path) or _CONTAINER.search(path) or _HOOK.search(path))


def is_made(path: str) -> bool:
    """Whether a file has the name of one that a maker of programs reads."""
    return bool(_CMAKE.search(path))


def reach_of(path: str) -> Reach:
    """When the commands of such a file run: a container is only for those who develop what is in it."""
    if is_made(path):
        return Reach.INSTALL
    return Reach.TEST if _CONTAINER.search(path) else Reach.CALL


def makes(command: str) -> bool:
    """Whether a command starts such a maker."""
    return bool(_MAKERS.search(command))


def commands_of(path: str, data: bytes) -> Iterator[tuple[int, str, str]]:
    """The line of each command, what runs it, and the command itself.

    Raises `LimitError`, and `ParseError` where the settings cannot be read.
    """
    text = data[:MAX_TOOL].decode("utf-8", "replace")
    if is_made(path):
        yield from _of_maker(text)
        return
    if _HOOK.search(path):
        yield 1, "a hook of git", text
        return
    try:
        found = msgspec.json.decode(strict(data[:MAX_TOOL].removeprefix(b"\xef\xbb\xbf")))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise ParseError("the settings of a tool in it are not read") from None
    if not isinstance(found, dict):
        return
    several = _of_tasks(found) if _TASKS.search(path) else _of_container(found)
    yield from ((1, name, line) for name, line in several)


def _of_maker(text: str) -> Iterator[tuple[int, str, str]]:
    for one in cmake_steps(text):
        shelled = one.words[0] in _SHELLS and one.words[1:2] == ("-c",)
        yield one.line, "cmake", " ".join(one.words[2:] if shelled else one.words)


def _of_tasks(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    several = found.get("tasks")
    for task in several if isinstance(several, list) else ():
        options = task.get("runOptions") if isinstance(task, dict) else None
        if not isinstance(options, dict) or options.get("runOn") != "folderOpen":
            continue
        for one in (task, *(task.get(name) for name in _SYSTEMS)):
            if isinstance(one, dict) and (line := _line(one.get("command"), one.get("args"))):
                yield "a task of the editor", line


def _of_container(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, command in found.items():
        if _STARTED.match(name):
            several = command.values() if isinstance(command, dict) else [command]
            for one in several:
                if line := _line(one, None):
                    yield "a container for development", line


def _line(command: object, words: object) -> str:
    """A command and its words as one line."""
    if isinstance(command, list):
        command, words = " ".join(map(str, command)), None
    if not isinstance(command, str):
        return ""
    rest = [str(one) for one in words] if isinstance(words, list) else []
    return " ".join((command, *rest))
