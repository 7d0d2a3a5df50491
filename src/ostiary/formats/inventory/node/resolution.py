"""Which copy of a package does `require` find, as Node looks for it up the folders?"""

from collections.abc import Container

from ostiary.core.errors import LimitError

MAX_LOOKS = 5_000_000
"""Folders looked into for one file: every dependency, times the depth of who asks."""
MAX_DEPTH = 100
MAX_PATH = 4_000


class Resolver:
    """Finds keys such as `node_modules/a/node_modules/b`; `infix` is what stands between them."""

    def __init__(self, paths: Container[str], infix: str = "node_modules/") -> None:
        self._paths = paths
        self._infix = infix
        self._looks = 0

    def find(self, folder: str, name: str) -> str | None:
        """The path of the package that a package in `folder` gets for `name`; None where there is none."""
        tail = self._infix + name
        while True:
            self._looks += 1
            if self._looks > MAX_LOOKS:
                raise LimitError(f"more than {MAX_LOOKS} steps to find out who asks for what")
            path = f"{folder}/{tail}" if folder else tail
            if path in self._paths:
                return path
            if not folder:
                return None
            folder = folder.rpartition("/")[0]


def too_deep(path: str) -> bool:
    """Whether a path is longer than any that npm writes."""
    return len(path) > MAX_PATH or path.count("/") > MAX_DEPTH


def name_of(path: str) -> str:
    """The name of the package in a folder: all after the last `node_modules/`, else the folder's name."""
    _, found, name = path.rpartition("node_modules/")
    return name if found else path.rpartition("/")[2]
