"""What code does a command line hand to its program, and what would that code do?"""

import ast

from ostiary.core.regex import regex
from ostiary.program.commands import Started, started, words_of
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.begun import run_module
from ostiary.program.engine.code import Frame, Ready
from ostiary.program.engine.handovers import early
from ostiary.program.engine.keeping import loot_of
from ostiary.program.engine.layers import MAX_KEPT
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.members import last_name
from ostiary.program.engine.shells import follow_line
from ostiary.program.engine.sources_by_path import led
from ostiary.program.engine.value import (
    CLEAN,
    HOLE,
    NOTHING,
    Value,
    joined,
    plain,
    text_of,
    unknown,
)
from ostiary.program.flow import Act, Taint
from ostiary.program.lower import lower

MAX_FAULTS = 5  # damaged spots of what still counts as a program
MAX_CODE = 1 << 18  # characters of a program that a command is given, or that is written to a file
COMMAND = 64  # steps that it costs to take a command apart
_LONG = "it starts or writes a program that is longer than what is looked at"
_LANGUAGES = {"python": "python", "node": "javascript"}


_PROGRAMS = (
    *(".exe", ".dll", ".scr", ".com", ".bin", ".elf", ".msi", ".jar"),
    *(".vbs", ".ps1", ".bat", ".cmd", ".hta"),
)
"""Endings of programs that may come along in an artifact."""


_APART = regex(r"(?:os|posix)\.(?P<how>exec|spawn|posix_spawn)(?P<each>l?)(?:v?p?e?|p)")
"""The families of `os` that take the path of a program, and its words in a list or one by one."""

_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""Stands for what is not known while a text is taken apart into words."""


def argv(asked: Asked) -> Value | None:
    """The words of a program whose path is given apart from them; the first of them is only its name."""
    if asked.name.startswith("asyncio.create_subprocess_exec"):
        return Value(items=[*asked.given], marks=joined(*(one.marks for one in asked.given)))
    found = _APART.fullmatch(asked.name)
    if found is None:
        return None
    given = asked.given[found["how"] == "spawn" :]
    first = given[0] if given else asked.arg(-1, "path", "file")
    if not found["each"]:
        words = given[1] if len(given) > 1 else asked.arg(-1, "argv", "args")
        given = (
            [first, *words.items] if isinstance(words.items, list) else [first, unknown(), words]
        )
    several = [first, *given[2:]]
    return Value(items=several, marks=joined(*(one.marks for one in given)))


def names_of(asked: Asked) -> Value | None:
    """The names of a module that was run, which `runpy` gives back."""
    name = asked.arg(0, "mod_name").const if asked.name == "runpy.run_module" else None
    return Value(symbol=f"{name}.__dict__", marks=asked.marks) if isinstance(name, str) else None


def as_program(asked: Asked) -> None:
    """`runpy` runs a file or a module, as the program where it is told that name, or one nobody knows."""
    name = asked.arg(2, "run_name")
    by_path = asked.name == "runpy.run_path"
    told = asked.text(0, "path_name", "mod_name")
    package, frame = asked.m.package, asked.frame
    said = "run_name" in asked.named or len(asked.given) > 2
    if not said or (name.known and name.const != "__main__"):
        if by_path:
            package.at_place(frame, told)
    elif by_path:
        package.begin(frame, told)
    else:
        run_module(package, frame, told)


def commanded(asked: Asked, text: str, command: Value) -> None:
    """Look into a command for code that its program will run, and for programs that came along."""
    name = last_name(text.strip("\"' "))
    if name.lower().endswith(_PROGRAMS) and asked.m.package.moments.holds(name):
        asked.act(Act.RUN, asked.mark(Taint.SHIPPED, name), text=text)
    members = asked.m.package.members
    before = members.cwd
    if told := _folder(asked):
        members.cwd = led(before, told)
    _look_into(asked, text, command)
    members.cwd = before


def _folder(asked: Asked) -> str:
    """The folder in which a command is told to run; empty where none is named."""
    options = (one.items for one in asked.given[1:4] if isinstance(one.items, dict))
    told = asked.named.get("cwd") or next((one["cwd"] for one in options if "cwd" in one), None)
    return text_of(told) if told is not None else ""


def _look_into(asked: Asked, text: str, command: Value) -> None:
    """Evaluate what `python -c` and `node -e` are given, as a layer of its own."""
    asked.m.steps -= COMMAND + (len(text) >> 3)
    listed = _listed(asked, text, command)
    words = words_of(text.replace(HOLE, _UNKNOWN)) if listed is None else listed
    if not words:
        return
    start = started(words)
    _absent(asked, start.file or (words[0] or ""), text)
    handed = text if listed is None else _handed(start)
    line = getattr(asked.node, "lineno", 0)
    follow_line(asked.m, asked.frame, _line(words), line, written=handed)
    if start.file and start.language == "python":
        held = asked.m.package.members.program(asked.frame.module.path, start.file)
        if held is not None and len(held) >= MAX_CODE:
            asked.m.cut(asked.frame, _LONG)
        elif held is not None:
            text = held.decode("utf-8", "replace")
            _run(asked, text, "python", (), f"the file {start.file[-60:]} that it starts")
    if start.inline and start.language in _LANGUAGES:
        if len(start.inline) > MAX_CODE:
            asked.m.cut(asked.frame, _LONG)
            return
        language = _LANGUAGES[start.language]
        asked.m.handed = loot_of([command, *asked.named.values()])
        _run(asked, start.inline, language, command.how, f"an argument of {language}")
        asked.m.handed = CLEAN


def _absent(asked: Asked, file: str, text: str) -> None:
    """Note the start of a program beside the code at hand that is not there: who will have put it there?"""
    name = last_name(file)
    own = file.startswith("./") and name.lower().endswith((*_PROGRAMS, ".py", ".pyw"))
    package = asked.m.package
    if (
        own
        and HOLE not in file
        and not (package.moments.holds(name) or package.members.written(file))
    ):
        asked.act(Act.RUN, asked.mark(Taint.MISSING, file), text=text)


def _handed(start: Started) -> str:
    """What a shell is handed by a command whose words are given in a list; nothing where it starts none."""
    if start.language in {"batch", "powershell"}:
        return " ".join(one or HOLE for one in start.words)
    return start.inline if start.language == "shell" else ""


def _line(words: tuple[str | None, ...]) -> str:
    """The command as a shell would read it."""
    start = started(words)
    if start.language in {"shell", "batch"} and start.inline:
        return start.inline
    if len(words) == 1:
        return (words[0] or HOLE).replace(_UNKNOWN, HOLE)
    line = " ".join(f'"{one}"' if one and " " in one else one or HOLE for one in words)
    return line.replace(_UNKNOWN, HOLE)


def look_into_file(asked: Asked, path: str, value: Value) -> None:
    """Evaluate a program that is written to a file, when its name or its first words say that it is one."""
    text = value.const
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    if text is NOTHING and value.text and early(asked.m):
        text = value.text.replace(HOLE, "")  # what is added to what stood there
    if not isinstance(text, str) or len(text) < 30:
        return
    language = _language(path.lower(), text)
    if language and len(text) > MAX_CODE:
        asked.m.cut(asked.frame, _LONG)
    elif language:
        _run(asked, text, language, value.how, f"a file that it writes, {path[-60:]}")


def _language(path: str, text: str) -> str:
    if path.endswith((".py", ".pyw", ".pth")):
        return "python"
    if path.endswith((".js", ".cjs", ".mjs")):
        return "javascript"
    start = text.lstrip()[:400]
    known = path.endswith((".md", ".txt", ".json", ".rst", ".html", ".c", ".h", ".toml", ".cfg"))
    return (
        "python"
        if start.startswith(("import ", "from ", "#!/usr/bin/env python")) and not known
        else ""
    )


def _listed(asked: Asked, text: str, command: Value) -> tuple[str | None, ...] | None:
    """The words of a command that is given in a list; None where a text is to be taken apart."""
    data = plain(command)
    if isinstance(data, list):
        return tuple(one if isinstance(one, str) else None for one in data)
    if command.items and isinstance(command.items, list):
        return tuple(
            one.const if isinstance(one.const, str) else _program(one) for one in command.items[:64]
        )
    if asked.script and len(asked.given) > 1 and isinstance(asked.given[1].items, list):
        return (
            text.partition(" ")[0],
            *(
                one.const if isinstance(one.const, str) else _program(one)
                for one in asked.given[1].items
            ),
        )
    return None


def _program(value: Value) -> str | None:
    return value.text if value.text and HOLE not in value.text else None


def _run(asked: Asked, code: str, language: str, how: tuple[str, ...], what: str) -> None:
    tree = _tree(asked.m, code, language)
    if tree is None:
        return
    frame = Frame(asked.frame.module, "module", None, asked.frame.inside)
    ready = Value(code=Ready(tree, how, language, what, program=True))
    asked.m.call(ready, [], {}, asked.node, frame)


def _tree(m: Machine, code: str, language: str) -> ast.Module | None:
    """The program that a command is given, which a loop may start again and again; None if it is none."""
    known = m.package.read.get((code, language))
    if known is not None:
        return known
    m.steps -= len(code) >> 3
    lowered = lower(language, code.encode("utf-8", "replace"))
    if not lowered.tree.body or lowered.faults > MAX_FAULTS:
        return None
    if len(code) < MAX_KEPT:
        m.package.read[code, language] = lowered.tree
    return lowered.tree
