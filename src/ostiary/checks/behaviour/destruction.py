"""Does it destroy what is not its own?"""

import re
from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Program

_COMMAND = re.compile(
    # everything, the home or the folder at hand is removed
    r"(?i)\brm\s+(?:-\w+\s+)*(?:--no-preserve-root\s+)?"
    r"(?:/(?:\s|\*|$)|~(?:/?\*|/?\s|/?$)|\$HOME\b|/home\b|/\*)"
    r"|\brm\s+-\w*r\w*\s+(?:\./?\*|\*|\.)(?:\s|$)"
    r"|\bdel\s+(?:/\w\s+)*[a-z]:\\|rd\s+/s\s+/q\s+(?:[a-z]:\\|%user)|\brd\s+/s\s+/q\s+\.(?:\s|$)"
    # a disk is made anew or written over
    r"|\bformat\s+[a-z]:|mkfs\.|dd\s+if=/dev/(?:zero|random)\s+of=/dev/|cipher\s+/w"
    # what would help to restore it is removed
    r"|vssadmin\s+delete|wbadmin\s+delete|bcdedit\s+/set"
    # the machine is stopped, or forks until it stops
    r"|\bshutdown\s+(?:-[hPr]\b|/[srp]\b)|:\(\)\s*\{"
)
_HOME = re.compile(
    r"^(?:~|/|/home(?:/\ufffc)?|/root|%USERPROFILE%|%HOME%|[A-Za-z]:[\\/]?|/etc|/usr|/var)/*\*?$"
)


@check(
    "destruction",
    "files that are not its own are destroyed",
    Severity.CRITICAL,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Refuse it. If it ran: restore from a copy that the machine could not write to.",
    refs=("T1485", "T1486"),
)
def destruction(program: Program) -> Iterator[Hit | Gap]:
    """Deleting, overwriting or encrypting whatever lies there is sabotage, whoever is meant by it."""
    for flow in acts(program, Act.DELETE, Act.RUN, Act.WRITE, Act.ENCRYPT):
        what = _what(flow)
        if what:
            severity = Severity.CRITICAL if early(flow) else _called(flow)
            yield hit(flow, what, severity, Confidence.MEDIUM)


def _called(flow: Flow) -> Severity:
    if flow.act is Act.DELETE and not flow.layers:
        return Severity.LOW  # a path that a caller names is his to delete
    return Severity.MEDIUM


def _what(flow: Flow) -> str:
    if flow.act is Act.RUN:
        return f"runs {quote(flow.text)}" if _COMMAND.search(flow.text) else ""
    if flow.act is Act.DELETE:
        return f"deletes {quote(flow.target)}" if _HOME.match(flow.target) else ""
    if flow.has(Taint.LISTING) and flow.has(Taint.ENCRYPTED):
        return "encrypts the files that it finds"
    if _overwrites(flow):
        return "writes the same over each file that it finds"
    return ""


def _overwrites(flow: Flow) -> bool:
    """Whether what was found in a listing is written over with something that does not come from it."""
    known = "\ufffc" not in flow.text and bool(flow.text)
    found = flow.act is Act.WRITE and flow.has(Taint.LISTING) and not flow.has(Taint.FILE)
    return found and known and early(flow) and flow.target.endswith("\ufffc")
