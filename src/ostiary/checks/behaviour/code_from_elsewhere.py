"""Does it run code that lies where any program of the machine may have put it?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.engine.places import anybodys
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Program

_HOME = regex(
    r"(?i)^(?:~|%(?:userprofile|appdata|localappdata|home)%|/home/[^/]+|/users/[^/]+)[\\/]"
)
_FROM_FILE = frozenset({"exec", "eval", "execfile", "compile"})
"""Functions that are given what a file holds, and not its path."""


@check(
    "code-from-elsewhere",
    "code is run that did not come along",
    Severity.MEDIUM,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Ask its author what lies there and who puts it there; what runs is not what was vetted.",
    refs=("T1129", "T1574"),
)
def code_from_elsewhere(program: Program) -> Iterator[Hit | Gap]:
    """What lies in a folder for all, or in somebody's home, was in no release."""
    for flow in acts(program, Act.EXECUTE, Act.NATIVE):
        path = _path(flow) if early(flow) else ""
        if anybodys(path):
            what = f"runs what lies where any program may have put it, {quote(path)},"
            yield hit(flow, what, Severity.MEDIUM, Confidence.MEDIUM)
        elif _HOME.match(path):
            what = f"runs what somebody keeps in {quote(path)}"
            yield hit(flow, what, Severity.LOW, Confidence.MEDIUM)


def _path(flow: Flow) -> str:
    """The path of the code that is run; empty where none is known."""
    if flow.act is Act.NATIVE:
        return flow.text
    if flow.target or flow.name not in _FROM_FILE:
        return flow.target
    read = flow.first(Taint.FILE)
    return read.spot.what if read is not None else ""
