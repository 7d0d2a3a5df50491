"""Does loading the package never come to an end?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act
from ostiary.program.model import Program


@check(
    "endless-loop",
    "loading the package never ends",
    Severity.HIGH,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Stay with the release before; such a loop in a library was put there to stop its users.",
    refs=("T1499",),
)
def endless_loop(program: Program) -> Iterator[Hit | Gap]:
    """What hangs whoever imports it is no library, whatever its reason is."""
    for flow in acts(program, Act.HANG):
        if early(flow):
            yield hit(flow, "goes on without an end", Severity.HIGH, Confidence.MEDIUM)
