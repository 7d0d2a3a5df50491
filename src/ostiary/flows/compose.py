"""Facts that need more than one source: made here, so that a check reads one fact only."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from ostiary.core.evidence import Dossier, Evidence, Item
from ostiary.core.facts.health import Downloads
from ostiary.core.facts.history import Lineage
from ostiary.core.facts.names import NameContext, PopularName
from ostiary.core.facts.people import Maintainers
from ostiary.core.facts.provenance import Provenance
from ostiary.core.facts.release import Release
from ostiary.core.world import World
from ostiary.formats.contents import Contents, ReleaseContents

SOURCE = "composed"


def compose(
    dossier: Dossier,
    popular: tuple[PopularName, ...],
    foreign: tuple[PopularName, ...],
    list_source: str,
    world: World,
) -> Dossier:
    """The dossier with its composite facts added."""
    made: Iterable[object] = (
        *_names(dossier, popular, foreign, list_source, world),
        *_contents(dossier),
    )
    items: tuple[Item, ...] = tuple(
        Evidence(dossier.subject, fact, SOURCE, world.now) for fact in made
    )
    return dossier.with_items(*items)


def _names(
    dossier: Dossier,
    popular: tuple[PopularName, ...],
    foreign: tuple[PopularName, ...],
    list_source: str,
    world: World,
) -> Iterator[NameContext]:
    release, lineage = dossier.first(Release), dossier.first(Lineage)
    if release is None:
        return
    maintainers, downloads = dossier.first(Maintainers), dossier.first(Downloads)
    provenance = dossier.first(Provenance)
    verified = provenance.verified if provenance else ()
    yield NameContext(
        ecosystem=release.ecosystem,
        name=release.name,
        popular=popular,
        foreign=foreign,
        owners=maintainers.names if maintainers else (),
        releases=1 + len(lineage.lower) + len(lineage.higher) if lineage else 0,
        age_days=_age(lineage, world.now),
        downloads=downloads.last_month if downloads else -1,
        repository=release.repository,
        verified_repository=verified[0].repository if verified else "",
        list_source=list_source,
    )


def _age(lineage: Lineage | None, now: datetime) -> int:
    """Days since the first release, -1 where publish times are missing or cannot be trusted."""
    if lineage is None or not lineage.trusted_times:
        return -1
    every = (lineage.current, *lineage.lower, *lineage.higher)
    moments = [past.published for past in every if past.published]
    return (now - min(moments)).days if moments else -1


def _contents(dossier: Dossier) -> Iterator[ReleaseContents]:
    artifacts = tuple(dossier.known(Contents))
    if len(artifacts) > 1:
        yield ReleaseContents(dossier.subject.name, dossier.subject.version, artifacts)
