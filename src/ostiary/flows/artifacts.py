"""Fetch the files of a release and read them."""

import asyncio
from collections.abc import Sequence

from ostiary.core.coverage import Coverage
from ostiary.core.errors import ParseError, SourceError
from ostiary.core.evidence import Cause, Evidence, Item
from ostiary.core.facts.release import ReleaseFile
from ostiary.core.ports import Progress
from ostiary.core.subject import Subject
from ostiary.evidence.artifact import examine
from ostiary.evidence.code import Known
from ostiary.evidence.registries.answer import Answer
from ostiary.flows.edges import Edges
from ostiary.flows.judging import from_examination, unexamined
from ostiary.formats.npm.manifest import ManifestPair, NpmManifest

AT_ONCE = 2
"""Files that are held at a time: while one is read, the next is fetched.

They are read one after the other, because the second shares most of its code with the first.
"""


async def examine_files(
    answer: Answer, edges: Edges, progress: Progress
) -> tuple[tuple[Item, ...], tuple[Coverage, ...]]:
    """What every file of the answer holds; a file that cannot be had or read is unknown, by name."""
    subject = answer.subject
    if not answer.files:
        hint = "with --all-artifacts the files for other platforms are read"
        reason = "no file of this release can be installed on this machine"
        return unexamined(subject, "index", Cause.UNCONFIGURED, reason, hint), ()
    progress.start("files", len(answer.files))
    gate, turn = asyncio.Semaphore(AT_ONCE), asyncio.Lock()
    known: Known = {}

    async def one(file: ReleaseFile) -> tuple[tuple[Item, ...], tuple[Coverage, ...]]:
        async with gate:
            result = await _examine_file(file, subject, edges, turn, known)
        progress.step("files")
        return result

    results = await asyncio.gather(*map(one, answer.files))
    items = [item for found, _ in results for item in found]
    items += _pairs(answer, items, edges)
    return tuple(items), tuple(row for _, rows in results for row in rows)


async def _examine_file(
    file: ReleaseFile, subject: Subject, edges: Edges, turn: asyncio.Lock, known: Known
) -> tuple[tuple[Item, ...], tuple[Coverage, ...]]:
    source = f"archive {file.filename}"
    try:
        stream = await edges.http.artifact(file.url, file.digests, size=file.size)
        with stream:
            async with turn:
                examination = await asyncio.to_thread(examine, stream, file.filename, None, known)
    except SourceError as error:
        return unexamined(subject, source, error.cause, error.message, error.hint), ()
    except ParseError as error:
        return unexamined(subject, source, Cause.OPAQUE, error.message, error.hint), ()
    return from_examination(examination, subject, edges.world), examination.coverage


def _pairs(answer: Answer, items: Sequence[Item], edges: Edges) -> list[Item]:
    """The registry's own words beside those of each npm archive."""
    manifests = (item.data for item in items if isinstance(item, Evidence))
    return [
        Evidence(answer.subject, ManifestPair(answer.release, one), "composed", edges.world.now)
        for one in manifests
        if isinstance(one, NpmManifest)
    ]
