"""Does it destroy what is not its own?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Program

_COMMAND = regex(
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
    r"|(?:^|[;&|\n(])[\s\"'@(\ufffc]*(?:sudo\s+)?(?:\S*[/\\])?"
    r"(?:shutdown(?:\.exe)?\s+(?:-\w|/[srpf]\b|now)|(?:reboot|poweroff|halt)(?![-.\w])|init\s+[06]\b)"
    r"|:\(\)\s*\{"
    r"|\bsystemctl\s+(?:poweroff|reboot|halt|suspend)|\bstop-computer\b|\brestart-computer\b"
    # what the system itself lives by is stopped
    r"|\btaskkill\b.*\b(?:svchost|csrss|wininit|winlogon|lsass|explorer)\.exe"
    r"|\b(?:rd|rmdir)\s+(?:/\w\s+)+\"?(?:[a-z]:\\(?:windows|users)?\b|%(?:user|system|win)\w+%)"
    r"|\bdel\s+(?:/\w\s+)+\"?%(?:user|system|win)\w+%|remove-item\b.*(?:-recurse|-r)\b.*[a-z]:\\"
)
_HOME = regex(
    r"(?i)^(?:~|/|/home(?:/\ufffc)?|/root|%USERPROFILE%|%HOME%|[A-Za-z]:[\\/]?|/etc|/usr|/var|/bin|/boot|/lib"
    r"|/Users(?:/\ufffc)?|[A-Za-z]:[\\/]+(?:windows|users|program files)(?:[\\/]+system32)?"
    r"|%SYSTEMROOT%|%WINDIR%"
    r"|(?:~|%USERPROFILE%)[\\/](?:desktop|documents|downloads|pictures|music|videos))[\\/]*\*?$"
)
_BELOW = regex(
    r"(?i)^(?:~|/home(?:/\ufffc)?|/root|/Users(?:/\ufffc)?|%USERPROFILE%|%HOME%|[A-Z]:[\\/]+(?:users|windows)?|/)"
    r"(?:[\\/]*(?:~|/|/?\ufffc|\*|/?desktop\b|/?documents\b|/?downloads\b|/?pictures\b|system32\b)|$)"
)
"""Where files lie that belong to whoever sits at the machine, or to the machine."""

_HERE = regex(r"\.{1,2}[\\/]?\*?")
"""The folder at hand, or the one above it: of whoever uses the package."""

_OF_FILE = regex(r"(?:\.unlink(?:Sync)?|\bos\.remove)$")
"""What removes a file, and fails on a folder: one that is named is not lost by it."""

_NAMED = regex(r"[^\ufffc*]*[\\/][^\ufffc*\\/]*\.\w{1,8}")
"""One file, whose name says which: it is no other one each time."""

_DISK = regex(r"(?i)physicaldrive\d|^/dev/(?:sd[a-z]|nvme\dn\d|hd[a-z]|mmcblk\d|disk\d|mem)\b")


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
    for flow in acts(program, Act.ORDER):
        if early(flow) and flow.name == "?" and _COMMAND.search(flow.text):
            what = f"is handed {quote(flow.text)}, whoever it is,"
            yield hit(flow, what, Severity.MEDIUM, Confidence.MEDIUM)


def _called(flow: Flow) -> Severity:
    if flow.act is Act.DELETE and not flow.layers and flow.has(Taint.ARGUMENT):
        return Severity.LOW  # a path that a caller names is his to delete
    if flow.has(Taint.ENCRYPTED) and _each(flow):
        return Severity.CRITICAL  # nobody asks for his own files to be closed to him
    if flow.has(Taint.LISTING) and not flow.has(Taint.ENCRYPTED):
        return Severity.LOW  # what it finds may be its own: files that it put there before
    return Severity.MEDIUM


def _what(flow: Flow) -> str:
    if flow.act is Act.RUN:
        return f"runs {quote(flow.text)}" if _COMMAND.search(flow.text) else ""
    if flow.act is Act.DELETE:
        here = early(flow) and _HERE.fullmatch(flow.target)
        if (_HOME.match(flow.target) or here) and not _OF_FILE.search(flow.name):
            return f"deletes {quote(flow.target)}"
        return "deletes each file that it finds" if _each(flow) else ""
    if _DISK.search(flow.target):
        return f"writes over a whole disk, {quote(flow.target)},"
    if flow.has(Taint.LISTING) and flow.has(Taint.ENCRYPTED):
        return "encrypts the files that it finds"
    if _overwrites(flow):
        return "writes over each file that it finds"
    if (
        flow.act is Act.WRITE
        and flow.has(Taint.FILE)
        and _each(flow)
        and not _NAMED.fullmatch(flow.target)
        and not _gathers(flow)
    ):
        return "writes each file that it finds anew"
    return ""


def _gathers(flow: Flow) -> bool:
    """Whether files go as they are into one folder, whose name is known."""
    return flow.name in _MOVES and not any(sign in flow.target for sign in "\ufffc*")


_MOVES = frozenset({"shutil.move", "shutil.copy", "shutil.copy2", "shutil.copyfile"})


def _each(flow: Flow) -> bool:
    """Whether it goes through the files of somebody's home, or of the system, that no caller named."""
    asked = flow.has(Taint.ARGUMENT)
    return flow.has(Taint.LISTING) and not asked and bool(_BELOW.match(flow.target))


def _overwrites(flow: Flow) -> bool:
    """Whether what was found in a listing is written over with something that does not come from it."""
    found = flow.act is Act.WRITE and flow.has(Taint.LISTING) and not flow.has(Taint.FILE)
    if found and early(flow) and _each(flow) and not _gathers(flow):
        return True  # with nothing, with chance, with whatever
    known = "\ufffc" not in flow.text and bool(flow.text)
    somewhere = flow.target.endswith("\ufffc") and early(flow)
    return found and known and (somewhere or _each(flow))
