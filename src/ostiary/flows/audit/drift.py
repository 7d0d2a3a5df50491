"""Where what is installed, what is locked and what is asked for at one place differ."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ostiary.core.audit import Place
from ostiary.core.digest import STRONG
from ostiary.core.facts.installed import Disagreement, Drift
from ostiary.core.inventory import Component, Listing, ListingKind, Origin, Unauditable
from ostiary.core.location import Location
from ostiary.flows.audit.belonging import Belonging
from ostiary.flows.audit.stock import MODELS

_TOOLS = frozenset({"pip", "setuptools", "wheel", "uv", "npm"})
"""Installers: they come with an environment, and no lock names them."""


def drift_of(
    place: Place,
    unapproved: tuple[Disagreement, ...] | None,
    swapped: tuple[Disagreement, ...],
    gone: tuple[Disagreement, ...],
) -> Drift | None:
    """The disagreements of one place; None where there is nothing that could disagree.

    `unapproved` is what differs from the place's baseline, None if it has none; `swapped` and `gone` are what
    the last audit and the index say.
    """
    locks = [one for one in place.listings if one.kind is ListingKind.LOCK]
    if not locks and unapproved is None and not swapped:
        return None
    installed = [
        one
        for one in place.listings
        if one.kind is ListingKind.INSTALLED and one.format != MODELS  # which no lock lists
    ]
    asked = [one for one in place.listings if one.kind is ListingKind.MANIFEST]
    return Drift(
        Location(path=place.path),
        unlocked=tuple(sorted(set(_unlocked(installed, locks, Belonging(place))))),
        other=tuple(sorted(set(_other(installed, locks)))),
        swapped=tuple(sorted({*_swapped(locks), *swapped})),
        unmet=tuple(sorted(set(_unmet(asked, locks)))),
        unapproved=unapproved or (),
        gone=gone,
    )


def _unlocked(
    installed: Iterable[Listing], locks: Iterable[Listing], belonging: Belonging
) -> Iterable[Disagreement]:
    """Installed beside a lock of its own project that does not know the package."""
    for listing in installed:
        near = _near(listing, locks)
        if not near:
            continue
        names = {(one.type, one.name) for lock in near for one in lock.components}
        where = ", ".join(sorted(lock.path for lock in near))
        for one in listing.components:
            tool = one.name in _TOOLS and one.type in {"pypi", "npm"}
            own = belonging.is_own(one, listing)
            if (one.type, one.name) not in names and not tool and not own:
                yield Disagreement(
                    f"{one.name} {one.version}", f"installed, and not in {where}", one.at
                )


def _other(installed: Iterable[Listing], locks: Iterable[Listing]) -> Iterable[Disagreement]:
    for listing in installed:
        locked: dict[tuple[str, str], set[str]] = defaultdict(set)
        for lock in _near(listing, locks):
            for one in lock.components:
                if one.version:
                    locked[one.type, one.name].add(one.version)
        for one in listing.components:
            versions = locked.get((one.type, one.name))
            if versions and one.version and one.version not in versions:
                yield Disagreement(
                    f"{one.name} {one.version}", f"locked as {', '.join(sorted(versions))}", one.at
                )


def _near(listing: Listing, locks: Iterable[Listing]) -> list[Listing]:
    """Locks of the project that an environment belongs to: in the nearest folder above it that has any."""
    kinds = {one.type for one in listing.components}
    above = listing.path
    while True:
        folder = above.rpartition("/")[0]
        near = [
            lock
            for lock in locks
            if lock.path.rpartition("/")[0] == folder
            and any(one.type in kinds for one in lock.components)
        ]
        if near or not above or above == ".":
            return near
        above = folder


def _swapped(locks: Iterable[Listing]) -> Iterable[Disagreement]:
    """One release with strong digests of one algorithm that have nothing in common."""
    seen: dict[tuple[str, str, str, str], tuple[frozenset[str], Component]] = {}
    for lock in locks:
        for one in lock.components:
            for algorithm, values in _strong(one).items():
                key = (one.type, one.name, one.version, algorithm)
                before, other = seen.setdefault(key, (values, one))
                if not before & values and one.origin is other.origin is Origin.REGISTRY:
                    problem = f"{algorithm} differs from that in {other.at}"
                    yield Disagreement(f"{one.name} {one.version}", problem, one.at)


def _strong(one: Component) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for digest in one.digests:
        if digest.algorithm in STRONG:
            found.setdefault(digest.algorithm, set()).add(digest.value)
    return {name: frozenset(values) for name, values in found.items()}


def _unmet(asked: Iterable[Listing], locks: Iterable[Listing]) -> Iterable[Disagreement]:
    """Asked for in a manifest, and in none of the locks beside it."""
    for manifest in asked:
        folder = manifest.path.rpartition("/")[0]
        near = [lock for lock in locks if lock.path.rpartition("/")[0] == folder]
        kinds = {one.type for lock in near for one in lock.components}
        names = {(one.type, one.name) for lock in near for one in lock.components}
        for one in manifest.components:
            plain = one.origin is Origin.REGISTRY and one.scope.value in {"runtime", "dev"}
            plain = plain and not one.forced
            if plain and one.type in kinds and (one.type, one.name) not in names:
                where = ", ".join(sorted(lock.path for lock in near))
                yield Disagreement(one.name, f"asked for, and not in {where}", one.at)


def disguised(installed: Iterable[Listing], others: Iterable[Listing]) -> Iterable[Unauditable]:
    """Packages in a folder of another name, of which no lock says that they are installed so."""
    known = {
        (one.name, value)
        for listing in others
        for one in listing.components
        for key, value in one.properties
        if key == "alias"
    }
    for listing in installed:
        for one in listing.components:
            folder = dict(one.properties).get("alias", "")
            if folder and (one.name, folder) not in known:
                reason = (
                    "code asks for it by another name than its manifest has, and no lock says why"
                )
                yield Unauditable(
                    one.at, folder, reason, "compare it with what was to be installed"
                )
