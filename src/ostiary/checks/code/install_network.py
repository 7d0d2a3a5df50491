"""Does code that runs on installation open the network?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import everywhere
from ostiary.checks.behaviour.keepers import KEEPERS, RAW
from ostiary.checks.code.telling import address, calls, hit, is_local
from ostiary.checks.declare import check
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Flow
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
    # where only those are asked who keep libraries that are built along, as far as the evaluator came
    kept = everywhere((one for one in program.flows if one.act is Act.SEND), _to_keeper)
    for call in calls(program, Reach.INSTALL, Behaviour.NETWORK):
        if is_local(call) or call.name.endswith(".bind"):
            yield hit(call, "talks to this machine", Severity.LOW, Confidence.MEDIUM)
        elif program.ecosystem == "npm":
            what = f"opens the network{address(call)}"
            yield hit(call, what, Severity.MEDIUM, Confidence.MEDIUM)
        else:
            severity = Severity.MEDIUM if call.at in kept else None
            yield hit(call, f"opens the network{address(call)}", severity)


def _to_keeper(flow: Flow) -> bool:
    kept = bool(KEEPERS.search(flow.target)) and not RAW.search(flow.target)
    return kept and not flow.layers
