"""Does merely importing the package open the network?"""

from collections.abc import Iterator

from ostiary.checks.code.seen import of_own, of_page, of_places, unasked
from ostiary.checks.code.telling import address, calls, gentler, hit, is_local
from ostiary.checks.declare import check
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.model import Behaviour, Program

_NAMES_ONLY = ("socket.getaddrinfo", "socket.gethostby")


@check(
    "import-network",
    "importing the package opens the network",
    Severity.HIGH,
    Family.CODE,
    reads=Program,
    confidence=Confidence.MEDIUM,
    remedy="Read what it fetches or sends before anybody asked it to.",
    refs=("T1195.002", "T1105"),
)
def import_network(program: Program) -> Iterator[Hit | Gap]:
    """A library waits until it is called; code that fetches or sends on import does not ask."""
    waits, reads = unasked(program), of_places(program)
    page, own = of_page(program), of_own(program)
    for call in calls(program, Reach.IMPORT, Behaviour.NETWORK):
        if is_local(call) or own(call) or call.name.endswith(".bind"):
            yield hit(call, "talks to this machine", Severity.LOW)
        elif reads(call):
            yield hit(call, "opens files by a function that takes addresses as well", Severity.LOW)
        elif page(call):
            yield hit(call, "asks for what the page that it runs in names", Severity.LOW)
        elif call.name.startswith(_NAMES_ONLY):
            severity = gentler(call, Severity.MEDIUM)
            yield hit(call, f"resolves a host name{address(call)}", severity)
        else:
            severity = Severity.LOW if waits(call) else gentler(call, Severity.HIGH)
            yield hit(call, f"opens the network{address(call)}", severity)
