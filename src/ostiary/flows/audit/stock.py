"""One place while it is being looked at."""

from dataclasses import dataclass, field, replace
from posixpath import dirname

from ostiary.core.audit import Place
from ostiary.core.facts.installed import Disagreement, InstalledFiles, StrayFiles
from ostiary.core.facts.own_code import OwnCode
from ostiary.core.inventory import Listing, ListingKind, Origin, Unauditable


@dataclass
class Verified:
    """What an index says of the bytes that a place pins; `unverified` is what it did not say."""

    swapped: list[Disagreement] = field(default_factory=list)
    gone: list[Disagreement] = field(default_factory=list)
    unverified: list[Unauditable] = field(default_factory=list)


@dataclass
class Stock:
    """The record of a place, and the facts about it that need the disk.

    `installed` are by purl; `own` are paths of the place's own files of code;
    `modules` are, by distribution, the top names of modules that its list of files holds;
    `unchecked` is what could be looked at only in part.
    """

    place: Place
    installed: list[tuple[str, InstalledFiles]] = field(default_factory=list)
    stray: list[StrayFiles] = field(default_factory=list)
    own: tuple[str, ...] = ()
    modules: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    unchecked: list[Unauditable] = field(default_factory=list)
    code: OwnCode | None = None
    verified: Verified | None = None

    @property
    def notes(self) -> list[Unauditable]:
        """All about this place that nobody could check, but for files that could not be read at all.

        Where a lock lies beside a manifest, it says what the manifest left open.
        """
        locks = [one for one in self.place.listings if one.kind is ListingKind.LOCK]
        listed = (
            note
            for listing in self.place.listings
            if not any(_resolves(lock, listing) for lock in locks)
            for note in listing.unauditable
        )
        unverified = self.verified.unverified if self.verified else ()
        named = (replace(one, name=one.name or str(one.at)) for one in listed if not one.whole)
        return [*named, *self.unchecked, *unverified]


def _resolves(lock: Listing, manifest: Listing) -> bool:
    """Whether a lock is the outcome of the project's manifest beside it; requirements may be of anything."""
    beside = dirname(lock.path) == dirname(manifest.path) and lock.format != "requirements.txt"
    if not beside or manifest.kind is not ListingKind.MANIFEST or not manifest.project:
        return False
    kinds = {one.type for one in lock.components}
    return any(one.type in kinds for one in manifest.components if one.origin is Origin.OWN)
