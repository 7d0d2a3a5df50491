"""Which packages do the commands of a script install?"""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from ostiary.core.inventory import Component, Scope
from ostiary.formats.inventory.draft import PIN, Draft
from ostiary.formats.inventory.python.asked import For
from ostiary.formats.inventory.python.install_command import take as take_python
from ostiary.formats.inventory.recipes.npm_command import Named, read_npm_command
from ostiary.formats.inventory.recipes.pip_command import InstallCommand, pip_words
from ostiary.formats.inventory.recipes.shell_words import Command, Word


class Place(Struct, frozen=True):
    """What commands are part of. `folder` is the one they run in, relative to the file that holds them."""

    scope: Scope
    groups: tuple[str, ...] = ()
    folder: str = ""


def take(draft: Draft, found: Iterable[Command], place: Place) -> None:
    """Add the packages that commands install, by pip and its kin or by npm and its kin."""
    for command in found:
        if not command:
            continue
        words = [one.text for one in command]
        named = read_npm_command(words)
        if named is not None:
            for one in named:
                _npm(draft, command[one.at], one, place)
        elif (python := pip_words(words)) is not None:
            _python(draft, command, python, place)


def _python(draft: Draft, command: Command, found: InstallCommand, place: Place) -> None:
    """Each part by itself, for each has a line of its own."""
    nothing = replace(found, wanted=(), editable=(), files=(), constraints=())
    why = For(place.scope, place.groups)
    for one in found.wanted:
        take_python(draft, replace(nothing, wanted=(one,)), _line(command, one), why)
    for one in found.editable:
        take_python(draft, replace(nothing, editable=(one,)), _line(command, one), why)
    for one in (*found.files, *found.constraints):
        within = (
            one if not place.folder or one.startswith(("/", "-", "$")) else f"{place.folder}/{one}"
        )
        take_python(draft, replace(nothing, files=(within,)), _line(command, one), why)


def _line(command: Command, text: str) -> int:
    """The line of a word; of one that was put together, that of the command."""
    return next((one.line for one in command if one.text == text), command[0].line)


def _npm(draft: Draft, word: Word, one: Named, place: Place) -> None:
    asked = one.asked
    if word.open:
        draft.miss(word.text, word.line, "a variable decides", PIN)
    elif asked is None:
        if word.text.strip("./"):
            draft.miss(word.text, word.line, "names a place, and no package and no version", PIN)
    else:
        draft.add(
            Component(
                asked.type,
                asked.name,
                asked.version,
                draft.at(word.line),
                scope=Scope.DEV if one.dev else place.scope,
                groups=place.groups,
                direct=True,
                requirement=asked.requirement,
                origin=asked.origin,
                source=asked.source,
                properties=(("alias", asked.alias),) if asked.alias else (),
            )
        )
