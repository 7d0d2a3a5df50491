"""Does it make itself start again without being asked?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.behaviour.command_forms import FORMS
from ostiary.checks.behaviour.elsewhere import on_this_machine
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.engine.places import starts
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Program

_COMMAND = regex(
    # schedules
    r"(?i)schtasks(?:\.exe)?\s+/create|\bcrontab\b\s+(?!-l)|New-ScheduledTask"
    r"|Register-ScheduledTask"
    # services and what starts with a session
    r"|reg(?:\.exe)?\s+add\s+\S*(?:currentversion\\+run|winlogon)|launchctl\s+(?:load|bootstrap)"
    r"|systemctl\s+(?:--user\s+)?enable|update-rc\.d|\bsc(?:\.exe)?\s+create"
    # start-up files that are added to, and files that are hidden
    r"|\b(?:useradd|adduser)\s+(?:-\S+\s+)*\S|\bnet1?(?:\.exe)?\s+user\s+\S+.*\s/add|localgroup\s+.*\s/add"
    r"|nopasswd:\s*all|>>?\s*/etc/sudoers|\bat(?:\.exe)?\s+(?:\d\d:\d\d|now\s*\+)"
    r"|>>?\s*~?/?\S*(?:\.bashrc|\.zshrc|\.profile|authorized_keys|/etc/cron)|attrib\s+\+h"
)


@check(
    "persistence",
    "it makes itself start again",
    Severity.HIGH,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Look at what it writes there; a library has no reason to start by itself.",
    refs=("T1547", "T1053", "T1546.004", "T1098.004"),
)
def persistence(program: Program) -> Iterator[Hit | Gap]:
    """Start-up files, schedules and authorised keys outlive the package that wrote them."""
    for flow in acts(program, Act.WRITE, Act.RUN):
        if not lasting(flow):
            continue
        written = flow.act is Act.WRITE
        what = f"writes to {quote(flow.target)}" if written else f"runs {quote(flow.text)}"
        if early(flow) or _for_others(flow):
            own = flow.act is Act.WRITE and not starts(flow.target)
            severity = Severity.HIGH if own else Severity.CRITICAL
            yield hit(flow, what, severity, Confidence.MEDIUM)
        else:
            severity = Severity.MEDIUM if flow.layers or _of_session(flow) else Severity.LOW
            yield hit(flow, what, severity, Confidence.MEDIUM)


_KEY = regex(r"\b(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+) [\w+/=]{4}")


def _for_others(flow: Flow) -> bool:
    """Whether what stays behind lets in the owner of a key that stands there, or fetches and runs."""
    if flow.act is not Act.WRITE or flow.has(Taint.ARGUMENT):
        return False
    if "authorized_keys" in flow.target:
        return bool(_KEY.search(flow.text))
    return any(
        one.unasked is Severity.CRITICAL and one.pattern.search(flow.text)
        for one in FORMS
        if one.what in _STAYING
    )


_STAYING = frozenset({"fetches and runs in one command", "runs an encoded command", "mines"})

_SESSION = regex(
    r"(?i)start menu[\\/]+programs[\\/]+startup|currentversion[\\/]+run\b|\bschtasks(?:\.exe)?\s+/create\b"
    r"|Register-ScheduledTask"
)
"""Places from which a session of Windows starts things: no shell is set up there, and no service."""


def _of_session(flow: Flow) -> bool:
    return bool(_SESSION.search(f"{flow.target} {flow.text if flow.act is Act.RUN else ''}"))


def lasting(flow: Flow) -> bool:
    """Whether an act leaves something behind that starts by itself."""
    if flow.act is Act.WRITE:
        return starts(flow.target) or _start_line(flow)
    return flow.act is Act.RUN and bool(_COMMAND.search(on_this_machine(flow)))


_LINE = regex(r"(?m)^import[ \t]")


def _start_line(flow: Flow) -> bool:
    """Whether a file is written of which Python executes a line at every start, wherever it is put then."""
    return early(flow) and flow.target.endswith(".pth") and bool(_LINE.search(flow.text))
