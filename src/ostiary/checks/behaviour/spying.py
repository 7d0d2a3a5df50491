"""Does it watch keys, screen or clipboard and pass on what it sees?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import NAMES, acts, constant, early, goal, hit, local
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Taint
from ostiary.program.model import Program

_SESSIONS = ("readline.", "ipython", "IPython")
"""What was typed in a session is its owner's to keep; to send it away is another thing."""

_OF_OTHERS = regex(r"/proc/(?!self/|thread-self/).*/mem$")
_SEEN = (Taint.KEYSTROKES, Taint.CLIPBOARD, Taint.SCREEN)


@check(
    "spying",
    "keys, screen or clipboard are watched and passed on",
    Severity.CRITICAL,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Refuse it, unless watching is what it is for, and it says where it sends what it sees.",
    refs=("T1056.001", "T1113", "T1115"),
)
def spying(program: Program) -> Iterator[Hit | Gap]:
    """What people type and see belongs to them; sent away, it is a theft."""
    for flow in acts(program, Act.SEND):
        carried = flow.first(*_SEEN)
        if carried is None or local(flow):
            continue
        severity = Severity.CRITICAL if early(flow) or constant(flow) else Severity.HIGH
        yield hit(
            flow,
            f"sends {NAMES[Taint(carried.kind)]}{goal(flow)}",
            severity,
            Confidence.MEDIUM,
            carried,
        )
    for flow in acts(program, Act.READ):
        if flow.has(Taint.MEMORY) and early(flow) and _OF_OTHERS.match(flow.target):
            what = f"reads the memory of other programs, {quote(flow.target)},"
            yield hit(flow, what, Severity.CRITICAL, Confidence.MEDIUM)
    for flow in acts(program, Act.WRITE):
        carried = flow.first(Taint.KEYSTROKES)
        kept = carried is not None and any(one in carried.spot.what for one in _SESSIONS)
        if carried is not None and flow.target != "clipboard" and not kept:
            severity = Severity.HIGH if early(flow) else Severity.MEDIUM
            yield hit(flow, "keeps a record of what is typed", severity, Confidence.MEDIUM, carried)
    sends = {one.at.path for one in acts(program, Act.SEND) if constant(one) and not local(one)}
    for flow in acts(program, Act.CAPTURE):
        if flow.at.path in sends and flow.at.path.endswith(".py"):
            severity = Severity.CRITICAL if early(flow) else Severity.MEDIUM
            what = "listens to what is typed, in a file that reaches out,"
            yield hit(flow, what, severity, Confidence.MEDIUM)
        elif early(flow):
            yield hit(flow, "listens to what is typed", Severity.HIGH, Confidence.MEDIUM)
