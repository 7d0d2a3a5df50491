"""Does code that runs on installation execute text?"""

from collections.abc import Iterator

from ostiary.checks.code.origins import judged, understood
from ostiary.checks.code.telling import calls, hit
from ostiary.checks.declare import check
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.program.model import Behaviour, Program


@check(
    "install-execute",
    "the installer executes text",
    Severity.MEDIUM,
    Family.CODE,
    reads=Program,
    remedy="Find out what the text is and where it comes from.",
    refs=("T1195.002", "T1059"),
)
def install_execute(program: Program) -> Iterator[Hit | Gap]:
    """Reading a version out of the package's own module is ordinary; text of unknown origin is not."""
    seen = understood(program)
    for call in calls(program, Reach.INSTALL, Behaviour.EXECUTE):
        known = (call.at.path, call.at.line) in seen
        answer = judged(call, unknown=Severity.LOW if known else Severity.MEDIUM)
        if answer:
            yield hit(call, *answer)
