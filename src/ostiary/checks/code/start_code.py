"""Does the package act at every start of the interpreter, whether anybody imports it or not?"""

from collections.abc import Iterator

from ostiary.checks.code.telling import hit
from ostiary.checks.declare import check
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.model import Behaviour, Call, Origin, Program

_DOES = {
    Behaviour.PROCESS: ("starts another program", Severity.CRITICAL),
    Behaviour.NETWORK: ("opens the network", Severity.CRITICAL),
    Behaviour.EXECUTE: ("executes text", Severity.CRITICAL),
    Behaviour.DECODE: ("decodes a text", Severity.HIGH),
    Behaviour.NATIVE: ("calls native code", Severity.MEDIUM),
    Behaviour.DESERIALISE: ("loads serialised objects", Severity.HIGH),
    Behaviour.FILE_DELETE: ("deletes files", Severity.HIGH),
}


@check(
    "start-code",
    "code acts at every start of the interpreter",
    Severity.CRITICAL,
    Family.CODE,
    reads=Program,
    remedy="Do not install it: its code would run in every Python process of that environment.",
    refs=("T1546", "T1195.002"),
)
def start_code(program: Program) -> Iterator[Hit | Gap]:
    """Start-up hooks exist to set paths; one that starts programs or decodes texts hides."""
    for call in program.reached(Reach.START):
        what, severity = _DOES.get(call.behaviour, ("", Severity.INFO))
        if not what:
            continue
        if _in_place(call):
            yield hit(call, "executes a text that stands there", Severity.LOW, Confidence.MEDIUM)
        else:
            yield hit(call, what, severity)


def _in_place(call: Call) -> bool:
    """Whether the executed text stands there for all to read, as in the hooks of coverage tools."""
    return call.behaviour is Behaviour.EXECUTE and call.origin is Origin.CONSTANT
