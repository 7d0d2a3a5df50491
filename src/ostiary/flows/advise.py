"""What is known to be wrong with many releases: from the local advisories, else from OSV, else not known."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from ostiary.core.errors import OstiaryError
from ostiary.core.evidence import Cause, Evidence, Item, Unknown
from ostiary.core.facts.advisories import Advisories
from ostiary.core.subject import Subject
from ostiary.evidence.sources import osv_batch
from ostiary.flows.edges import Edges
from ostiary.flows.options import VetOptions
from ostiary.store.advisories import AdvisoryStore

LOCAL = "local advisories"
HINT = "ostiary db update --from OSV-EXPORT brings advisories in without a network"


async def advise(
    subjects: Iterable[Subject], edges: Edges, options: VetOptions
) -> dict[Subject, Item]:
    """One item of evidence for each release, `Unknown` where nobody answers: never nothing.

    Types that the local advisories cover are not asked about over the network. Damage of the local
    advisories is never an answer, and no reason to ask elsewhere behind the user's back either.
    """
    wanted = list(dict.fromkeys(subjects))
    if edges.store_fault:
        return _damaged(wanted, edges.store_fault)
    found: dict[Subject, Item] = {}
    if store := edges.store:
        local = [one for one in wanted if store.covers(one.type)]
        found = _from_store(store, local, edges.world.now) if local else {}
    rest = [one for one in wanted if one not in found]
    if rest:
        base = options.sources.osv
        for one, item in (await osv_batch.collect_all(rest, edges.http, base=base)).items():
            found[one] = _enriched(item, edges.store)
            if isinstance(item, Unknown) and item.cause is not Cause.UNCONFIGURED:
                found[one] = Unknown(one, Advisories, item.source, item.cause, item.reason, HINT)
    return {one: found[one] for one in wanted}


def _enriched(item: Item, store: AdvisoryStore | None) -> Item:
    """An answer of OSV, which knows neither KEV nor EPSS, with what was brought in of these."""
    if not isinstance(item, Evidence) or store is None or not store.summary().consulted:
        return item
    records = []
    for one in item.data.records:
        if one.malware:
            records.append(one)
            continue
        kev, epss, percentile = store.exploitation((one.id, *one.aliases))
        records.append(replace(one, kev=kev, epss=epss, epss_percentile=percentile))
    return replace(item, data=replace(item.data, records=tuple(records)))


def _from_store(
    store: AdvisoryStore, subjects: list[Subject], now: datetime
) -> dict[Subject, Item]:
    try:
        answers = store.match_all((one.type, one.name, one.version) for one in subjects)
    except OstiaryError as error:
        return _damaged(subjects, error)
    summary = store.summary()
    found: dict[Subject, Item] = {}
    for one in subjects:
        told = summary.told_of(one.type)
        age = max((now - told).total_seconds(), 0.0)
        answer = answers[one.type, one.name, one.version]
        found[one] = Evidence(one, answer, LOCAL, told, age=age)
    return found


def _damaged(subjects: list[Subject], fault: OstiaryError) -> dict[Subject, Item]:
    return {
        one: Unknown(one, Advisories, LOCAL, Cause.MALFORMED, fault.message, fault.hint)
        for one in subjects
    }
