"""Does code that runs on installation open the network?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.keepers import KEEPERS, RAW
from ostiary.checks.code.telling import address, calls, hit, is_local
from ostiary.checks.declare import check
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act
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
    kept = _of_keepers(program)
    for call in calls(program, Reach.INSTALL, Behaviour.NETWORK):
        if is_local(call) or call.name.endswith(".bind"):
            yield hit(call, "talks to this machine", Severity.LOW, Confidence.MEDIUM)
        elif program.ecosystem == "npm":
            what = f"opens the network{address(call)}"
            yield hit(call, what, Severity.MEDIUM, Confidence.MEDIUM)
        else:
            severity = Severity.MEDIUM if call.at in kept else None
            yield hit(call, f"opens the network{address(call)}", severity)


def _of_keepers(program: Program) -> frozenset[Location]:
    """Where only those are asked who keep libraries that are built along, as far as the evaluator came."""
    found: dict[Location, bool] = {}
    for flow in program.flows:
        if flow.act is Act.SEND:
            kept = bool(KEEPERS.search(flow.target)) and not RAW.search(flow.target)
            found[flow.at] = found.get(flow.at, True) and kept and not flow.layers
    return frozenset(at for at, only in found.items() if only)
