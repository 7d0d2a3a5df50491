"""Does a model name a part that is not beside it?"""

from collections.abc import Iterator
from posixpath import dirname, join, normpath

from ostiary.checks.contents.capped import capped
from ostiary.checks.declare import check
from ostiary.checks.model.weighing import at, placed
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity
from ostiary.formats.model.record import MAX_BESIDE, Models

_KINDS = {"file": "takes", "module": "runs"}


@check(
    "model-part-missing",
    "a model that names a part which is not beside it",
    Severity.LOW,
    Family.MODEL,
    reads=Models,
    remedy="Get all parts of the same revision, and have them examined together.",
)
def model_part_missing(models: Models) -> Iterator[Hit | Gap]:
    """Shards, external data, own modules: what comes later was examined by nobody."""
    here = {*models.beside, *(one.path for one in models.files)}
    if len(models.beside) >= MAX_BESIDE:
        yield Gap(f"more than {MAX_BESIDE} files lie beside the models of {models.filename}")
        return
    hits = []
    for file in models.files:
        alone = file.path == models.filename
        for one in file.reaches:
            if alone or one.kind not in _KINDS or one.escapes:
                continue
            if normpath(join(dirname(file.path.partition("!/")[0]), one.target)) not in here:
                said = f"it {_KINDS[one.kind]} `{one.target}`, which is not here"
                hits.append(Hit(said, at(models, file), placed(Severity.LOW, file), key=one.target))
    yield from capped(hits, "parts that are not here", Location(models.filename))
