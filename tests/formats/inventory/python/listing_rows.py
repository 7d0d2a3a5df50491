"""A listing as short rows of text, to compare."""

from collections.abc import Iterator

from ostiary.core.inventory import Component, Listing, Origin, Scope


def rows(listing: Listing) -> tuple[str, ...]:
    """First row: what the file is; then components and what cannot be audited, in order."""
    head = [f"{listing.format}, {listing.kind.value}"]
    head += [f"of {listing.project}"] if listing.project else []
    head += [f"includes {one}" for one in listing.includes]
    missed = (f"{one.at.line}: ! {one.name} | {one.reason}" for one in listing.unauditable)
    return (", ".join(head), *(" ".join(_words(one)) for one in listing.components), *missed)


def _words(one: Component) -> Iterator[str]:
    yield f"{one.at.line}:"
    yield one.name if one.type == "pypi" else f"{one.type}/{one.name}"
    yield one.version or f"({one.requirement})"
    yield from [one.scope.value] if one.scope is not Scope.RUNTIME else ()
    yield from (f"@{group}" for group in one.groups)
    yield from ["direct"] if one.direct else ()
    yield from (f"< {parent}" for parent in one.parents)
    yield from [f"; {one.markers}"] if one.markers else ()
    if one.origin is not Origin.REGISTRY or one.source:
        yield f"from {one.origin.value} {one.source}".rstrip()
    yield from (f"#{each.algorithm}:{each.value[:2]}" for each in one.digests)
    yield from (f"{name}={value}" for name, value in one.properties)
