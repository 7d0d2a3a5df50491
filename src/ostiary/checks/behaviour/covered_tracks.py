"""Does what ran by itself remove itself, or put something else in its place?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Flow
from ostiary.program.model import Program

_ITSELF = regex(r"(?:\./+)?__file__$")
_MANIFEST = regex(r"(?:\./+|\ufffc/)?package\.json$")


@check(
    "covered-tracks",
    "what ran is removed or replaced afterwards",
    Severity.HIGH,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Refuse it. If it ran: what lies there now says nothing; look at the archive, and at the machine.",
    refs=("T1070.004", "T1036"),
)
def covered_tracks(program: Program) -> Iterator[Hit | Gap]:
    """Code that takes itself away leaves whoever looks for it with something that was never run."""
    replaced = {one.at.path for one in acts(program, Act.WRITE) if _manifest(one, program)}
    for flow in acts(program, Act.DELETE):
        if not early(flow):
            continue
        if _ITSELF.match(flow.target):
            severity = Severity.CRITICAL if flow.at.path in replaced else Severity.HIGH
            yield hit(flow, "removes the file that it stands in", severity, Confidence.HIGH)
        elif _manifest(flow, program):
            severity = Severity.HIGH if flow.at.path in replaced else Severity.MEDIUM
            what = f"removes the manifest that started it, {quote(flow.target)},"
            yield hit(flow, what, severity, Confidence.HIGH)


def _manifest(flow: Flow, program: Program) -> bool:
    """Whether a script for installing takes the manifest of its own package away, or puts another there."""
    installs = program.ecosystem == "npm" and flow.reach is Reach.INSTALL
    return installs and bool(_MANIFEST.match(flow.target))
