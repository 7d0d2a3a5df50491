"""Which release an update would come from."""

from ostiary.core.facts.history import Lineage, Past


def previous(lineage: Lineage) -> Past | None:
    """The highest lower version: a full release unless the current one is itself a pre-release."""
    for past in reversed(lineage.lower):
        if not past.prerelease or lineage.current.prerelease:
            return past
    return lineage.lower[-1] if lineage.lower else None
