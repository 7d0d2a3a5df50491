"""Does somebody at the other end of a connection get a shell?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit, layered
from ostiary.checks.behaviour.handed_words import only_handed
from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Program

_SHELL = regex(
    r"(?i)/dev/(?:tcp|udp)/|\b(?:nc|n(?:et)?cat)\b[^|;&]*\s-(?:\w*e|\w*c)\b|bash\s+-i\b"
    r"(?!(?:\s+-\w+)*\s+(?:-\w*c\b|[\w~%./\ufffc-]+[\"']?\s*$))"
    r"|\bmkfifo\b.*\bnc\b|socat\b.*\bexec\b"
    r"|TCPClient\(.*(?:iex|Invoke-Expression)|\bsh\s+-i\b.*>&|powercat|0<&\d+;exec"
)


@check(
    "reverse-shell",
    "a connection gets a shell",
    Severity.CRITICAL,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Refuse it. If it ran: take the machine off the network.",
    refs=("T1059", "T1095"),
)
def reverse_shell(program: Program) -> Iterator[Hit | Gap]:
    """Whoever sits at the other end types commands on this machine."""
    for flow in acts(program, Act.JOIN, Act.RUN, Act.EXECUTE):
        if flow.act is Act.JOIN:
            yield hit(flow, "hands a process to a connection", carried=flow.first(Taint.SOCKET))
        elif _SHELL.search(flow.text):
            yield hit(flow, "opens a shell over the network")
        elif flow.name.startswith("webbrowser.") and not early(flow):
            continue  # a page is shown to whoever sits here, and no command runs
        elif flow.has(Taint.SOCKET) and flow.has(Taint.NETWORK):
            what = "runs commands that a raw connection sends"
            severity = Severity.MEDIUM if _serves(flow) else Severity.CRITICAL
            severity = Severity.LOW if only_handed(flow) else severity
            yield hit(flow, what, severity, Confidence.MEDIUM, flow.first(Taint.SOCKET))


def _serves(flow: Flow) -> bool:
    """Whether a caller opens a port and waits; nothing is led out of the machine, and nothing hides."""
    carried = flow.first(Taint.NETWORK)
    waits = carried is not None and carried.spot.what.startswith("what arrives at ")
    return waits and not early(flow) and not layered(flow)
