"""What belongs to what at one place: its own components, and the lock that answers for a manifest."""

from collections.abc import Iterable
from posixpath import dirname

from ostiary.core.audit import Place
from ostiary.core.inventory import Component, Listing, ListingKind, Origin
from ostiary.formats.osv_order import canonical_name

_ASKING = frozenset({ListingKind.MANIFEST, ListingKind.RECIPE})


class Belonging:
    """Relations between the listings of one place."""

    def __init__(self, place: Place) -> None:
        self._projects = [
            one for one in place.listings if one.kind is ListingKind.MANIFEST and one.project
        ]
        self._names = {name for one in self._projects for name in _names(one.project)}
        self._homes = {_folder(one) for one in self._projects}
        self._exact: dict[tuple[str, str], list[Listing]] = {}
        for listing in place.listings:
            for one in listing.components:
                if one.version and listing.kind is not ListingKind.RECIPE:
                    self._exact.setdefault((one.type, one.name), []).append(listing)

    @property
    def told(self) -> bool:
        """Whether any manifest says which projects live here."""
        return bool(self._projects)

    def is_own(self, one: Component, listing: Listing) -> bool:
        """Whether a component is a project of the place itself, and no package of an index.

        That it is, a lock or an environment can claim of anything. It is believed if a manifest here has that
        name; without any manifest, of the project that a lock is named after.
        """
        if one.origin is not Origin.OWN:
            return False
        if self._names:
            return not self._names.isdisjoint(_names(one.name))
        return listing.kind is not ListingKind.INSTALLED and one.name in _names(listing.project)

    def is_answered(self, one: Component, listing: Listing) -> bool:
        """Whether something exact speaks for what a manifest or recipe asks for, in the same project.

        That is in a folder above, or below with no other project between.
        """
        if listing.kind not in _ASKING:
            return False
        here = _folder(listing)
        for other in self._exact.get((one.type, one.name), ()):
            there = _folder(other)
            if _is_above(there, here) or (_is_above(here, there) and self._home(there, here)):
                return True
        return False

    def _home(self, folder: str, until: str) -> bool:
        """Whether no project lies at a folder or above it, below `until`."""
        while folder != until:
            if folder in self._homes:
                return False
            folder = dirname(folder)
        return True


def _names(name: str) -> Iterable[str]:
    return (name, canonical_name("pypi", name))


def _folder(listing: Listing) -> str:
    return dirname(listing.path)


def _is_above(folder: str, other: str) -> bool:
    return not folder or other == folder or other.startswith(f"{folder}/")
