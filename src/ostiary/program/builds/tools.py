"""Which file of an artifact does a build tool read that somebody starts, and which of its lines run then?"""

import json
from collections.abc import Iterator
from itertools import pairwise

from ostiary.core.regex import regex
from ostiary.program.builds.make import MAKERS, NAMES, make_lines
from ostiary.program.builds.step import Lines

_NINJAS = frozenset({"ninja", "samu", "ninja-build"})
_PACKERS = frozenset({"npm", "yarn", "pnpm", "bun", "npm.cmd", "yarn.cmd", "pnpm.cmd"})
BUILDERS = MAKERS | _NINJAS | _PACKERS

_COMMAND = regex(r"(?m)^[ \t]*command[ \t]*=[ \t]*((?:[^\n$]|\$[^\n]|\$\n[ \t]*)+)")
_FOLDERS = ("-C", "--prefix", "--cwd", "--dir")
"""How these tools are told of another folder."""
_FILES = ("-f", "--file", "--makefile", "/f", "/F")
_MADE_OF = ("Makefile.in", "Makefile.am", "Makefile.win")
"""What a makefile is made of that is not there yet."""
_INSTALLED = ("preinstall", "install", "postinstall", "prepare")
"""Scripts that installing the dependencies of a folder runs. Source: the manual of npm, `scripts`."""
_INSTALLS = frozenset({"", "ci", "i", "install", "rebuild", "install-ci-test", "cit"})
_RUNS = frozenset({"run", "run-script", "rum", "x"})


def files_of(program: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """The paths at which the tool looks for what it builds, the first that there is."""
    folder = _behind(words, _FOLDERS)
    where = f"{folder}/" if folder else ""
    if program in _PACKERS:
        return (f"{where}package.json",)
    named = _behind(words, _FILES)
    names = (named,) if named else ("build.ninja",) if program in _NINJAS else (*NAMES, *_MADE_OF)
    return tuple(where + one for one in names)


def _behind(words: tuple[str, ...], options: tuple[str, ...]) -> str:
    """What stands behind one of these options, or after its sign."""
    for place, one in enumerate(words):
        if one in options and place + 1 < len(words):
            return words[place + 1]
        name, sign, value = one.partition("=")
        if sign and name in options:
            return value
        if len(one) > 2 and one.startswith(options[:1]) and options[0].count("-") == 1:
            return one[2:]
    return ""


def lines_of(program: str, text: str, words: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The lines for a shell that a file of such a tool has it run, each with its number.

    Raises `LimitError`.
    """
    if program in MAKERS:
        yield from make_lines(text, words[1:])
    elif program in _NINJAS:
        lines = Lines(text)
        for one in _COMMAND.finditer(text):
            yield lines.at(one.start()), one[1].replace("$\n", " ").replace("$$", "$").strip()
    else:
        said = [one for last, one in pairwise(words) if last not in _FOLDERS]
        yield from _scripts(text, [one for one in said if not one.startswith("-")])


def _scripts(text: str, words: list[str]) -> Iterator[tuple[int, str]]:
    """The scripts of a manifest that a command of npm, yarn or pnpm runs."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return
    scripts = told.get("scripts") if isinstance(told, dict) else None
    if not isinstance(scripts, dict):
        return
    verb = words[0] if words else ""
    name = words[1] if verb in _RUNS and len(words) > 1 else verb
    names: tuple[str, ...] = (f"pre{name}", name, f"post{name}")
    if verb in _INSTALLS:
        names = () if len(words) > 1 else _INSTALLED  # of what is named it is the other one's
    for one in names:
        if isinstance(scripts.get(one), str):
            place = text.find(f'"{one}"')
            yield text.count("\n", 0, max(place, 0)) + 1, scripts[one]
