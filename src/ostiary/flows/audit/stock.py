"""One place while it is being looked at."""

from posixpath import dirname

from msgspec import Struct, field
from msgspec.structs import replace

from ostiary.core.audit import Place
from ostiary.core.coverage import Coverage
from ostiary.core.facts.installed import Disagreement, InstalledFiles, StrayFiles
from ostiary.core.facts.own_code import OwnCode
from ostiary.core.finding import Finding, Outcome
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Unauditable
from ostiary.core.model_file import ModelRow
from ostiary.core.run import Source
from ostiary.subjects.places.models import Group

MODELS = "models"
"""The format of the listing of model files."""
FORM = "model"
"""The property that every component in it has: hub cache, folder or file."""


class Verified(Struct):
    """What an index says of the bytes that a place pins; `unverified` is what it did not say."""

    swapped: list[Disagreement] = field(default_factory=list)
    gone: list[Disagreement] = field(default_factory=list)
    unverified: list[Unauditable] = field(default_factory=list)


class Look(Struct, frozen=True):
    """What was found about one model: a snapshot, a folder or a file. Paths are those in the place.

    `unconfined` has a line for each way out that stood open to the process which read it.
    """

    component: Component
    facts: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    rows: tuple[ModelRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    evidence: tuple[Source, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    unconfined: tuple[str, ...] = ()


class Stock(Struct):
    """The record of a place, and the facts about it that need the disk.

    `installed` are by purl; `own` are paths of the place's own files of code;
    `modules` are, by distribution, the top names of modules that its list of files holds;
    `unchecked` is what could be looked at only in part. `groups` are model files as the walk met them, and
    `looks` what was found about them by type, name and version; `not_models` counts those that are none.
    """

    place: Place
    installed: list[tuple[str, InstalledFiles]] = field(default_factory=list)
    stray: list[StrayFiles] = field(default_factory=list)
    own: tuple[str, ...] = ()
    modules: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    unchecked: list[Unauditable] = field(default_factory=list)
    code: OwnCode | None = None
    verified: Verified | None = None
    groups: tuple[Group, ...] = ()
    looks: dict[tuple[str, str, str], list[Look]] = field(default_factory=dict)
    not_models: int = 0

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
