"""Ask the further sources about one release, all at the same time."""

from ostiary.core.errors import OstiaryError, SourceError
from ostiary.core.evidence import Cause, Evidence, Item, Unknown
from ostiary.core.facts.advisories import Advisories
from ostiary.core.facts.release import Release
from ostiary.core.subject import Subject
from ostiary.flows.edges import Edges
from ostiary.flows.options import VetOptions
from ostiary.formats.osv import match, parse_record


async def gather(
    subject: Subject,
    release: Release | None,
    edges: Edges,
    options: VetOptions,
    *,
    shallow: bool = False,
) -> tuple[Item, ...]:
    """Every further fact, known or not. `shallow` asks only what a dependency is judged by."""
    del release, shallow, options
    return (await _advisories(subject, edges),)


async def _advisories(subject: Subject, edges: Edges) -> Item:
    """From the local store if it covers the ecosystem, else from OSV."""
    try:
        return _from_store(subject, edges)
    except OstiaryError as error:
        return Unknown(
            subject, Advisories, "local advisories", Cause.UNCONFIGURED, error.message, error.hint
        )


def _from_store(subject: Subject, edges: Edges) -> Item:
    if edges.store_fault:
        raise edges.store_fault
    if edges.store is None:
        raise SourceError("no local advisories", "ostiary db update", Cause.UNCONFIGURED)
    records = [parse_record(body) for body in edges.store.lookup(subject.type, subject.name)]
    found = match(records, subject.type, subject.name, subject.version)
    summary = edges.store.summary()
    age = (edges.world.now - summary.built).total_seconds()
    return Evidence(subject, found, "local advisories", summary.built, age=max(age, 0.0))
