"""What do files say of one another that lie in one folder with models?"""

from collections.abc import Iterable, Iterator

from ostiary.formats.contents import Contents, Kind
from ostiary.formats.model.record import Carries, Gravity, ModelFile

WEIGHTS = (".bin", ".pth", ".weights", ".params")
"""Names of weights that other things have, too: they count beside models, where nobody knows the bytes."""
OPENED = "editor-config"
"""The format of what counts for those who open a folder."""


def strangers(files: Iterable[ModelFile], contents: Contents) -> list[ModelFile]:
    """Files that are called as weights are and lie beside models, and whose bytes nobody knows."""
    known = {one.path for one in files}
    folders = {_folder(path) for path in known}
    reason = "it lies among models and is called as weights are, and is of no known format"
    return [
        ModelFile(row.path, "unknown", row.size, Carries.UNKNOWN, 0, opaque=reason)
        for row in contents.files
        if row.kind is Kind.UNKNOWN
        and row.path.lower().endswith(WEIGHTS)
        and row.path not in known
        and _folder(row.path) in folders
    ]


def places_of(path: str) -> Iterator[str]:
    """Where a file that another one names may lie: beside it, and beside the hidden folder that it is in."""
    pieces = path.split("/")
    yield "/".join([*pieces[:-1], ""])
    hidden = next((count for count, one in enumerate(pieces[:-1]) if one.startswith(".")), None)
    if hidden is not None:
        yield "/".join([*pieces[:hidden], ""])


def unopened(file: ModelFile) -> bool:
    """Whether it is for those who open a folder: nobody opens that of a package, unless it lures them."""
    return file.format == OPENED and all(one.gravity < Gravity.HARMFUL for one in file.oddities)


def _folder(path: str) -> str:
    return path.partition("!/")[0].rpartition("/")[0]
