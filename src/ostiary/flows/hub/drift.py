"""What changed in a model since another commit: only what differs between the two is read again."""

from collections.abc import Iterable

from ostiary.cluster.hand import Failure
from ostiary.core.errors import NotFoundError, SourceError
from ostiary.core.evidence import Absent, Cause, Evidence, Item, Unknown
from ostiary.core.facts.hub import HubFile, ModelRepository
from ostiary.core.subject import Subject
from ostiary.core.world import World
from ostiary.evidence.hub.files import paths
from ostiary.evidence.hub.repository import list_files
from ostiary.evidence.hub.session import Session
from ostiary.flows.apart import broken
from ostiary.flows.hub.examining import Read, examine_commit
from ostiary.formats.contents import Contents
from ostiary.formats.model.drift import RevisionDrift, Snapshot, changes, snapshot
from ostiary.formats.model.record import Models
from ostiary.store.ledger import EntryKind, Ledger

SOURCE = "revision vetted last"

MAX_ENTRIES = 50
"""Entries of the log in which the commit that was vetted last is looked for."""


def vetted_last(ledger: Ledger | None, subject: Subject) -> str:
    """The commit of the model at which it was vetted last, empty if it never was. Raises `StoreError`."""
    stem = subject.at("").purl + "@"
    for entry in ledger.sound_history(subject.at("").purl, MAX_ENTRIES) if ledger else ():
        if entry.kind is EntryKind.RUN:
            for purl in entry.subjects:
                if purl.startswith(stem):
                    return purl.removeprefix(stem)
    return ""


def since(
    session: Session,
    repository: ModelRepository,
    read: Read,
    last: str,
    *,
    subject: Subject,
    world: World,
) -> Item:
    """The drift since the commit `last`, or why it is not known."""
    if not last:
        return Absent(subject, RevisionDrift, SOURCE, "it was never vetted before")
    if last == repository.commit:
        return Absent(subject, RevisionDrift, SOURCE, "the same commit was vetted last")
    try:
        old = list_files(session, repository.name, last)
        drift = compared(session, repository, read, old, last)
    except NotFoundError:
        reason = (
            f"commit {last[:12]}, which was vetted last, is no longer there: history was rewritten"
        )
        hint = "compare with a copy of one's own, and ask its authors why"
        return Unknown(subject, RevisionDrift, SOURCE, Cause.CONTRADICTED, reason, hint)
    except SourceError as error:
        return Unknown(subject, RevisionDrift, SOURCE, error.cause, error.message, error.hint)
    return Evidence(subject, drift, SOURCE, world.now)


def compared(
    session: Session, repository: ModelRepository, read: Read, old: tuple[HubFile, ...], last: str
) -> RevisionDrift:
    """Read what the old commit had otherwise, and compare. Raises `SourceError`."""
    changed, same = differing(old, repository.files)
    before = ModelRepository(repository.name, last, repository.now, files=old)
    earlier = examine_commit(session, before, only=changed & paths(old))
    return drift_between(repository.name, (last, earlier), (repository.commit, read), changed, same)


def differing(old: Iterable[HubFile], new: Iterable[HubFile]) -> tuple[frozenset[str], int]:
    """The paths that are not the same in both listings, and how many are."""
    before = {one.path: (one.size, one.blob, one.sha256) for one in old}
    after = {one.path: (one.size, one.blob, one.sha256) for one in new}
    every = {*before, *after}
    changed = frozenset(one for one in every if before.get(one) != after.get(one))
    return changed, len(every) - len(changed)


def drift_between(
    name: str,
    before: tuple[str, Read],
    after: tuple[str, Read],
    changed: frozenset[str],
    same: int,
) -> RevisionDrift:
    """What two commits differ in, as far as both could be read."""
    old, new = (_snapshot(read, changed) for _, read in (before, after))
    lost = tuple(
        f"{commit[:12]}: {path} could not be read: {reason}"
        for commit, read in (before, after)
        for path, reason in _unread(read)
        if not path or path in changed
    )
    found = changes(old, new) if old and new else ()
    return RevisionDrift(name, before[0], after[0], found, same, lost)


def _snapshot(read: Read, changed: frozenset[str]) -> Snapshot | None:
    if isinstance(read.found, Failure):
        return None
    contents = next(one for one in read.found.facts if isinstance(one, Contents))
    models = next((one for one in read.found.facts if isinstance(one, Models)), None)
    whole = snapshot(contents, models, read.digests)

    def wanted(path: str) -> bool:
        return path.partition("!/")[0] in changed

    return Snapshot(
        {path: one for path, one in whole.models.items() if wanted(path)},
        {path: one for path, one in whole.digests.items() if wanted(path)},
        {path: one for path, one in whole.kinds.items() if wanted(path)},
    )


def _unread(read: Read) -> Iterable[tuple[str, str]]:
    yield from read.served.unread
    if isinstance(read.found, Failure):
        yield "", broken(read.found)
        return
    for row in read.found.coverage:
        if row.opaque in {"limit", "model"}:
            yield row.path, row.reason
