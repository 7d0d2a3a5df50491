"""Fetch the files of a release and read them."""

import asyncio
from collections.abc import Sequence
from typing import BinaryIO

from msgspec import Struct

from ostiary.cluster.hand import Failure
from ostiary.cluster.steady import Steady
from ostiary.core.coverage import Coverage
from ostiary.core.digest import strongest
from ostiary.core.errors import SourceError
from ostiary.core.evidence import Cause, Evidence, Item
from ostiary.core.examination import Examination
from ostiary.core.facts.release import ReleaseFile
from ostiary.core.ports import Progress
from ostiary.evidence.registries.answer import Answer
from ostiary.flows.admitted import admitted
from ostiary.flows.apart import PLAN, Given, broken, loose
from ostiary.flows.before import Wanted
from ostiary.flows.edges import Edges
from ostiary.flows.examining import EXAMINE_SHARED, examine_stream
from ostiary.flows.judging import from_examination, unexamined
from ostiary.flows.listed import with_known
from ostiary.flows.options import VetOptions
from ostiary.formats.npm.manifest import ManifestPair, NpmManifest
from ostiary.policy.model import Policy

AT_ONCE = 2
"""Files that are held at a time: while one is read, the next is fetched.

They are read one after the other, because the second shares most of its code with the first.
"""


class Files(Struct, frozen=True):
    """What the files of one release hold, the account of what was read, and what stood open meanwhile."""

    items: tuple[Item, ...]
    coverage: tuple[Coverage, ...] = ()
    unconfined: tuple[str, ...] = ()


async def examine_files(
    answer: Answer, edges: Edges, options: VetOptions, progress: Progress
) -> Files:
    """What every file of the answer holds; a file that cannot be had or read is unknown, by name.

    One confined worker reads all of one release, and nothing else.
    """
    subject = answer.subject
    if not answer.files:
        hint = "with --all-artifacts the files for other platforms are read"
        reason = "no file of this release can be installed on this machine"
        return Files(unexamined(subject, "index", Cause.UNCONFIGURED, reason, hint))
    progress.start("files", len(answer.files))
    gate, desk = asyncio.Semaphore(AT_ONCE), _Desk(answer, edges, options.policy)

    async def one(file: ReleaseFile) -> Files:
        async with gate:
            result = await desk.examine(file)
        progress.step("files")
        return result

    try:
        results = await asyncio.gather(*map(one, answer.files))
    finally:
        desk.worker.end()
    items = [item for found in results for item in found.items]
    items += _pairs(answer, items, edges)
    items = list(with_known(items, subject, edges.listed, edges.world))
    coverage = tuple(row for found in results for row in found.coverage)
    return Files(tuple(items), coverage, loose(desk.worker.confinement))


class _Desk:
    """Where the files of one release are read, one after the other."""

    def __init__(self, answer: Answer, edges: Edges, policy: Policy) -> None:
        self.subject = answer.subject
        self.edges = edges
        self.policy = policy
        self.worker = Steady(PLAN)
        self._turn = asyncio.Lock()
        self._beside = beside(answer.files)

    async def examine(self, file: ReleaseFile) -> Files:
        """One file: fetched here, read by the worker."""
        subject, source = self.subject, f"archive {file.filename}"
        try:
            stream = await self.edges.http.artifact(file.url, file.digests, size=file.size)
        except SourceError as error:
            lost = unexamined(subject, source, error.cause, error.message, error.hint)
            return Files(lost)
        with stream:
            found = await self._read(stream, file.filename)
        if isinstance(found, Failure):
            return Files(unexamined(subject, source, Cause.OPAQUE, broken(found), found.hint))
        found = admitted(found, self.policy, self.edges.world.now.date())
        items = from_examination(found, subject, self.edges.world)
        return Files(items, found.coverage)

    async def _read(self, stream: BinaryIO, filename: str) -> Examination | Failure:
        shaped = self.edges.listed.comparable
        before = None if self._beside is None else self.edges.before
        wanted = Wanted(Given(filename), shaped, self._beside or "")
        async with self._turn:
            return await asyncio.to_thread(
                examine_stream,
                self.worker,
                stream,
                wanted,
                before,
                lambda one: (EXAMINE_SHARED, one, filename, shaped),
            )


def beside(files: Sequence[ReleaseFile]) -> str | None:
    """Which files one worker reads, as a text; None where their index does not pin all of them.

    A file that takes the worker over could speak for those read after it, so what was found in a file counts
    only in the very same company. A single file has none.
    """
    if len(files) < 2:
        return ""
    pinned = [(one.filename, str(strongest(one.digests) or "")) for one in files]
    return repr(sorted(pinned)) if all(digest for _, digest in pinned) else None


def _pairs(answer: Answer, items: Sequence[Item], edges: Edges) -> list[Item]:
    """The registry's own words beside those of each npm archive."""
    manifests = (item.data for item in items if isinstance(item, Evidence))
    return [
        Evidence(answer.subject, ManifestPair(answer.release, one), "composed", edges.world.now)
        for one in manifests
        if isinstance(one, NpmManifest)
    ]
