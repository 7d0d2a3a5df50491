"""What a release can do that the releases before it could not: those are fetched and read too."""

from msgspec import Struct
from msgspec.structs import replace

from ostiary.checks.history.settled import settled_lower
from ostiary.core.errors import NotFoundError, SourceError
from ostiary.core.evidence import Absent, Cause, Dossier, Evidence, Item, Unknown
from ostiary.core.facts.history import Lineage, Past
from ostiary.core.ports import Progress
from ostiary.evidence.registries.answer import Answer
from ostiary.flows.artifacts import Files, examine_files
from ostiary.flows.edges import Edges
from ostiary.flows.options import VetOptions
from ostiary.formats.contents import Contents
from ostiary.program.capabilities.collect import abilities
from ostiary.program.capabilities.delta import ReleaseDelta, Side, compare
from ostiary.program.model import Program

SOURCE = "earlier releases"


class Earlier(Struct, frozen=True):
    """The fact, or why there is none, and what stood open while the earlier releases were read."""

    items: tuple[Item, ...]
    unconfined: tuple[str, ...]


async def since(
    answer: Answer, dossier: Dossier, edges: Edges, options: VetOptions, progress: Progress
) -> Earlier:
    """Compare the examined release with as many earlier ones as the options ask for."""
    subject, lineage = answer.subject, dossier.first(Lineage)
    if lineage is None:
        reason = "the index does not tell which releases were before"
        return Earlier((Unknown(subject, ReleaseDelta, SOURCE, Cause.MALFORMED, reason),), ())
    if lost := first_lost(dossier.items):
        return Earlier((replace(lost, kind=ReleaseDelta),), ())
    versions = _before(lineage, options.compare)
    if not versions:
        return Earlier((Absent(subject, ReleaseDelta, SOURCE, "no earlier release"),), ())
    sides: list[Side] = []
    loose: list[str] = []
    for past in versions:
        found = await _examined(past.version, answer, edges, options, progress)
        if isinstance(found, Unknown):
            return Earlier((found,), tuple(loose))
        loose += found.unconfined
        if lost := first_lost(found.items):
            reason = f"`{past.version}` could not be read: {lost.reason}"
            return Earlier((replace(lost, kind=ReleaseDelta, reason=reason),), tuple(loose))
        sides.append(side(past.version, found.items))
    delta = compare(side(subject.version, dossier.items), tuple(sides))
    return Earlier((Evidence(subject, delta, SOURCE, edges.world.now),), tuple(loose))


def side(label: str, items: tuple[Item, ...]) -> Side:
    """What each artifact among the items can do."""
    facts = (item.data for item in items if isinstance(item, Evidence))
    return Side(label, abilities(facts))


def first_lost(items: tuple[Item, ...]) -> Unknown | None:
    """The first artifact that could not be had or read: nothing can be compared with it."""
    kinds = {Contents, Program}
    return next((one for one in items if isinstance(one, Unknown) and one.kind in kinds), None)


def _before(lineage: Lineage, count: int) -> tuple[Past, ...]:
    """The highest settled lower versions, full releases first, as an update would come from them."""
    lower = tuple(reversed(settled_lower(lineage)))
    full = tuple(past for past in lower if not past.prerelease or lineage.current.prerelease)
    return (full or lower)[:count]


async def _examined(
    version: str, answer: Answer, edges: Edges, options: VetOptions, progress: Progress
) -> Files | Unknown:
    subject = answer.subject
    try:
        found = await edges.find_exact(subject.at(version), options)
    except (SourceError, NotFoundError) as error:
        cause = error.cause if isinstance(error, SourceError) else Cause.CONTRADICTED
        reason = f"`{version}` cannot be had: {error.message}"
        return Unknown(subject, ReleaseDelta, SOURCE, cause, reason, error.hint)
    forms = {file.form for file in answer.files}
    same = tuple(file for file in found.files if file.form in forms)
    answer = replace(found, files=same or found.files)
    return await examine_files(answer, edges, options, progress)
