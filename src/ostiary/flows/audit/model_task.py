"""Read model files of a place and put every check to them; in a worker, all of this file."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from ostiary.checks.catalogue import CATALOGUE
from ostiary.checks.engine import ask
from ostiary.cluster.plan import current
from ostiary.core.coverage import Coverage, Reach
from ostiary.core.digest import Digest
from ostiary.core.errors import ParseError
from ostiary.core.evidence import Cause, Dossier, Evidence
from ostiary.core.examination import Examination
from ostiary.core.regex import regex
from ostiary.core.run import Run
from ostiary.core.subject import Subject
from ostiary.evidence.artifact import examine_members
from ostiary.evidence.folder import picked
from ostiary.evidence.model_store import blob_of, claimed, compared, is_pointer, listed
from ostiary.flows.admitted import admitted
from ostiary.flows.apart import Asked, Given, loose, unreadable
from ostiary.flows.facts import describe
from ostiary.flows.judging import Looked, from_examination, unexamined
from ostiary.flows.listed import Listed, from_stream, with_known
from ostiary.flows.local import examine_given
from ostiary.flows.record import as_run
from ostiary.formats.contents import Contents
from ostiary.formats.model.record import Models
from ostiary.subjects.places.models import Form, Group, Part, is_model

MAX_CONFIG = 4 << 20
"""Bytes of a configuration in which modules are looked for, and of a module."""
MAX_MODULES = 200
"""Modules of one folder that a configuration may bring along."""
MAX_POINTER = 200
"""Bytes that tell a pointer from a model."""
_TESTS = frozenset({"test", "tests", "testing"})
_NEAR = regex(
    rb"^[ \t]*(?:from[ \t]+\.(\w+)[ \t]+import|from[ \t]+\.[ \t]+import[ \t]+(\w+))", re.MULTILINE
)

Told = tuple[tuple[Run, tuple[str, ...]], ...]
"""For each part of a group: its run, and a line for each way out that stood open."""


def examined(
    asked: Asked,
    group: Group,
    given: Given,
    place: BinaryIO | str,
    listed_bad: BinaryIO | None = None,
) -> Told:
    """A run for each part of a group, without verdicts: those are for whoever knows the whole place."""
    known = from_stream(listed_bad) if listed_bad else Listed(None, asked.list_fault)
    desk = _Desk(asked, group, known)
    return tuple((desk.run(part, given, place), loose(current())) for part in group.parts)


def unexamined_group(asked: Asked, group: Group, reason: str, hint: str) -> Told:
    """What is said of a group that could not be read."""
    desk = _Desk(asked, group, Listed())
    return tuple((desk.recorded(_unread(part, reason, hint)), ()) for part in group.parts)


def _unread(part: Part, reason: str, hint: str) -> Looked:
    subject = Subject(part.type, part.name, part.version, (), part.path)
    items = unexamined(subject, part.path, Cause.OPAQUE, reason, hint)
    return Looked(subject, "component", shallow=False, dossier=Dossier(subject, items))


class _Desk(Struct, frozen=True):
    """Where one group is read; `known` is the list of known-bad files."""

    asked: Asked
    group: Group
    known: Listed

    def run(self, part: Part, given: Given, place: BinaryIO | str) -> Run:
        """What is found about one part."""
        try:
            found, stored = self._read(part, given, place)
        except ParseError as error:
            return self.recorded(_unread(part, error.message, error.hint))
        except OSError as error:
            _, reason, hint = unreadable(error)
            return self.recorded(_unread(part, reason, hint))
        found = admitted(found, self.asked.policy, self.asked.world.now.date())
        if self.group.packaged or _is_loose(part):
            found = _reached(found, part)
        return self.recorded(self._looked(part, found, stored))

    def _read(
        self, part: Part, given: Given, place: BinaryIO | str
    ) -> tuple[Examination, "_Stored"]:
        if isinstance(place, str):
            folder = Path(place)
            below, files = _files(self.group, part, folder)
            names = {name.removeprefix(below): name for name in files}
            stored = _Stored(
                folder, {key: (one, blob_of(folder, one)) for key, one in names.items()}
            )
            items = picked(folder, files, below, hashed=given.hashed)
            found = examine_members(items, Path(part.path).name, "", 0)
            pointers = {key: is_pointer(_head(folder / one)) for key, one in names.items()}
        else:
            base = Path(self.group.base)
            blob = base.name if base.parent.name == "blobs" else ""
            stored = _Stored(base.parent, {given.name: (given.name, blob)})
            found = examine_given(given, place)
            place.seek(0)
            pointers = {given.name: is_pointer(place.read(MAX_POINTER))}
        return _not_models(found, pointers), stored

    def _looked(self, part: Part, found: Examination, stored: "_Stored") -> Looked:
        asked, contents = self.asked, next(one for one in found.facts if isinstance(one, Contents))
        digests = {row.path: row.sha256 for row in contents.files if row.depth == 0}
        if self.group.form is Form.FILE:
            whole = next(iter(digests.values()), "") or claimed(
                next(iter(stored.blobs.values()))[1]
            )
        else:
            whole = "" if _is_loose(part) else listed(contents.files, stored.blobs)
        told = (Digest("sha256", whole),) if whole else ()
        subject = Subject(part.type, part.name, part.version, told, part.path)
        items = from_examination(found, subject, asked.world)
        items = with_known(items, subject, self.known, asked.world)
        named = {path: one for path, one in stored.blobs.items() if one[1]}
        if named and not _is_loose(part):
            fact = compared(contents.at(""), stored.folder, named, digests)
            items = (*items, Evidence(subject, fact, "names in the store", asked.world.now))
        dossier = Dossier(subject, items)
        return Looked(
            subject,
            "component",
            shallow=False,
            dossier=dossier,
            coverage=found.coverage,
            facts=describe(dossier),
        )

    def recorded(self, looked: Looked) -> Run:
        """The run over one part: every check was put to it, and nothing was judged."""
        findings, outcomes = ask(looked.dossier, CATALOGUE)
        looked = replace(looked, findings=findings, outcomes=outcomes)
        return as_run("audit", [looked], self.asked.world, self.known.versions())


class _Stored(Struct, frozen=True):
    """Where files lie, and by path in the part the file below `folder` and the name that a store gives it."""

    folder: Path
    blobs: Mapping[str, tuple[str, str]]


def _is_loose(part: Part) -> bool:
    """Whether nothing leads to the files: what no snapshot names is loaded by nobody."""
    return any(key == "state" for key, _ in part.properties)


def _reached(found: Examination, part: Part) -> Examination:
    """The examination of what a package brought, or nobody names: nothing known here loads it."""
    tested = not _TESTS.isdisjoint(part.path.lower().split("/"))
    reach = Reach.TEST if tested else Reach.DATA
    facts = tuple(
        replace(one, files=tuple(replace(file, reach=reach) for file in one.files))
        if isinstance(one, Models)
        else one
        for one in found.facts
    )
    rows = tuple(replace(row, reach=reach) for row in found.coverage)
    return replace(found, facts=facts, coverage=rows)


def _not_models(found: Examination, pointers: Mapping[str, bool]) -> Examination:
    """The examination with rows for files that are called models and are none that anybody here knows.

    `pointers` says of each path whether it stands for a file that was not fetched.
    """
    every = [file.path for one in found.facts if isinstance(one, Models) for file in one.files]
    known = {*every, *(path.partition("!/")[0] for path in every)}
    rows = {row.path: row for row in found.coverage}
    lost = {
        path: _strange(rows.get(path), path, pointer)
        for path, pointer in pointers.items()
        if path not in known and (pointer or is_model("", path.rpartition("/")[2]))
    }
    if not lost:
        return found
    kept = (row for row in found.coverage if row.path not in lost)
    return replace(found, coverage=(*kept, *lost.values()))


def _strange(row: Coverage | None, path: str, pointer: bool) -> Coverage:
    row = row or Coverage("", path, "", 0, (), understood=False)
    if pointer:
        why = "a pointer of Git LFS: the model itself is not here"
        return replace(row, understood=False, opaque="model", reason=why, reach=Reach.DATA)
    if row.opaque:
        return row
    why = "its name is that of a model, and its content of no format that is read here"
    return replace(row, understood=False, opaque="model", reason=why, reach=Reach.CALL)


def _files(group: Group, part: Part, folder: Path) -> tuple[str, tuple[str, ...]]:
    """What is left out of the paths of a part, and its files: of the code beside weights what is loaded."""
    if group.form is Form.HUB:
        return ("blobs/" if _is_loose(part) else f"snapshots/{part.version}/"), part.files
    named = set(_modules(folder, part.files))
    hub_code = "hubconf.py" in part.files
    return "", tuple(
        one for one in part.files if hub_code or not one.endswith(".py") or one in named
    )


def _modules(folder: Path, files: tuple[str, ...]) -> Iterator[str]:
    """Files of code that configurations name, and what these import from beside them."""
    waiting = [
        f"{one}.py" for name in files if name.endswith(".json") for one in _auto(folder / name)
    ]
    seen: set[str] = set()
    while waiting and len(seen) < MAX_MODULES:
        name = waiting.pop()
        if name in seen or name not in files:
            continue
        seen.add(name)
        yield name
        data = _head(folder / name, MAX_CONFIG)
        waiting += [f"{(one[0] or one[1]).decode()}.py" for one in _NEAR.findall(data)]


def _auto(path: Path) -> Iterator[str]:
    data = _head(path, MAX_CONFIG)
    if b'"auto_map"' not in data:
        return
    try:
        told: Any = json.loads(data)
    except (ValueError, RecursionError):
        return
    named = told.get("auto_map") if isinstance(told, dict) else None
    for one in named.values() if isinstance(named, dict) else ():
        for text in one if isinstance(one, list) else [one]:
            if isinstance(text, str) and "--" not in text:
                yield text.rpartition(".")[0].replace(".", "/")


def _head(path: Path, most: int = MAX_POINTER) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(most)
    except OSError:
        return b""
