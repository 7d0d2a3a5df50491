"""What can one artifact do, by all that reading it brought to light?"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from ostiary.core.coverage import Reach
from ostiary.formats.contents import Contents, Kind
from ostiary.formats.python.wheel import WheelLayout
from ostiary.program.capabilities.acts import blob, call, flow, oddity
from ostiary.program.capabilities.binaries import binary_name
from ostiary.program.capabilities.record import Capability, Sort, distinct
from ostiary.program.model import Program
from ostiary.program.roots import Roots, find_roots

MAX_SEEN = 20_000
"""Sightings of one artifact; a program with more is cut, and `Ability.whole` says so."""

_SCRIPTS = frozenset({"console_scripts", "gui_scripts"})


class Ability(Struct, frozen=True):
    """What one artifact can do.

    `seen` holds every sighting in order of place; `unread` the paths of code that was not understood or not
    seen through to the end, with their digests; `whole` is False where there was more than `MAX_SEEN`.
    """

    contents: Contents
    seen: tuple[Capability, ...]
    unread: tuple[tuple[str, str], ...] = ()
    whole: bool = True

    @property
    def capabilities(self) -> tuple[Capability, ...]:
        """Each ability once."""
        return distinct(self.seen)


class ReleaseAbilities(Struct, frozen=True):
    """What the artifacts of one release can do, so that they can be compared."""

    name: str
    version: str
    artifacts: tuple[Ability, ...]


def abilities(facts: Iterable[object]) -> tuple[Ability, ...]:
    """What each artifact can do of which the facts (listing, manifests, program) are among these."""
    every = tuple(facts)
    programs = {one.artifact: one for one in every if isinstance(one, Program)}
    found = []
    for contents in every:
        if isinstance(contents, Contents) and contents.filename in programs:
            own = tuple(one for one in every if _of(one, contents.filename))
            found.append(_ability(contents, programs[contents.filename], own))
    return tuple(found)


def _of(fact: object, filename: str) -> bool:
    return getattr(fact, "filename", "") == filename


def _ability(contents: Contents, program: Program, facts: tuple[object, ...]) -> Ability:
    seen: list[Capability] = []
    whole = True
    for one in _seen(contents, program, facts):
        if len(seen) >= MAX_SEEN:
            whole = False
            break
        seen.append(one)
    digests = {row.path: row.sha256 for row in contents.files}
    unread = {one.path for one in program.modules if not one.parsed and one.reach is not Reach.TEST}
    aside = {one.path for one in program.modules if one.reach is Reach.TEST}
    unread |= program.exhausted - aside
    seen.sort(key=lambda one: (one.at, one))
    rest = tuple((path, digests.get(path, "")) for path in sorted(unread))
    return Ability(contents, tuple(seen), rest, whole)


def _seen(contents: Contents, program: Program, facts: tuple[object, ...]) -> Iterator[Capability]:
    yield from _roots(contents, find_roots(contents, facts))
    for fact in facts:
        if isinstance(fact, WheelLayout):
            yield from _entries(contents, fact)
    for row in contents.files:
        if row.kind in {Kind.NATIVE, Kind.WASM}:
            yield Capability(Sort.BINARY, binary_name(row.path), Reach.CALL, contents.at(row.path))
    for one in program.flows:
        yield from flow(one)
    for two in program.calls:
        yield from call(two)
    for three in program.blobs:
        yield from blob(three)
    for four in program.oddities:
        yield from oddity(four)


def _roots(contents: Contents, roots: Roots) -> Iterator[Capability]:
    def root(detail: str, reach: Reach, path: str, line: int = 0) -> Capability:
        return Capability(Sort.ROOT, detail, reach, contents.at(path, line))

    for path in roots.install:
        if contents.inner(path) == "setup.py":
            yield root("setup.py", Reach.INSTALL, path)
    for path in roots.backend:
        yield root("a build back end of its own", Reach.INSTALL, path)
    for path in roots.hooked:
        yield root("code that a manifest has run by the build", Reach.INSTALL, path)
    for command in roots.commands:
        yield root(f"npm {command.hook}", Reach.INSTALL, command.path, command.line)
    for path in roots.start:
        yield root(f"start-up module {path.rpartition('/')[2]}", Reach.START, path)
    for line in roots.start_lines:
        yield root("a line that runs at every start", Reach.START, line.path, line.line)


def _entries(contents: Contents, layout: WheelLayout) -> Iterator[Capability]:
    """Commands, and names under which other programs load the package by themselves."""
    for one in layout.entry_points:
        plain = one.group in _SCRIPTS
        detail = f"command {one.name}" if plain else f"plug-in of {one.group}"
        yield Capability(Sort.ROOT, detail, Reach.CALL if plain else Reach.IMPORT, contents.at(""))
