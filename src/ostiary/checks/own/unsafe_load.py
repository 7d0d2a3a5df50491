"""Does our code load files that can run code?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.own.usages import told
from ostiary.core.facts.own_code import Habit, OwnCode
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity


@check(
    "unsafe-load",
    "a loader that runs what it reads",
    Severity.MEDIUM,
    Family.OWN,
    reads=OwnCode,
    remedy="Load safetensors or `weights_only=True`; vet a pickle before (`ostiary scan FILE`).",
    refs=("CWE-502",),
)
def unsafe_load(own: OwnCode) -> Iterator[Hit | Gap]:
    """Whoever can change the file, or the place that it comes from, runs code here."""
    yield from told(own, Habit.UNSAFE_LOAD)
