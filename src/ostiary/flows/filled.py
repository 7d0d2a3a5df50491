"""A release's history, filled up with what its own files, its proofs and the release before it tell."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ostiary.checks.history.settled import previous
from ostiary.core.evidence import Dossier, Evidence, Item, Unknown
from ostiary.core.facts.history import Lineage, Past
from ostiary.core.facts.provenance import Proof, Provenance
from ostiary.core.facts.release import Release, Requirement
from ostiary.evidence.registries.repository import repository_of
from ostiary.formats.npm.manifest import NpmManifest
from ostiary.formats.python.metadata import CoreMetadata

if TYPE_CHECKING:  # workers load this module, and have no use for a network
    from ostiary.evidence.registries.answer import Answer
    from ostiary.flows.edges import Edges

INSTALL_SCRIPTS = frozenset({"preinstall", "install", "postinstall"})


def spoken(answer: "Answer", items: Iterable[Item]) -> "Answer":
    """The answer of an index that says nothing about the release itself, with its files' own words.

    Only for asking further sources: the fact that the index gave stays as it is.
    """
    told = next(Dossier(answer.subject, tuple(items)).known(CoreMetadata), None)
    if told is None or not silent(answer):
        return answer
    repository = repository_of(told.links)
    release = replace(answer.release, links=told.links, emails=told.emails, repository=repository)
    return replace(answer, release=release)


def silent(answer: "Answer") -> bool:
    """Whether the index lists files, and no more."""
    one = answer.release
    return one.ecosystem == "pypi" and not (one.links or one.emails or one.licence or one.summary)


async def predecessor(answer: "Answer", edges: "Edges") -> Past | None:
    """The release that an update would come from, with its own metadata, where its index has them."""
    lineage = Dossier(answer.subject, answer.items).first(Lineage)
    past = previous(lineage) if lineage else None
    if past is None or answer.subject.type != "pypi" or past.requirements is not None:
        return None
    from ostiary.evidence.registries.pyfacts import (
        described,
    )  # not before: only a client of an index needs it

    told = await edges.pypi.before(answer, past.version)
    return described(past, told) if told else None


def filled(dossier: Dossier, before: Past | None) -> Dossier:
    """The dossier with its history filled up."""

    def fill(item: Item) -> Item:
        if isinstance(item, Evidence) and isinstance(item.data, Lineage):
            return replace(item, data=_lineage(item.data, before, dossier))
        return item

    return Dossier(dossier.subject, tuple(map(fill, dossier.items)))


def _lineage(lineage: Lineage, before: Past | None, dossier: Dossier) -> Lineage:
    lower = tuple(
        before if before and past.version == before.version else past for past in lineage.lower
    )
    return replace(lineage, current=_current(lineage.current, dossier), lower=lower)


def _current(past: Past, dossier: Dossier) -> Past:
    """What the files say counts beside what the index says of them: either may leave something out."""
    names = tuple(dict.fromkeys((*(past.requirements or ()), *_names(dossier))))
    told = _told(dossier)
    hooks = any(
        one.gyp or any(name in INSTALL_SCRIPTS for name, _ in one.scripts)
        for one in dossier.known(NpmManifest)
    )
    return replace(
        past,
        attested=_attested(past.attested, dossier),
        requirements=names if told or past.requirements is not None else None,
        licence=past.licence or next((one.licence for one in told if one.licence), ""),
        repository=past.repository or _repository(dossier),
        hooks=True if hooks else past.hooks,
    )


def _told(dossier: Dossier) -> tuple[CoreMetadata | NpmManifest, ...]:
    return (*dossier.known(CoreMetadata), *dossier.known(NpmManifest))


def _names(dossier: Dossier) -> Iterator[str]:
    rows: Iterable[Requirement] = (row for one in _told(dossier) for row in one.requirements)
    return (row.name for row in rows if row.group not in {"dev", "build"})


def _repository(dossier: Dossier) -> str:
    return next(
        (found for one in dossier.known(CoreMetadata) if (found := repository_of(one.links))), ""
    )


def _attested(claimed: bool | None, dossier: Dossier) -> bool | None:
    """The index's word for it, unless the proofs themselves were looked at.

    None where the index names an attestation that could not be had or not be verified.
    """
    known = dossier.first(Provenance)
    if not claimed or known is None:
        return None if claimed and _lost(dossier) else claimed
    proofs = {one.proof for one in known.files}
    if proofs & {Proof.VERIFIED, Proof.BROKEN}:
        return True
    if _lost(dossier) or Proof.UNCHECKED in proofs:
        return None
    return False if proofs else claimed


def _lost(dossier: Dossier) -> bool:
    return any(isinstance(one, Unknown) and one.kind is Provenance for one in dossier.items)


def declared(dossier: Dossier) -> str:
    """The repository that the release claims, by the index or else by its own metadata."""
    release = dossier.first(Release)
    return (release.repository if release else "") or _repository(dossier)
