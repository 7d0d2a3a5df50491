"""Does merely importing the package execute text that does not stand in it as code?"""

from collections.abc import Iterator

from ostiary.checks.code.origins import judged
from ostiary.checks.code.telling import calls, gentler, hit
from ostiary.checks.declare import check
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.program.model import Behaviour, Program


@check(
    "import-execute",
    "importing the package executes text",
    Severity.LOW,
    Family.CODE,
    reads=Program,
    remedy="Find out what the text is and where it comes from.",
    refs=("T1195.002", "T1059"),
)
def import_execute(program: Program) -> Iterator[Hit | Gap]:
    """Libraries generate code for good reasons, so text of unknown origin is a remark by itself."""
    for call in calls(program, Reach.IMPORT, Behaviour.EXECUTE):
        answer = judged(call, unknown=Severity.LOW)
        if answer:
            what, severity, confidence = answer
            yield hit(call, what, gentler(call, severity), confidence)
