"""Who is behind the popular names that a name resembles: the same people may name theirs alike."""

from msgspec.structs import replace

from ostiary.checks.identity.likeness import Likeness, alike
from ostiary.checks.identity.weight import STRENGTH, weigh
from ostiary.core.evidence import Dossier, Evidence, Item
from ostiary.core.facts.names import NameContext
from ostiary.flows.edges import Edges

MAX_KIN = 3
"""Popular packages that are asked about for one name."""


async def with_kin(dossier: Dossier, edges: Edges) -> Dossier:
    """The dossier with the owners of the nearest popular names; who cannot be asked is left out.

    Nobody is asked where the package's own owners are unknown, or its name would raise no question.
    """
    context = dossier.first(NameContext)
    if context is None or not context.owners:
        return dossier
    found = []
    for name in _nearest(context):
        if context.ecosystem == "npm":
            owners = await edges.npm.owners(name)
        else:
            owners = await edges.pypi.owners(name, dossier.subject.origin)
        found += [(name, owners)] if owners else []
    known = replace(context, owners_of=tuple(found))

    def put(item: Item) -> Item:
        if isinstance(item, Evidence) and item.data is context:
            return replace(item, data=known)
        return item

    return Dossier(dossier.subject, tuple(map(put, dossier.items)))


def _nearest(context: NameContext) -> tuple[str, ...]:
    def order(one: Likeness) -> tuple[int, int]:
        return -STRENGTH[one.change], one.target.rank

    likely = [
        one
        for one in alike(context.ecosystem, context.name, context.popular)
        if weigh(one, context)
    ]
    return tuple(one.target.name for one in sorted(likely, key=order)[:MAX_KIN])
