"""Does installing the source distribution run a setup.py?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity
from ostiary.formats.python.build import PythonBuild


@check(
    "setup-py-runs",
    "building the source distribution runs setup.py",
    Severity.INFO,
    Family.INSTALL,
    reads=PythonBuild,
    remedy="Prefer the wheel (`--only-binary`), which runs nothing when it is installed.",
)
def setup_py_runs(build: PythonBuild) -> Iterator[Hit | Gap]:
    """Ordinary, yet the widest way in: a setup.py is a program, and installers run it."""
    if build.has_setup_py:
        at = Location(build.filename, build.setup_path or "setup.py")
        yield Hit("setup.py runs when this file is installed", at)
