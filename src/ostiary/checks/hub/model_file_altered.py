"""Are the files those that the hub lists?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.hub import ServedFiles
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity


@check(
    "model-file-altered",
    "a file of a model is another one than the hub lists",
    Severity.CRITICAL,
    Family.MODEL,
    reads=ServedFiles,
    remedy="Do not use it: the hub, a mirror or something in between serves other bytes than were published.",
)
def model_file_altered(served: ServedFiles) -> Iterator[Hit | Gap]:
    """A commit names each file by its digest, so that other bytes are not that commit."""
    for one in served.altered:
        yield Hit(
            f"{quote(one.path)}: {one.problem}", Location(served.name, one.path), key=one.path
        )
    for path, reason in served.unread:
        yield Gap(f"{path} could not be had: {reason}")
