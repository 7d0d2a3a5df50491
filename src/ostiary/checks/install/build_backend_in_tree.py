"""Is the program that builds the source distribution a part of it?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import listed, quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity
from ostiary.formats.python.build import PythonBuild


@check(
    "build-backend-in-tree",
    "the source distribution brings its own build back end",
    Severity.LOW,
    Family.INSTALL,
    reads=PythonBuild,
    remedy="Prefer the wheel, or read the back end before the source distribution is built.",
)
def build_backend_in_tree(build: PythonBuild) -> Iterator[Hit | Gap]:
    """An in-tree back end runs at install like a setup.py, where fewer people look."""
    if not build.backend_path:
        return
    at = Location(build.filename, build.project_path)
    name = quote(build.build_backend or "no back end")
    yield Hit(f"{name} is loaded from {listed(build.backend_path)} inside the archive", at)
    outside = [one for one in build.backend_path if _leaves(one)]
    if outside:
        message = f"backend-path names {listed(outside)}, which lies outside the archive"
        yield Hit(message, at, severity=Severity.HIGH, key="outside")


def _leaves(folder: str) -> bool:
    """Whether the folder is not below the source tree; PEP 517 forbids such a path."""
    parts = folder.replace("\\", "/").split("/")
    depth = 0
    for part in parts:
        depth += {"": 0, ".": 0, "..": -1}.get(part, 1)
        if depth < 0:
            return True
    return folder.startswith(("/", "\\", "~")) or folder[1:2] == ":"
