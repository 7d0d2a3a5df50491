"""What a registry says of those behind one release, and behind the releases that it replaced."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from msgspec.structs import replace

from ostiary.core.audit import People
from ostiary.core.errors import OstiaryError, SourceError
from ostiary.core.evidence import Cause, Evidence
from ostiary.core.facts.history import Lineage, Past
from ostiary.core.facts.people import Maintainers
from ostiary.core.facts.provenance import Provenance
from ostiary.core.ports import Progress
from ostiary.core.subject import Subject
from ostiary.core.world import World
from ostiary.evidence.registries.answer import Answer
from ostiary.flows.audit.handover import Key, Told
from ostiary.flows.audit.options import AuditOptions
from ostiary.flows.edges import Edges, open_edges
from ostiary.flows.options import VetOptions
from ostiary.flows.running import run as run_async

T = TypeVar("T")
_DOWN = frozenset({Cause.TRANSIENT, Cause.UNCONFIGURED})

SILENT = "the index says nothing about people"

AT_ONCE = 8
"""Packages that are asked about at a time."""


def ask(
    keys: Sequence[Key],
    replaced: Mapping[Key, tuple[str, ...]],
    known: Sequence[People],
    *,
    options: AuditOptions,
    world: World,
    progress: Progress,
) -> Told:
    """Ask about each; a registry that does not answer at all is not asked again in this run.

    `replaced` has the versions before an update, `known` what was told at earlier audits.
    """
    same = {(one.type, one.name, one.version): one for one in known}
    asked = VetOptions(options.policy, allow_pre=True, sources=options.sources)
    told = Told()
    down: dict[str, str] = {}

    async def every() -> None:
        gate = asyncio.Semaphore(AT_ONCE)
        async with open_edges(world, asked) as edges:

            async def one(key: Key) -> None:
                async with gate:
                    why = down.get(key[0], "")
                    if not why:
                        why = await about(key, edges)
                    if why:
                        told.unasked[why] += 1
                progress.step("people")

            await asyncio.gather(*map(one, keys))

    async def about(key: Key, edges: Edges) -> str:
        try:
            row, former = await _learn(key, replaced.get(key, ()), same.get(key), edges, asked)
        except OstiaryError as error:
            if isinstance(error, SourceError) and error.cause in _DOWN:
                down[key[0]] = error.message
            return error.message
        if not _says(row):
            return SILENT
        told.rows[key], told.former[key] = row, former
        return ""

    progress.start("people", len(keys))
    run_async(every())
    progress.stop("people")
    return told


async def _learn(
    key: Key,
    replaced: tuple[str, ...],
    known: People | None,
    edges: Edges,
    options: VetOptions,
) -> tuple[People, tuple[People, ...]]:
    """Ask about one release, and give those behind it and those behind the releases before it.

    `known` is what was told of the same one before, `replaced` its predecessors.

    Raises `NotFoundError` or `SourceError`. Proofs are fetched and verified once for each release: those of
    one that is known do not change, and that they are gone shows without them.
    """
    kind, name, version = key
    answer = await edges.find_exact(Subject(kind, name, version), options)
    at = edges.world.now
    lineage = next(_facts(answer, Lineage), None)
    owners = next(_facts(answer, Maintainers), None)
    past = lineage.current if lineage else Past(version)
    row = _row(kind, name, past, at)
    if owners:  # those of now, where the page of the release knows those of then
        row = replace(row, maintainers=tuple(sorted(owners.names)))
    row = replace(row, version=version)
    if row.attested:
        same = known.identities if known and known.attested else ()
        row = replace(row, identities=same or await _identities(answer, edges))
    lower = {one.version: one for one in lineage.lower} if lineage else {}
    former = (_row(kind, name, lower[one], at) for one in replaced if one in lower)
    return row, tuple(former)


def _says(one: People) -> bool:
    return bool(one.maintainers or one.publisher or one.publishing or one.attested is not None)


def _facts(answer: Answer, kind: type[T]) -> Iterator[T]:
    for item in answer.items:
        if isinstance(item, Evidence) and isinstance(item.data, kind):
            yield item.data


def _row(kind: str, name: str, past: Past, at: datetime) -> People:
    return People(
        kind,
        name,
        past.version,
        at,
        tuple(sorted(past.maintainers)),
        past.publisher.name,
        past.publisher.kind,
        past.attested,
    )


async def _identities(answer: Answer, edges: Edges) -> tuple[str, ...]:
    """Repository and workflow of every proof that holds."""
    from ostiary.flows.attested import prove

    found = {
        f"{one.repository} {one.workflow}".strip()
        for item in await prove(answer, edges)
        if isinstance(item, Evidence) and isinstance(item.data, Provenance)
        for one in item.data.verified
    }
    return tuple(sorted(found - {""}))
