"""Models beside those of an earlier audit: only where both looked can one be new, or gone."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from ostiary.core.audit import Place
from ostiary.core.inventory import Component
from ostiary.flows.audit.stock import FORM, MODELS


def comparable(
    places: tuple[Place, ...], rows: Iterable[Mapping[str, Any]], document: Mapping[str, Any]
) -> tuple[tuple[Place, ...], Iterator[Mapping[str, Any]]]:
    """What of these places and of the rows of an earlier document can be compared; other rows are left out.

    Audits that left models out, or that come of a version which did not know them, say nothing of them.
    """
    looked = frozenset(
        place["path"] for place in document["inventory"]["places"] if place.get("models_left") == ""
    )
    left = {place.path: bool(place.models_left) for place in places}
    old = (
        row
        for row in rows
        if row["place"] in left and not (left[row["place"]] and FORM in row.get("details", ()))
    )
    return tuple(one if one.path in looked else _without_models(one) for one in places), old


def of_models(place: Place) -> Iterator[Component]:
    """The models among the components of a place."""
    for listing in place.listings:
        if listing.format == MODELS:
            yield from listing.components


def _without_models(place: Place) -> Place:
    return replace(place, listings=tuple(one for one in place.listings if one.format != MODELS))
