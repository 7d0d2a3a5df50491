"""Which reader takes a file: by its name, and where a name says little, by how its content begins."""

import re
from collections.abc import Iterator

from ostiary.core.regex import regex
from ostiary.formats.inventory.format import Format
from ostiary.formats.inventory.host.formats import HOST
from ostiary.formats.inventory.node.formats import NODE
from ostiary.formats.inventory.python.formats import PYTHON
from ostiary.formats.inventory.recipes.formats import RECIPES
from ostiary.formats.inventory.sbom.formats import SBOM

FORMATS: tuple[Format, ...] = (*PYTHON, *NODE, *SBOM, *RECIPES, *HOST)
"""Every format; the first that fits takes the file."""

_ANY = regex(
    "|".join(f"(?:{one.pattern})" for one in FORMATS if not one.folder) or r"(?!)", re.IGNORECASE
)
_FOLDERS = tuple((one.folder, regex(one.pattern, re.IGNORECASE)) for one in FORMATS if one.folder)
_EACH = tuple(regex(one.pattern, re.IGNORECASE) for one in FORMATS)
_HEADS = {one.head: regex(one.head, re.DOTALL) for one in FORMATS}


def wanted(filename: str) -> bool:
    """Whether a file of this name (the last part of a path) may be a listing; cheap, for a walk."""
    return _ANY.fullmatch(filename) is not None


def wanted_in(folder: str) -> tuple[re.Pattern[str], ...]:
    """Names that may be listings only in this folder; empty for nearly every folder."""
    whole = f"/{folder}"
    return tuple(pattern for end, pattern in _FOLDERS if whole.endswith(end))


def candidates(path: str) -> Iterator[Format]:
    """The formats that a path promises, in order."""
    folder, _, filename = path.rpartition("/")
    for one, pattern in zip(FORMATS, _EACH, strict=True):
        if pattern.fullmatch(filename) and f"/{folder}".endswith(one.folder):
            yield one


def headed(path: str) -> bool:
    """Whether only the beginning of a file of this name can tell if it is a listing."""
    return all(one.head for one in candidates(path))


def chosen(path: str, head: bytes) -> Format | None:
    """The format of a file with this path and these first bytes; None if it is no listing."""
    for one in candidates(path):
        if not one.head or _HEADS[one.head].search(head):
            return one
    return None
