"""Examine local archives, folders and files, without asking any registry."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ostiary.cluster.local import Failure, run_all
from ostiary.core.digest import Digest
from ostiary.core.errors import ParseError
from ostiary.core.evidence import Cause, Dossier
from ostiary.core.examination import Examination
from ostiary.core.facts.release import FileForm
from ostiary.core.run import Run
from ostiary.core.subject import Subject
from ostiary.core.world import World
from ostiary.evidence.artifact import examine, examine_members
from ostiary.evidence.folder import members, single
from ostiary.flows.facts import describe
from ostiary.flows.judging import Looked, conclude, from_examination, unexamined
from ostiary.flows.record import as_run
from ostiary.formats.contents import Contents
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


@dataclass(frozen=True, slots=True)
class Task:
    """One path to examine, small enough to hand to another process."""

    path: str
    policy: Policy
    world: World


def scan(
    paths: Iterable[str], policy: Policy, world: World, *, workers: int = 1
) -> Iterator[tuple[str, Run]]:
    """One run for each path, as each ends. Nothing that is examined is executed or unpacked."""
    bounded = replace(world, environ={})
    policy = replace(policy, require=tuple(kind for kind in policy.require if kind in LOCAL))
    tasks = ((path, _scan_one, (Task(path, policy, bounded),)) for path in paths)
    for path, result in run_all(tasks, workers):
        if isinstance(result, Failure):
            reason = f"the examination broke off: {result.message}"
            yield path, _unread(Task(path, policy, bounded), Cause.OPAQUE, reason, "")
        else:
            yield path, result


def _scan_one(task: Task) -> Run:
    started = time.monotonic()
    try:
        examination = look_at(Path(task.path))
    except ParseError as error:
        return _unread(task, Cause.OPAQUE, error.message, error.hint)
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        return _unread(task, Cause.OPAQUE, reason, "check the path and its permissions")
    looked = local(examination, task.path, task.world)
    looked = conclude(looked, task.policy, (), task.world)
    return as_run("scan", [replace(looked, seconds=time.monotonic() - started)], task.world)


def look_at(path: Path) -> Examination:
    """Examine an archive, a folder or a single file. Raises `ParseError` or `OSError`."""
    if path.is_dir():
        return examine_members(members(path), path.name, "", 0)
    if path.exists() and not path.is_file():
        # A pipe or a device may have no end.
        raise ParseError(f"`{path.name}` is neither a file nor a folder", "copy it into a file")
    with path.open("rb") as stream:
        try:
            return examine(stream, path.name)
        except ParseError:
            if path.suffix.lower() in ARCHIVES:
                raise
    return examine_members(single(path), path.name, "", 0)


ARCHIVES = frozenset(
    {".whl", ".egg", ".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".conda", ".jar"}
)
"""Suffixes that promise an archive; a file of such a name that is none is an error, not a text."""


def local(examination: Examination, origin: str, world: World) -> Looked:
    """A dossier on one local artifact: all that its bytes alone can tell."""
    subject = identify(examination, origin)
    items = from_examination(examination, subject, world)
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
    digest = (Digest("sha256", examination.sha256),)
    contents = next(fact for fact in examination.facts if isinstance(fact, Contents))
    kind = _TYPES.get(contents.form, "generic")
    for fact in examination.facts:
        if isinstance(fact, CoreMetadata | NpmManifest) and fact.name and kind != "generic":
            return Subject(kind, fact.name, fact.version, digest, origin)
    return Subject("generic", examination.filename or "unnamed", "", digest, origin)


def _unread(task: Task, cause: Cause, reason: str, hint: str) -> Run:
    name = Path(task.path).name or task.path
    subject = Subject("generic", name, "", (), task.path)
    dossier = Dossier(subject, unexamined(subject, name, cause, reason, hint))
    looked = conclude(
        Looked(subject, "asked", shallow=False, dossier=dossier), task.policy, (), task.world
    )
    return as_run("scan", [looked], task.world)
