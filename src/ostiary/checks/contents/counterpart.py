"""Which file of a source distribution does a file of a wheel come from?"""

import re
from collections import defaultdict

from ostiary.core.regex import regex
from ostiary.formats.contents import Contents, FileRow, Kind
from ostiary.formats.python.places import site_path

MAX_GENERATED = 4_096
"""Bytes of a version file that a tool wrote; more could hold anything."""
MAX_PROTOCOL = 1 << 20
MAX_DEPTH = 20
"""Folders, counted from a file upwards, by which it is found."""

_GENERATED = regex(
    r"(?:.*/)?(?:_?_?version_?_?|_?[a-z_]*version[a-z_]*|_build_?info|__config__|_distributor_init|_generated"
    r"|[\w.]+_pb2(?:_grpc)?|_?build_?(?:config|meta|info|vars?)|_?git_?(?:info|version|revision))\.pyi?",
    re.IGNORECASE,
)
_TEMPLATES = (".in", ".src", ".tmpl", ".template", ".jinja", ".j2", ".mako", ".tempita")


def is_generated(inner: str, size: int) -> bool:
    """Whether build tools usually write a file of this name, no larger than that, while they build."""
    limit = MAX_PROTOCOL if "_pb2" in inner else MAX_GENERATED
    return size <= limit and bool(_GENERATED.fullmatch(inner))


def pythons(contents: Contents) -> dict[str, FileRow]:
    """The Python files that a wheel or egg installs, by their path below site-packages."""
    rows = (row for row in contents.files if row.depth == 0 and row.kind is Kind.PYTHON)
    found = {site_path(row.path): row for row in rows if row.path.endswith(".py")}
    found.pop("", None)
    return dict(sorted(found.items()))


class Sources:
    """The files of one source distribution, found by the end of their path or by their bytes."""

    def __init__(self, sdist: Contents) -> None:
        self._digests = {row.sha256 for row in sdist.files}
        self._names: set[str] = set()
        self._tails: dict[str, set[str]] = defaultdict(set)
        for row in sdist.files:
            if row.depth == 0:
                self._add(sdist.inner(row.path), row.sha256)

    def _add(self, inner: str, digest: str) -> None:
        parts = inner.split("/")[-MAX_DEPTH:]
        self._names.add(parts[-1])
        if inner.endswith(".py"):
            for start in range(len(parts)):
                self._tails["/".join(parts[start:])].add(digest)

    def agrees(self, inner: str, digest: str) -> bool:
        """Whether the same bytes are there: in a place that fits, or elsewhere if no place fits."""
        places = self._tails.get(inner)
        return digest in (places or self._digests)

    def has(self, inner: str) -> bool:
        """Whether any file could be the one that was installed as `inner`."""
        return inner in self._tails

    def made_from_template(self, inner: str) -> bool:
        """Whether a template or a source in another language makes this file."""
        name = inner.rpartition("/")[2]
        return any(name + ending in self._names for ending in _TEMPLATES)
