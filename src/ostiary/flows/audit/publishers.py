"""What a registry says of those behind one release, and behind the releases that it replaced."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from ostiary.core.audit import People
from ostiary.core.evidence import Evidence
from ostiary.core.facts.history import Lineage, Past
from ostiary.core.facts.people import Maintainers
from ostiary.core.facts.provenance import Provenance
from ostiary.core.subject import Subject
from ostiary.evidence.registries.answer import Answer
from ostiary.flows.edges import Edges
from ostiary.flows.options import VetOptions

T = TypeVar("T")

Told = tuple[People, tuple[People, ...]]
"""Those behind a release, and those behind releases before it."""


async def learn(
    key: tuple[str, str, str],
    replaced: tuple[str, ...],
    known: People | None,
    edges: Edges,
    options: VetOptions,
) -> Told:
    """Ask about one release; `known` is what was told of the same one before, `replaced` its predecessors.

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
