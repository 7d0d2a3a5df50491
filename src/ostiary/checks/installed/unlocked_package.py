"""Is a package installed behind the lock's back?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.facts.installed import Drift
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "unlocked-package",
    "installed, and not as locked",
    Severity.MEDIUM,
    Family.TREE,
    reads=Drift,
    remedy="Install from the lock (`uv sync`, `npm ci`, `poetry sync`), or lock it after a look at it.",
    refs=("https://slsa.dev/spec/v1.1/threats",),
)
def unlocked_package(drift: Drift) -> Iterator[Hit | Gap]:
    """What no lock names was added by hand or by an intruder, and no review saw it."""
    for one in (*drift.unlocked, *drift.other):
        yield Hit(f"{quote(one.name)} is {one.problem}", one.at, key=one.name)
