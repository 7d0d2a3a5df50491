"""Everything that can be known about one published release, put into one dossier."""

import asyncio

from ostiary.core.evidence import Dossier, Evidence, Item
from ostiary.core.facts.advisories import Advisories
from ostiary.core.facts.history import Lineage
from ostiary.core.ports import Progress
from ostiary.core.subject import Subject
from ostiary.evidence.registries.answer import Answer
from ostiary.flows.artifacts import examine_files
from ostiary.flows.attested import prove
from ostiary.flows.compose import compose
from ostiary.flows.earlier import Earlier, since
from ostiary.flows.edges import Edges
from ostiary.flows.filled import filled, predecessor, silent, spoken
from ostiary.flows.gather import advisories, gather
from ostiary.flows.judging import Looked
from ostiary.flows.kin import with_kin
from ostiary.flows.options import VetOptions


async def look(
    answer: Answer, edges: Edges, options: VetOptions, progress: Progress, role: str = "asked"
) -> Looked:
    """All that can be known about one release: its index, other sources, proofs and files."""
    examined = asyncio.ensure_future(examine_files(answer, edges, options, progress))
    told = spoken(answer, (await examined).items) if silent(answer) else answer
    files, proofs, further, before = await asyncio.gather(
        examined,
        prove(told, edges),
        gather(answer.subject, told.release, _lineage(answer), edges, options),
        predecessor(answer, edges),
    )
    dossier = settled(answer.subject, (*answer.items, *files.items, *proofs, *further))
    dossier = await with_kin(await _composed(filled(dossier, before), edges), edges)
    delta = Earlier((), ())
    if options.compare and role == "asked":
        delta = await since(answer, dossier, edges, options, progress)
    return Looked(
        answer.subject,
        role,
        shallow=False,
        dossier=dossier.with_items(*delta.items),
        coverage=files.coverage,
        unconfined=tuple(dict.fromkeys((*files.unconfined, *delta.unconfined))),
    )


async def glance(answer: Answer, edges: Edges, options: VetOptions) -> Looked:
    """What the index and the advisories say about a dependency, without reading its code."""
    known = await advisories(answer.subject, edges, options)
    dossier = await _composed(settled(answer.subject, (*answer.items, known)), edges)
    return Looked(answer.subject, "dependency", shallow=True, dossier=dossier)


async def _composed(dossier: Dossier, edges: Edges) -> Dossier:
    popular, foreign, source = await edges.popular(dossier.subject.type)
    return compose(dossier, popular, foreign, source, edges.world)


def settled(subject: Subject, items: tuple[Item, ...]) -> Dossier:
    """All items, but no empty list whose silence proves nothing beside one whose silence does."""
    lists = [one for one in items if isinstance(one, Evidence) and one.kind is Advisories]
    if not any(one.data.complete for one in lists):
        return Dossier(subject, items)
    empty = [one for one in lists if not one.data.complete and not one.data.records]
    return Dossier(subject, tuple(one for one in items if one not in empty))


def _lineage(answer: Answer) -> Lineage | None:
    return Dossier(answer.subject, answer.items).first(Lineage)
