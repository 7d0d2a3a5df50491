"""Does it change other packages, other programs, or what an AI assistant is told?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.engine.places import assistant, others, workflow
from ostiary.program.flow import Act
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
        kind = _kind(flow.target)
        if not kind:
            continue
        severity = Severity.CRITICAL if early(flow) else Severity.LOW
        yield hit(flow, f"writes to {kind}, {quote(flow.target)},", severity, Confidence.MEDIUM)


def _kind(path: str) -> str:
    if assistant(path):
        return "the orders of an AI assistant"
    if workflow(path):
        return "a workflow of continuous integration"
    if others(path):
        return "another package or program"
    return ""
