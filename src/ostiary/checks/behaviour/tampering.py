"""Does it change other packages, other programs, or what an AI assistant is told?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.engine.places import assistant, others, workflow
from ostiary.program.flow import Act, Taint
from ostiary.program.model import Program


@check(
    "tampering",
    "other software is changed",
    Severity.HIGH,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Restore what it changed from its own source, and find out since when it was so.",
    refs=("T1554", "T1195.001"),
)
def tampering(program: Program) -> Iterator[Hit | Gap]:
    """What belongs to another package, a workflow or an assistant was vetted as it was, not as it is made."""
    for flow in acts(program, Act.WRITE):
        if _ROUTED.match(flow.target) and early(flow):
            what = f"leads all requests of the process over {quote(flow.target.rpartition(' ')[2])}"
            yield hit(flow, what, Severity.HIGH, Confidence.MEDIUM)
        kind = _kind(flow.target) or _weakens(flow.target, flow.text)
        if not kind:
            continue
        called = Severity.HIGH if _WIDESPREAD.search(flow.target) else Severity.LOW
        if called is Severity.HIGH and flow.has(Taint.NETWORK):
            called = Severity.CRITICAL  # another program is made to run what somebody sends
        severity = Severity.CRITICAL if early(flow) else called
        yield hit(flow, f"writes to {kind}, {quote(flow.target)},", severity, Confidence.MEDIUM)


def _kind(path: str) -> str:
    if assistant(path):
        return "the orders of an AI assistant"
    if workflow(path):
        return "a workflow of continuous integration"
    if others(path):
        return "another package or program"
    return ""


_ROUTED = regex(
    r"(?i)environment \w+_proxy (?:\w+://)?(?:[^@/\s]*@)?(?!localhost|127\.|10\.|192\.168\.)[\w-]+\.[\w.-]+"
)
"""A host that stands in the code, through which a whole process is to send and fetch."""

_WIDESPREAD = regex(
    r"(?i)discord_desktop_core|resources[\\/]app\.asar|appdata%[\\/]+(?:discord|exodus|atomic)|^registry\b.*defender"
)
"""Programs of other people's desks, and their defences: no library changes those when it is called."""

_DEFENCES = regex(
    r"(?i)^registry\b.*(?:windows defender|disableantispyware|disablerealtimemonitoring|disabletaskmgr"
    r"|disableregistrytools|disablecmd|enablelua|consentpromptbehavior|windowsupdate[\\/ ]+au\b"
    r"|securityhealth|amsi|image file execution options)"
)
_EXTENDED = regex(r"(?i)--load-extension|--disable-extensions-except|--remote-debugging-port")


def _weakens(path: str, text: str) -> str:
    """What is changed of a machine's defences, or of how its browser starts."""
    if _DEFENCES.search(path):
        return "what the machine defends itself with"
    return "how a browser is started" if _EXTENDED.search(text) and ".lnk" in path.lower() else ""
