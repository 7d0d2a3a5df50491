"""Which files of a package does a build tool read that somebody starts, and what do these have it run?"""

from collections.abc import Iterator
from itertools import pairwise

from ostiary.core.errors import LimitError
from ostiary.program.builds.make import MAKERS, included
from ostiary.program.builds.others import (
    MAX_READ,
    OTHERS,
    PROGRAMS,
    Recipe,
    cmake_lines,
    runs_own,
    texts,
)
from ostiary.program.builds.tools import BUILDERS, files_of, lines_of
from ostiary.program.commands import Started, program_name
from ostiary.program.engine.begun import start_of
from ostiary.program.engine.code import Frame
from ostiary.program.engine.members import SCRIPTS, Members
from ostiary.program.engine.surroundings import Surroundings

_CMAKES = frozenset({"cmake", "cmake3"})
_COMPILERS = frozenset({"protoc", "swig", "flex", "yacc", "lex", "gcc", "g++", "cc", "clang"})
_INTERPRETERS = frozenset({"perl", "ruby", "php", "lua", "luajit", "tclsh", "rscript"})
BUILDING = BUILDERS | OTHERS.keys() | _CMAKES | _COMPILERS | _INTERPRETERS
"""Programs that read files of the package, and run what these name."""


def recipes(
    members: Members, module: str, program: str, words: tuple[str, ...]
) -> Iterator[tuple[str, Recipe]]:
    """The files, with the lines that a shell gets; `module` is the file that starts the tool."""
    if program in BUILDERS:
        names = files_of(program, words)
        found = next(filter(None, (members.script_text(module, one) for one in names)), None)
        if found is not None:
            yield found[0], lines_of(program, found[1], words)
            yield from _further(members, program, found, words)
    elif program in _INTERPRETERS:
        told = next((one for one in words[1:] if not one.startswith("-")), "")
        found = members.script_text(module, told) if told else None
        if found is not None:
            yield found[0], texts(found[1])
    elif program in _CMAKES and "-P" in words[:-1]:
        found = members.script_text(module, words[words.index("-P") + 1])
        if found is not None:
            yield found[0], cmake_lines(found[1])
    elif program in OTHERS and runs_own(program, words):
        tool = OTHERS[program]
        for count, (path, text) in enumerate(members.called_so(tool.names)):
            if count >= MAX_READ:
                yield path, _too_many(path)
                return
            yield path, tool.reader(text)


def _further(
    members: Members, program: str, found: tuple[str, str], words: tuple[str, ...]
) -> Iterator[tuple[str, Recipe]]:
    """The files that a makefile includes, one step far."""
    several = included(found[1]) if program in MAKERS else ()
    for count, name in enumerate(several):
        if count >= MAX_READ:
            yield found[0], _too_many(name)
            return
        more = members.script_text(found[0], name)
        if more is not None:
            yield more[0], lines_of(program, more[1], words)


def _too_many(path: str) -> Recipe:
    """No line, but the word that there are more."""
    if path:
        raise LimitError("a build tool reads more files of the package than are followed")
    yield from ()


def handed_on(words: tuple[str, ...]) -> Iterator[str]:
    """Scripts that a tool is told to start in the place of a program of its own."""
    for one in words[1:]:
        name = one.rpartition("=")[2]
        if name.lower().endswith(SCRIPTS):
            yield name


def inner_command(words: tuple[str, ...]) -> tuple[str, ...]:
    """The command that `cmake -E env` starts; empty for all others."""
    if words[1:3] not in {("-E", "env"), ("-E", "time")}:
        return ()
    rest = words[3:]
    while rest and ("=" in rest[0] or rest[0].startswith("--")):
        rest = rest[1:]
    return rest


def begin_all(package: Surroundings, frame: Frame, start: Started) -> None:
    """Follow what a command starts, and the files of the package which that runs as programs."""
    start_of(package, frame, start)
    cwd = package.members.cwd
    if cwd and start.file:
        package.begin(frame, f"{cwd}/{start.file}")
    for name in _begun(start):
        package.begin(frame, name)


def _begun(start: Started) -> tuple[str, ...]:
    """The programs of the package that a tool runs which somebody starts, by its name or as a module."""
    words = tuple(one or "" for one in start.words)
    if "install" in words and ("pip" in words or program_name(words[0]) in _PIPS):
        return tuple(f"{one.partition('[')[0]}/setup.py" for one in words if one.startswith("."))
    named = start.program
    if start.file:
        named = program_name(start.file.removesuffix(".py"))
    elif start.language and "-m" in words[:-1]:
        named = (words[words.index("-m") + 1] or "").rpartition(".")[2]
    told = next((one for last, one in pairwise(words) if last in _FILES and one), "")
    names = PROGRAMS.get(named.lower(), ())
    return (told, *names) if told and names else names


_PIPS = frozenset({"pip", "pip3", "uv"})
_FILES = frozenset({"-f", "--file", "--sconstruct", "-c", "--config", "--noxfile", "--gulpfile"})
"""How such tools are told of another file."""
