"""Does code that runs on installation open the network?"""

from collections.abc import Iterator

from ostiary.checks.code.telling import address, calls, hit, is_local
from ostiary.checks.declare import check
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.model import Behaviour, Program


@check(
    "install-network",
    "the installer opens the network",
    Severity.HIGH,
    Family.CODE,
    reads=Program,
    remedy="Read what it fetches or sends; install without it, or refuse the package.",
    refs=("T1195.002", "T1105"),
)
def install_network(program: Program) -> Iterator[Hit | Gap]:
    """An installer brings all files itself; build code has no reason to fetch or send anything."""
    for call in calls(program, Reach.INSTALL, Behaviour.NETWORK):
        if is_local(call) or call.name.endswith(".bind"):
            yield hit(call, "talks to this machine", Severity.LOW, Confidence.MEDIUM)
        elif program.ecosystem == "npm":
            what = f"opens the network{address(call)}"
            yield hit(call, what, Severity.MEDIUM, Confidence.MEDIUM)
        else:
            yield hit(call, f"opens the network{address(call)}")
