"""Does loading the package never come to an end?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Flow
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
            yield hit(flow, "goes on without an end", _severity(flow, program), Confidence.MEDIUM)


_BUSY = frozenset({Act.SEND, Act.RUN, Act.WRITE, Act.DELETE, Act.NATIVE})


def _severity(loop: Flow, program: Program) -> Severity:
    """A loop that does something to the world in each round floods it, or serves somebody else."""
    busy = any(
        one.act in _BUSY
        and one.at.path == loop.at.path
        and one.reach == loop.reach
        and one.at.line > loop.at.line
        for one in program.flows
    )
    return Severity.CRITICAL if busy and loop.at.path.endswith(".py") else Severity.HIGH
