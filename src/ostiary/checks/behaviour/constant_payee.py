"""Does it pay to an address that stands in the code, or let that take what there is?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act
from ostiary.program.model import Program


@check(
    "constant-payee",
    "a payment goes to an address that stands in the code",
    Severity.LOW,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Ask whose address it is. If it ran: withdraw what it was allowed to take, and move what is left.",
    refs=("T1657",),
)
def constant_payee(program: Program) -> Iterator[Hit | Gap]:
    """Whose money it is says who gets it; a library that says so itself takes it, or has a contract there."""
    for flow in acts(program, Act.PAY):
        severity = Severity.CRITICAL if early(flow) else Severity.LOW
        what = f"pays, or lets take, {quote(flow.target)}"
        yield hit(flow, what, severity, Confidence.MEDIUM)
