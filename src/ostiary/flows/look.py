"""Everything that can be known about one published release, put into one dossier."""

import asyncio

from ostiary.core.evidence import Dossier
from ostiary.core.ports import Progress
from ostiary.evidence.registries.answer import Answer
from ostiary.flows.artifacts import examine_files
from ostiary.flows.attested import prove
from ostiary.flows.compose import compose
from ostiary.flows.edges import Edges
from ostiary.flows.gather import gather
from ostiary.flows.judging import Looked
from ostiary.flows.options import VetOptions


async def look(
    answer: Answer, edges: Edges, options: VetOptions, progress: Progress, role: str = "asked"
) -> Looked:
    """All that can be known about one release: its index, other sources, proofs and files."""
    (items, coverage), proofs, further = await asyncio.gather(
        examine_files(answer, edges, progress),
        prove(answer, edges),
        gather(answer.subject, answer.release, edges, options),
    )
    dossier = Dossier(answer.subject, (*answer.items, *items, *proofs, *further))
    popular, foreign, source = await edges.popular(answer.subject.type)
    dossier = compose(dossier, popular, foreign, source, edges.world)
    return Looked(answer.subject, role, shallow=False, dossier=dossier, coverage=coverage)


async def glance(answer: Answer, edges: Edges, options: VetOptions) -> Looked:
    """What the index and the advisories say about a dependency, without reading its code."""
    further = await gather(answer.subject, answer.release, edges, options, shallow=True)
    dossier = Dossier(answer.subject, (*answer.items, *further))
    popular, foreign, source = await edges.popular(answer.subject.type)
    dossier = compose(dossier, popular, foreign, source, edges.world)
    return Looked(answer.subject, "dependency", shallow=True, dossier=dossier)
