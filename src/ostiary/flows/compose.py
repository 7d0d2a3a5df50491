"""Facts that need more than one source: made here, so that a check reads one fact only."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec.structs import replace

from ostiary.checks.source_url import source_place
from ostiary.core.evidence import Absent, Dossier, Evidence, Item, Unknown
from ostiary.core.facts.health import Downloads, Repository, Scorecard
from ostiary.core.facts.history import Lineage
from ostiary.core.facts.names import NameContext, PopularName
from ostiary.core.facts.people import Maintainers
from ostiary.core.facts.provenance import Proof, Provenance
from ostiary.core.facts.release import Release
from ostiary.core.world import World
from ostiary.flows.filled import declared
from ostiary.formats.contents import Contents, ReleaseContents
from ostiary.program.capabilities.collect import ReleaseAbilities, abilities

SOURCE = "composed"
FORGES = ("github", "gitlab")
"""Sources whose "there is none" is itself a fact: the declared repository is gone."""


def compose(
    dossier: Dossier,
    popular: tuple[PopularName, ...],
    foreign: tuple[PopularName, ...],
    list_source: str,
    world: World,
) -> Dossier:
    """The dossier with its composite facts added, and what the proofs bind marked as bound."""
    dossier = _bound(dossier, world)
    made: Iterable[object] = (
        *_names(dossier, popular, foreign, list_source, world),
        *_contents(dossier),
    )
    items: tuple[Item, ...] = tuple(
        Evidence(dossier.subject, fact, SOURCE, world.now) for fact in made
    )
    return dossier.with_items(*items, *_incomparable(dossier))


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
    yield NameContext(
        ecosystem=release.ecosystem,
        name=release.name,
        popular=popular,
        foreign=foreign,
        owners=maintainers.names if maintainers else (),
        releases=1 + len(lineage.lower) + len(lineage.higher) if lineage else 0,
        age_days=_age(lineage, world.now),
        downloads=downloads.last_month if downloads else -1,
        repository=declared(dossier),
        verified_repository=proven(dossier),
        list_source=list_source,
    )


def proven(dossier: Dossier) -> str:
    """The repository that every examined file was built from by proof; empty if only some were."""
    provenance = dossier.first(Provenance)
    files = provenance.files if provenance else ()
    places = {one.repository for one in files}
    if not files or len(places) > 1 or any(one.proof is not Proof.VERIFIED for one in files):
        return ""
    lost = any(isinstance(one, Unknown) and one.kind is Provenance for one in dossier.items)
    return "" if lost else places.pop()


def _bound(dossier: Dossier, world: World) -> Dossier:
    """What a forge or Scorecard says, marked as being about the proven repository where it is."""
    place = source_place(proven(dossier))
    claim = declared(dossier)

    def bind(item: Item) -> Item:
        if isinstance(item, Absent) and item.kind is Repository and item.source in FORGES and claim:
            fact = Repository(claim, gone=True)
            return Evidence(item.subject, fact, item.source, world.now)
        if isinstance(item, Evidence) and isinstance(item.data, Repository | Scorecard):
            one = item.data
            url = one.url if isinstance(one, Repository) else one.repository
            same = place is not None and source_place(url) == place
            return replace(item, data=replace(one, verified=same))
        return item

    return Dossier(dossier.subject, tuple(map(bind, dossier.items)))


def _age(lineage: Lineage | None, now: datetime) -> int:
    """Days since the first release, -1 where publish times are missing or cannot be trusted."""
    if lineage is None or not lineage.trusted_times:
        return -1
    every = (lineage.current, *lineage.lower, *lineage.higher)
    moments = [past.published for past in every if past.published]
    return (now - min(moments)).days if moments else -1


def _contents(dossier: Dossier) -> Iterator[ReleaseContents | ReleaseAbilities]:
    artifacts = tuple(dossier.known(Contents))
    if len(artifacts) > 1:
        subject = dossier.subject
        yield ReleaseContents(subject.name, subject.version, artifacts)
        facts = (item.data for item in dossier.items if isinstance(item, Evidence))
        yield ReleaseAbilities(subject.name, subject.version, abilities(facts))


def _incomparable(dossier: Dossier) -> Iterator[Unknown]:
    """Of an artifact that could not be read nobody can say that it does what the others do."""
    for item in dossier.items:
        if isinstance(item, Unknown) and item.kind is Contents:
            yield replace(item, kind=ReleaseAbilities)
