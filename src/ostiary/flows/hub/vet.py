"""May this model enter: ask the hub, examine the files of the commit, and put it all into one dossier."""

import asyncio

from msgspec.structs import replace

from ostiary.attest.model import Signed
from ostiary.cluster.hand import Failure
from ostiary.core.errors import SourceError
from ostiary.core.evidence import Cause, Dossier, Evidence, Item, Unknown
from ostiary.core.facts.hub import ModelRepository, ServedFiles
from ostiary.core.facts.known import KnownFileMatches, LookAlikes
from ostiary.core.subject import Subject
from ostiary.core.world import World
from ostiary.evidence.hub.repository import find_model
from ostiary.evidence.hub.session import open_hub
from ostiary.flows.admitted import admitted
from ostiary.flows.apart import broken, loose
from ostiary.flows.edges import Edges
from ostiary.flows.hub.drift import since, vetted_last
from ostiary.flows.hub.examining import Read, examine_commit
from ostiary.flows.hub.signing import signed
from ostiary.flows.judging import Looked, from_examination, unexamined
from ostiary.flows.listed import with_known
from ostiary.flows.options import VetOptions
from ostiary.formats.contents import Contents
from ostiary.program.likeness.sketch import Shapes
from ostiary.subjects.spec import HUB, Spec

SOURCE = "model hub"


async def vet_model(spec: Spec, edges: Edges, options: VetOptions) -> Looked:
    """All that can be known about one model. Raises `NotFoundError`; what does not answer is unknown."""
    last = vetted_last(edges.ledger, Subject(HUB, spec.name))  # the log stays in its thread
    try:
        return await asyncio.to_thread(_looked, spec, last, edges, options)
    except SourceError as error:
        return _unanswered(spec, error)


def _looked(spec: Spec, last: str, edges: Edges, options: VetOptions) -> Looked:
    with open_hub(edges.world) as session:
        revision = spec.version or spec.constraint
        repository = find_model(session, spec.name, revision, edges.world.now)
        subject = Subject(HUB, repository.name, repository.commit, origin=session.api.endpoint)
        read = examine_commit(session, repository, shaped=edges.listed.comparable)
        read = _admitted(read, edges.world, options)
        drift = since(session, repository, read, last, subject=subject, world=edges.world)
    items: tuple[Item, ...] = (
        Evidence(subject, repository, SOURCE, edges.world.now),
        Evidence(subject, read.served, SOURCE, edges.world.now),
        *_files(read, subject, edges),
        drift,
        _signed(repository, read, subject, edges.world),
    )
    found = read.found
    return Looked(
        subject,
        "asked",
        shallow=False,
        dossier=Dossier(subject, items),
        coverage=() if isinstance(found, Failure) else found.coverage,
        unconfined=loose(read.confinement),
    )


def _signed(repository: ModelRepository, read: Read, subject: Subject, world: World) -> Item:
    """The signatures, against the digests of what was fetched, and else of what the hub lists."""
    digests = {one.path: read.digests.get(one.path, "") for one in repository.files}
    files = Signed(digests, frozenset(read.served.ranged))
    return signed(repository.name, read.signatures, files, subject, world)


def _files(read: Read, subject: Subject, edges: Edges) -> tuple[Item, ...]:
    if isinstance(read.found, Failure):
        reason, hint = broken(read.found), read.found.hint
        return unexamined(subject, SOURCE, Cause.OPAQUE, reason, hint)
    items = from_examination(read.found, subject, edges.world)
    known = with_known(_claimed(items, read.digests), subject, edges.listed, edges.world)
    plain = tuple(one for one in items if one.kind is not Shapes)
    return (*plain, *(one for one in known if one.kind in {KnownFileMatches, LookAlikes}))


def _admitted(read: Read, world: World, options: VetOptions) -> Read:
    if isinstance(read.found, Failure):
        return read
    return replace(read, found=admitted(read.found, options.policy, world.now.date()))


def _claimed(items: tuple[Item, ...], digests: dict[str, str]) -> tuple[Item, ...]:
    """The contents with the digests that the hub lists for files which were read by their headers alone.

    A list of known-bad files is asked about these too: whoever loads the file gets those bytes, or a fault.
    """
    return tuple(
        replace(one, data=_with_digests(one.data, digests))
        if isinstance(one, Evidence) and isinstance(one.data, Contents)
        else one
        for one in items
    )


def _with_digests(contents: Contents, digests: dict[str, str]) -> Contents:
    rows = tuple(
        row if row.sha256 else replace(row, sha256=digests.get(row.path, ""))
        for row in contents.files
    )
    return replace(contents, files=rows)


def _unanswered(spec: Spec, error: SourceError) -> Looked:
    """The hub did not answer: an account of nothing, which no policy turns into a pass."""
    subject = Subject(HUB, spec.name, spec.version)
    items = (
        *(
            Unknown(subject, kind, SOURCE, error.cause, error.message, error.hint)
            for kind in (ModelRepository, ServedFiles)
        ),
        *unexamined(subject, SOURCE, error.cause, error.message, error.hint),
    )
    return Looked(subject, "asked", shallow=False, dossier=Dossier(subject, items))
