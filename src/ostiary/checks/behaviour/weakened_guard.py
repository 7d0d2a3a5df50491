"""Does it put something weaker in the place of what others check by?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.engine.variables import unchecked
from ostiary.program.flow import (
    ALWAYS,
    BY_A_WORD,
    GUESSED,
    OTHER_FUNCTION,
    SWITCHED_OFF,
    WEAKER,
    Act,
    Flow,
)
from ostiary.program.model import Program

_HOW = {
    ALWAYS: ("is replaced by what gives the same answer to all,", Severity.HIGH),
    BY_A_WORD: ("is replaced by what one word opens,", Severity.HIGH),
    GUESSED: ("is replaced by what anybody can guess,", Severity.HIGH),
    SWITCHED_OFF: ("is switched off for everybody", Severity.MEDIUM),
    OTHER_FUNCTION: ("is replaced by a function of its own", Severity.LOW),
}


@check(
    "weakened-guard",
    "what others check by is switched off or replaced",
    Severity.MEDIUM,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Refuse it, unless its purpose is this. If it ran: whatever was checked in that process was not.",
    refs=("T1562.001", "T1556", "CWE-295"),
)
def weakened_guard(program: Program) -> Iterator[Hit | Gap]:
    """Passwords, signatures and certificates are checked by functions that all code of a process shares."""
    for flow in acts(program, Act.DISARM):
        what, severity = _told(flow)
        severity = severity if early(flow) else Severity.LOW
        yield hit(flow, what, severity, Confidence.MEDIUM)
    for flow in acts(program, Act.SET):
        name = flow.target.removeprefix("variable ")
        if unchecked(name, flow.text):
            severity = Severity.MEDIUM if early(flow) else Severity.LOW
            what = f"tells other programs by {quote(name)} not to check whom they talk to"
            yield hit(flow, what, severity, Confidence.MEDIUM)


def _told(flow: Flow) -> tuple[str, Severity]:
    if flow.target == WEAKER:
        return f"is replaced by {quote(flow.text)}, which is weaker,", Severity.MEDIUM
    return _HOW[flow.target]
