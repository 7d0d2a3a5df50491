"""Does it change something at a forge or a registry in the name of whoever runs it?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import NAMES, acts, early, hit
from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Taint
from ostiary.program.model import Program

_SHOWN = (Taint.SECRET, Taint.TOKEN, Taint.OUTPUT, Taint.ENVIRONMENT)
"""What somebody is known by there."""

_SPREADS = regex(
    r"(?i)\.github/(?:workflows|actions)/|\.gitlab-ci\.yml|/actions/(?:runners|secrets|variables)"
    r"|azure-pipelines|bitbucket-pipelines|\.circleci/"
)
"""What machines run from then on."""


@check(
    "acts-in-your-name",
    "something is changed at a forge or a registry under somebody's token",
    Severity.HIGH,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Refuse it. If it ran: withdraw the tokens of that machine, and read what they were used for.",
    refs=("T1195.002", "T1098.001", "T1550.001"),
)
def acts_in_your_name(program: Program) -> Iterator[Hit | Gap]:
    """A worm commits and publishes with the tokens that it finds; a tool does so when it is asked."""
    for flow in acts(program, Act.PUBLISH):
        severity = Severity.INFO
        if early(flow):
            severity = Severity.CRITICAL if _SPREADS.search(flow.text) else Severity.HIGH
        shown = flow.first(*_SHOWN)
        by = f" with {NAMES[Taint(shown.kind)]}" if shown is not None else ""
        what = f"changes something at {flow.target}{by}"
        yield hit(flow, what, severity, Confidence.MEDIUM, shown)
