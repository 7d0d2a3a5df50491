"""Is the code written so that nobody can read it?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Taint
from ostiary.program.model import Oddity, OddityKind, Program

_MADE_UP = regex(r"\b_0x[0-9a-f]{4,}")
_BEFORE = frozenset({Reach.INSTALL, Reach.START})
"""Moments before anybody used the package."""

_EARLY = frozenset({Reach.INSTALL, Reach.START, Reach.IMPORT})


@check(
    "unreadable",
    "code is written so that nobody can read it",
    Severity.HIGH,
    Family.HIDING,
    reads=Program,
    evaluated=True,
    remedy="Ask for the source as its author wrote it; what only a machine can read was vetted by nobody.",
    refs=("T1027",),
)
def unreadable(program: Program) -> Iterator[Hit | Gap]:
    """Escaped words, names alike and the runtimes of obfuscators are made against readers."""
    executed = {flow.at.path for flow in acts(program, Act.EXECUTE, Act.IMPORT)}
    for flow in acts(program, Act.EXECUTE):
        if flow.has(Taint.PROTECTED):
            yield hit(
                flow,
                "hands its code to the runtime of an obfuscator",
                Severity.CRITICAL if flow.reach in _BEFORE else Severity.HIGH,
                Confidence.HIGH,
            )
        elif flow.name == "computed":
            named = Severity.LOW if flow.has(Taint.ARGUMENT) else Severity.MEDIUM
            severity = Severity.HIGH if early(flow) else named
            yield hit(
                flow,
                "calls a built-in function whose name it works out",
                severity,
                Confidence.MEDIUM,
            )
    for flow in acts(program, Act.WRITE):
        if len(set(_MADE_UP.findall(flow.text))) > 2:
            severity = Severity.CRITICAL if early(flow) else Severity.HIGH
            yield hit(
                flow, f"writes unreadable code to {quote(flow.target)}", severity, Confidence.MEDIUM
            )
    both = {one.at.path for one in program.oddities if one.kind is OddityKind.ALIKE}
    for one in program.oddities:
        if one.reach in {Reach.TEST, Reach.DATA}:
            continue
        if one.kind is OddityKind.ESCAPED:
            yield _told(
                one,
                "readable text is written in escapes",
                one.at.path in executed,
                twice=one.at.path in both,
            )
        elif one.kind is OddityKind.ALIKE and one.at.path in executed:
            yield _told(one, "its names cannot be told apart", True)


def _told(one: Oddity, what: str, executed: bool, *, twice: bool = False) -> Hit:
    if executed:
        severity = Severity.HIGH if one.reach in _EARLY else Severity.MEDIUM
        severity = Severity.CRITICAL if twice and one.reach in _EARLY else severity
    else:
        severity = Severity.LOW
    return Hit(
        f"{what}: {quote(one.detail)}", one.at, severity, Confidence.MEDIUM, key=f"{one.kind}"
    )
