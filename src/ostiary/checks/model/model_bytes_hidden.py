"""Bytes of a model file that some readers see and others do not?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.model.weighing import at, byte, oddities, placed
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.formats.model.record import Models, Topic


@check(
    "model-bytes-hidden",
    "bytes of a model file that some readers see and others do not",
    Severity.MEDIUM,
    Family.MODEL,
    reads=Models,
    remedy="Write the file anew with the library of its format: what is hidden does not survive.",
)
def model_bytes_hidden(models: Models) -> Iterator[Hit | Gap]:
    """Safe means that all bytes are explained; what lies beside the format may be another file."""
    yield from oddities(models, Topic.HIDING, "hidden bytes")
    yield from _unowned(models)


def _unowned(models: Models) -> Iterator[Hit]:
    """Bytes that no rule of the format explains, in files that were read to their end."""
    for file in models.files:
        if file.accounted < file.size and not file.opaque:
            first = file.unowned[0]
            rest = file.size - file.accounted
            said = f"{rest:,} of its {file.size:,} bytes belong to nothing, from {byte(first.start)} on"
            yield Hit(said, at(models, file), placed(Severity.MEDIUM, file), key="unowned")
