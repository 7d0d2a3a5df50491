"""Ask the further sources about one release, all at the same time."""

import asyncio
from collections.abc import Awaitable, Iterator
from datetime import datetime

from ostiary.core.errors import OstiaryError
from ostiary.core.evidence import Cause, Evidence, Item, Unknown
from ostiary.core.facts.advisories import Advisories
from ostiary.core.facts.health import Dependents, Downloads, Repository, Scorecard
from ostiary.core.facts.history import Lineage
from ostiary.core.facts.people import DomainRegistration
from ostiary.core.facts.release import Release
from ostiary.core.subject import Subject
from ostiary.evidence.sources import depsdev, downloads, forge, osv, rdap, scorecard
from ostiary.flows.edges import Edges
from ostiary.flows.options import VetOptions
from ostiary.store.advisories import AdvisoryStore

MAX_DOMAINS = 3
"""E-mail domains of one release that are looked up."""


async def advisories(subject: Subject, edges: Edges, options: VetOptions) -> Item:
    """From the local store where it covers the ecosystem, else from OSV; damage is never an answer."""
    local = "local advisories"
    if edges.store_fault:
        fault = edges.store_fault
        return Unknown(subject, Advisories, local, Cause.MALFORMED, fault.message, fault.hint)
    if edges.store and edges.store.covers(subject.type):
        try:
            return _from_store(subject, edges.store, edges)
        except OstiaryError as error:
            return Unknown(subject, Advisories, local, Cause.OPAQUE, error.message, error.hint)
    if not options.sources.osv:
        return _off(subject, Advisories, "osv")
    found = await osv.collect(subject, edges.http, base=options.sources.osv)
    if isinstance(found, Unknown):
        hint = "ostiary db update --from OSV-EXPORT brings advisories in without a network"
        return Unknown(subject, Advisories, found.source, found.cause, found.reason, hint)
    return found


def _from_store(subject: Subject, store: AdvisoryStore, edges: Edges) -> Item:
    found = store.match(subject.type, subject.name, subject.version)
    told = store.summary().told_of(subject.type)
    age = max((edges.world.now - told).total_seconds(), 0.0)
    return Evidence(subject, found, "local advisories", told, age=age)


async def gather(
    subject: Subject,
    release: Release,
    lineage: Lineage | None,
    edges: Edges,
    options: VetOptions,
) -> tuple[Item, ...]:
    """Every further fact about a release, known or not."""
    asked = [
        advisories(subject, edges, options),
        _downloads(subject, edges, options),
        *_about_repository(subject, release, edges, options),
        *_domains(subject, release, lineage, edges, options),
    ]
    return tuple(await asyncio.gather(*asked))


async def _downloads(subject: Subject, edges: Edges, options: VetOptions) -> Item:
    source = "pypistats" if subject.type == "pypi" else "npm_downloads"
    if not getattr(options.sources, source):
        return _off(subject, Downloads, source)
    popular, _, _ = await edges.popular(subject.type)
    rank = next((one.rank for one in popular if one.name == subject.name), 0)
    return await downloads.collect(
        subject,
        edges.http,
        pypistats=options.sources.pypistats,
        npm_downloads=options.sources.npm_downloads,
        rank=rank,
    )


def _about_repository(
    subject: Subject, release: Release, edges: Edges, options: VetOptions
) -> Iterator[Awaitable[Item]]:
    sources, repository = options.sources, release.repository
    if sources.depsdev:
        yield depsdev.collect(subject, edges.http, repository=repository, base=sources.depsdev)
    else:
        yield _switched_off(subject, Dependents, "depsdev")
    if not repository:
        return
    if sources.scorecard:
        yield scorecard.collect(subject, edges.http, repository=repository, base=sources.scorecard)
    else:
        yield _switched_off(subject, Scorecard, "scorecard")
    if sources.github and sources.gitlab:
        yield forge.collect(
            subject,
            edges.http,
            repository=repository,
            github=sources.github,
            gitlab=sources.gitlab,
            environ=edges.world.environ,
        )
    else:
        yield _switched_off(subject, Repository, "github")


def _domains(
    subject: Subject,
    release: Release,
    lineage: Lineage | None,
    edges: Edges,
    options: VetOptions,
) -> Iterator[Awaitable[Item]]:
    """One question for each e-mail domain of the release, however many addresses share it."""
    addresses = {rdap.registrable_domain(one): one for one in release.emails}
    first = _first_release(lineage)
    for domain in sorted(filter(None, addresses))[:MAX_DOMAINS]:
        if options.sources.rdap:
            yield rdap.collect(
                subject,
                edges.http,
                address=addresses[domain],
                first_release=first,
                now=edges.world.now,
                base=options.sources.rdap,
            )
        else:
            yield _switched_off(subject, DomainRegistration, "rdap")


def _first_release(lineage: Lineage | None) -> datetime | None:
    if lineage is None or not lineage.trusted_times:
        return None
    every = (lineage.current, *lineage.lower, *lineage.higher)
    return min((past.published for past in every if past.published), default=None)


def _off(subject: Subject, kind: type[object], source: str) -> Unknown:
    variable = f"OSTIARY_{source.upper()}_URL"
    reason = f"{source} is switched off or has no address here"
    return Unknown(subject, kind, source, Cause.UNCONFIGURED, reason, f"set {variable}")


async def _switched_off(subject: Subject, kind: type[object], source: str) -> Item:
    return _off(subject, kind, source)
