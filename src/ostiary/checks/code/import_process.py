"""Does merely importing the package start other programs?"""

from collections.abc import Iterator

from ostiary.checks.code.closer import closer
from ostiary.checks.code.commands import asks_nobody, shown, weigh
from ostiary.checks.code.interpreted import idle
from ostiary.checks.code.seen import unasked
from ostiary.checks.code.telling import calls, gentler, hit
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.program.model import Behaviour, Program


@check(
    "import-process",
    "importing the package starts other programs",
    Severity.MEDIUM,
    Family.CODE,
    reads=Program,
    remedy="See what the command does and why it cannot wait until it is needed.",
    refs=("T1195.002", "T1059"),
)
def import_process(program: Program) -> Iterator[Hit | Gap]:
    """Asking the system what it is happens; anything else on import wants a reason."""
    look, waits, plain = closer(program), unasked(program), idle(program)
    for seen in calls(program, Reach.IMPORT, Behaviour.PROCESS):
        call, asked = look(seen)
        severity, confidence = weigh(call, ordinary=False)
        mild = asked or waits(call) or plain(seen) or asks_nobody(call)
        severity = Severity.LOW if mild else severity
        severity = gentler(call, severity)
        yield hit(call, f"starts {quote(shown(call))}", severity, confidence)
