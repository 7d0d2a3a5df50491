"""Does a file in a store of models hold what its name says?"""

from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.stored import StoredFiles
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity


@check(
    "altered-model",
    "a file in a store of models was changed",
    Severity.HIGH,
    Family.MODEL,
    reads=StoredFiles,
    remedy="Fetch it again, and find out who can write to the cache before you load anything from it.",
    refs=("T1554",),
)
def altered_model(stored: StoredFiles) -> Iterator[Hit | Gap]:
    """Caches of model hubs name each file by its digest: what does not fit was changed after the download."""
    hits = [
        Hit(f"{quote(path)} {problem}", Location(stored.at.artifact, path), key=path)
        for path, problem in stored.altered
    ]
    yield from capped(hits, "altered files", stored.at)
