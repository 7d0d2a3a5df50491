"""The few lines about a subject that a person reads before the details."""

from collections.abc import Iterable, Iterator

from ostiary.core.coverage import Reach
from ostiary.core.evidence import Dossier, Evidence, Unknown
from ostiary.core.facts.advisories import Advisories
from ostiary.core.facts.history import Lineage, ReleaseAge
from ostiary.core.facts.hub import ModelRepository
from ostiary.core.facts.nodes import JudgedTree
from ostiary.core.facts.provenance import Proof, Provenance
from ostiary.core.facts.release import Release
from ostiary.core.scale import Decision
from ostiary.flows.filled import declared
from ostiary.flows.hub.facts import describe_model
from ostiary.flows.model_lines import model_lines
from ostiary.formats.contents import Contents
from ostiary.formats.model.record import Models
from ostiary.formats.npm.manifest import NpmManifest
from ostiary.formats.python.metadata import CoreMetadata
from ostiary.program.model import Program

Line = tuple[str, str]


def describe(dossier: Dossier) -> tuple[Line, ...]:
    """Label and text, in the order in which to show them; unknown facts say that they are."""
    parts = (
        describe_model(dossier),
        model_lines(dossier.known(Models)),
        _code(dossier),
        _source(dossier),
        _people(dossier),
        _advisories(dossier),
        _licence(dossier),
        _tree(dossier),
    )
    return tuple(line for part in parts for line in part)


def _code(dossier: Dossier) -> Iterator[Line]:
    artifacts = list(dossier.known(Contents))
    if not artifacts:
        return
    modules = sum(len(program.modules) for program in dossier.known(Program))
    runs = [call for program in dossier.known(Program) for call in program.calls]
    early = {call.reach for call in runs} & {Reach.INSTALL, Reach.START}
    moments = " and ".join(sorted(_MOMENTS[one] for one in early))
    when = f"calls of note {moments}" if early else "nothing of note runs at install or start"
    yield "code", f"{_count(len(artifacts), 'artifact')}, {_count(modules, 'source file')}; {when}"


_MOMENTS = {Reach.INSTALL: "at install", Reach.START: "at interpreter start"}


def _source(dossier: Dossier) -> Iterator[Line]:
    provenance, claim = dossier.first(Provenance), declared(dossier)
    files = provenance.files if provenance else ()
    if any(one.proof is Proof.BROKEN for one in files):
        yield "source", "provenance does not verify"
    elif provenance and provenance.verified:
        one, count = provenance.verified[0], len(provenance.verified)
        where = " ".join(filter(None, (one.repository, one.ref, one.workflow)))
        some = "" if count == len(files) else f" for {count} of {_count(len(files), 'file')}"
        yield "source", f"provenance verified{some}: {where}"
    elif any(isinstance(one, Unknown) and one.kind is Provenance for one in dossier.items):
        yield "source", f"provenance unknown{f'; {claim} is claimed' if claim else ''}"
    elif claim:
        yield "source", f"{claim} is claimed, nothing verifies it"
    elif dossier.first(Release):
        yield "source", "no source repository is declared"


def _people(dossier: Dossier) -> Iterator[Line]:
    lineage, age = dossier.first(Lineage), dossier.first(ReleaseAge)
    parts = []
    if lineage:
        parts.append(_count(len(lineage.lower) + len(lineage.higher) + 1, "release"))
        if lineage.current.publisher.name:
            parts.append(f"published by {lineage.current.publisher.name}")
    if age and age.trusted_times:
        moments = [one.uploaded for one in age.files if one.uploaded]
        if moments:
            days = (age.now - max(moments)).days
            parts.append(f"{_count(days, 'day')} old (cooldown {age.cooldown.days})")
    elif age:
        parts.append("age unknown")
    if parts:
        yield "people", " · ".join(parts)


def _advisories(dossier: Dossier) -> Iterator[Line]:
    known = [item for item in dossier.items if isinstance(item, Evidence)]
    told = [item for item in known if isinstance(item.data, Advisories) and item.data.complete]
    lists = [item.data for item in told]
    if lists:
        records = {record.id for one in lists for record in one.records}
        others = max((one.others for one in lists), default=0)
        rest = f" ({others} more on other versions)" if others else ""
        old = _age_of(max(item.age for item in told))
        yield "advisories", f"{len(records)} apply to this version{rest}{old}"
    elif any(isinstance(item, Unknown) and item.kind is Advisories for item in dossier.items):
        yield "advisories", "unknown"


def _age_of(seconds: float) -> str:
    """How old the data is, where that is worth saying."""
    if seconds < 3600:
        return ""
    hours = round(seconds / 3600)
    return f", data {_count(hours, 'hour') if hours < 48 else _count(hours // 24, 'day')} old"


def _licence(dossier: Dossier) -> Iterator[Line]:
    found = sorted(licences(dossier))
    if found:
        yield "licence", ", ".join(found)


def licences(dossier: Dossier) -> set[str]:
    """The licence expressions that the release declares, wherever it does."""
    declared: Iterable[str] = (
        *(one.licence for one in dossier.known(Release)),
        *(one.licence for one in dossier.known(CoreMetadata)),
        *(one.licence for one in dossier.known(NpmManifest)),
        *(one.licence for one in dossier.known(ModelRepository)),
    )
    return {text.strip()[:80] for text in declared if text.strip()}


def _tree(dossier: Dossier) -> Iterator[Line]:
    tree = dossier.first(JudgedTree)
    if tree is None:
        return
    if not tree.nodes and not tree.unresolved:
        yield "tree", "no dependencies"
        return
    counts = [
        f"{sum(1 for node in tree.nodes if node.decision is decision)} {decision.word}"
        for decision in Decision
        if any(node.decision is decision for node in tree.nodes)
    ]
    depth = "metadata and advisories only, --deep reads their code" if tree.shallow else "code read"
    many = _count(len(tree.nodes), "dependency", "dependencies")
    counts += [f"{len(tree.unresolved)} not resolved"] if tree.unresolved else []
    yield "tree", f"{many}: {', '.join(counts)} ({depth})"


def _count(number: int, word: str, plural: str = "") -> str:
    return f"{number} {word}" if number == 1 else f"{number:,} {plural or word + 's'}"
