"""Examine bytes that are at hand and judge them by themselves; in a worker, all of this file."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec.structs import replace

from ostiary.cluster.plan import current
from ostiary.core.digest import Digest
from ostiary.core.errors import ParseError
from ostiary.core.evidence import Cause, Dossier
from ostiary.core.examination import Examination
from ostiary.core.facts.release import FileForm
from ostiary.core.run import Run
from ostiary.core.subject import Subject
from ostiary.core.world import World
from ostiary.evidence.artifact import examine, examine_members
from ostiary.evidence.code import Known
from ostiary.evidence.folder import Item, members, single
from ostiary.evidence.modelled import resting
from ostiary.flows.admitted import admitted
from ostiary.flows.apart import ARCHIVES, Asked, Given, loose, unreadable
from ostiary.flows.facts import describe
from ostiary.flows.judging import Looked, conclude, from_examination, unexamined
from ostiary.flows.listed import NONE, Listed, from_stream, with_known
from ostiary.flows.record import as_run
from ostiary.formats.contents import Contents
from ostiary.formats.model.extent import Opened
from ostiary.formats.npm.manifest import NpmManifest
from ostiary.formats.python.metadata import CoreMetadata
from ostiary.policy.model import Policy

_TYPES = {
    FileForm.SDIST: "pypi",
    FileForm.WHEEL: "pypi",
    FileForm.EGG: "pypi",
    FileForm.NPM: "npm",
}


LOCAL = frozenset({"contents", "program"})
"""What bytes alone can tell; a scan asks nobody, so it requires nothing else."""


def _rules(asked: Asked) -> Policy:
    """The policy, as far as it can be answered from bytes alone."""
    required = tuple(kind for kind in asked.policy.require if kind in LOCAL)
    return replace(asked.policy, require=required)


def scanned(
    asked: Asked, given: Given, place: BinaryIO | str, listed: BinaryIO | None = None
) -> Run:
    """The run over one path that could be opened; `listed` is the list of known-bad files, if any."""
    started = time.monotonic()
    known = from_stream(listed) if listed else Listed(None, asked.list_fault)
    try:
        examination = examine_given(given, place, shaped=known.comparable)
    except ParseError as error:
        return unread(asked, Cause.OPAQUE, error.message, error.hint)
    except OSError as error:
        return unread(asked, *unreadable(error))
    folder = place if isinstance(place, str) else ""
    return judged(asked, examination, known, started, folder=folder)


def judged(
    asked: Asked, examination: Examination, known: Listed, started: float, *, folder: str = ""
) -> Run:
    """The run over an examination; `started` is the monotonic time at which the work on it began.

    `folder` is where it lies, for what is read of it once more.
    """
    looked = replace(
        local(examination, asked.path, asked.world, asked.policy, known, folder=folder),
        unconfined=loose(current()),
    )
    looked = conclude(looked, _rules(asked), (), asked.world)
    looked = replace(looked, seconds=time.monotonic() - started)
    return as_run("scan", [looked], asked.world, known.versions())


def unread(asked: Asked, cause: Cause, reason: str, hint: str) -> Run:
    """The run over a path of which nothing could be learnt."""
    name = Path(asked.path).name or asked.path
    subject = Subject("generic", name, "", (), asked.path)
    dossier = Dossier(subject, unexamined(subject, name, cause, reason, hint))
    looked = Looked(subject, "asked", shallow=False, dossier=dossier)
    return as_run("scan", [conclude(looked, _rules(asked), (), asked.world)], asked.world)


def examine_given(given: Given, place: BinaryIO | str, *, shaped: bool = False) -> Examination:
    """Examine an archive, a folder or a single file. Raises `ParseError` or `OSError`."""
    hashed = given.hashed or shaped
    if isinstance(place, str):
        items = members(Path(place), hashed=hashed)
        return examine_members(items, given.name, "", 0, shaped=shaped)
    if resting(given.name, Opened(place)):
        return examine_members(_alone(given, place, hashed), given.name, "", 0, shaped=shaped)
    place.seek(0)
    try:
        return examine(place, given.name, shaped=shaped)
    except ParseError:
        if Path(given.name).suffix.lower() in ARCHIVES:
            raise
    place.seek(0)
    return examine_members(_alone(given, place, hashed), given.name, "", 0, shaped=shaped)


def _alone(given: Given, place: BinaryIO, hashed: bool) -> Iterator[Item]:
    """One file by itself."""
    return single(
        place, given.name, executable=given.executable, target=given.target, hashed=hashed
    )


def examine_shaped(given: Given, place: BinaryIO | str) -> Examination:
    """The same with a sketch of each file of code."""
    return examine_given(given, place, shaped=True)


_read_before: Known = {}


def examine_shared(stream: BinaryIO, filename: str, shaped: bool) -> Examination:
    """Examine one artifact of a release; the others of it are read in the same process.

    What they have in common is read once. Raises `ParseError`.
    """
    return examine(stream, filename, None, _read_before, shaped=shaped)


def local(
    examination: Examination,
    origin: str,
    world: World,
    policy: Policy,
    listed: Listed = NONE,
    *,
    folder: str = "",
) -> Looked:
    """A dossier on one local artifact: all that its bytes alone can tell, and signatures in its folder."""
    examination = admitted(examination, policy, world.now.date())
    subject = identify(examination, origin)
    items = with_known(from_examination(examination, subject, world), subject, listed, world)
    contents = next(fact for fact in examination.facts if isinstance(fact, Contents))
    if folder:
        from ostiary.flows.hub.signing import (
            signed_folder,
        )  # not before: archives are not signed so

        items = (*items, *signed_folder(Path(folder), contents, subject, world))
    dossier = Dossier(subject, items)
    return Looked(
        subject,
        "asked",
        shallow=False,
        dossier=dossier,
        coverage=examination.coverage,
        facts=describe(dossier),
    )


def identify(examination: Examination, origin: str) -> Subject:
    """Which package an artifact says that it is; its name and digest where it says nothing."""
    digest = (Digest("sha256", examination.sha256),) if examination.sha256 else ()
    contents = next(fact for fact in examination.facts if isinstance(fact, Contents))
    kind = _TYPES.get(contents.form, "generic")
    for fact in examination.facts:
        if isinstance(fact, CoreMetadata | NpmManifest) and fact.name and kind != "generic":
            return Subject(kind, fact.name, fact.version, digest, origin)
    return Subject("generic", examination.filename or "unnamed", "", digest, origin)
