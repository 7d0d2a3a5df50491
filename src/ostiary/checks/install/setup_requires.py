"""Does setup.py make setuptools fetch packages on its own?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import listed
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.formats.python.build import COMPUTED, PythonBuild


@check(
    "setup-requires",
    "setup.py fetches packages before it builds",
    Severity.LOW,
    Family.INSTALL,
    reads=PythonBuild,
    confidence=Confidence.MEDIUM,
    remedy="Prefer the wheel; ask the project to name build requirements in pyproject.toml.",
)
def setup_requires(build: PythonBuild) -> Iterator[Hit | Gap]:
    """What `setup_requires` names is installed and run outside of what an installer resolves and shows."""
    named = [one for one in build.setup_requires if one != COMPUTED]
    at = Location(build.filename, build.setup_path)
    if named:
        yield Hit(f"setup_requires fetches {listed(named)} and runs it", at)
    elif build.setup_requires:
        yield Hit("setup_requires is computed while setup.py runs", at)
