"""Models in forms that nobody here reads: each is named, with what it could bring, and never called clean."""

from ostiary.formats.model.desk import Desk
from ostiary.formats.model.engines.columns import unpickles
from ostiary.formats.model.engines.marks import kind_of, nameless
from ostiary.formats.model.record import Carries
from ostiary.formats.model.sheet import Sheet

_AS_TEXT = (
    "an ONNX model as text",
    "its operators and the files that it names are read in its binary form only",
)


_NONE = (
    "a file under a name of pickles",
    "it is of no format that is known, and whoever goes by its name unpickles it",
)


_PICKLED = (
    "a table or an array with pickled types or values",
    "whoever reads it unpickles them",
)


def read(sheet: Sheet, desk: Desk) -> None:  # noqa: ARG001 - one shape for all
    """Say what it is, and that it was not read."""
    what, why = kind_of(sheet.extent.at(0, 4096), sheet.path.rpartition("/")[2].lower())
    if not what:
        head, name = sheet.extent.at(0, 4096), sheet.path.rpartition("/")[2].lower()
        otherwise = _NONE if nameless(head, name) else _AS_TEXT
        what, why = _PICKLED if unpickles(head, sheet.extent, name) else otherwise
    sheet.carries = Carries.UNKNOWN
    sheet.detail("kind", what)
    sheet.stop(f"{what} is not read here: {why}")
