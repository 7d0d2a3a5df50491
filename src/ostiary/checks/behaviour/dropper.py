"""Does what comes from the network run?"""

import re
from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit, layered
from ostiary.checks.declare import check
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.commands import INTERPRETERS, program_name
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Program
from ostiary.program.wordlist import wordlist

_HOSTS = re.compile(
    r"(?i)cdn\.discordapp\.com|media\.discordapp|dropbox\.com/s|mediafire|anonfiles|transfer\.sh"
    r"|pastebin\.com|paste\.(?:ee|fo|rs)|rentry\.co"
    r"|ngrok|trycloudflare|filebin|catbox\.moe|://(?!10\.|127\.|192\.168\."
    r"|0\.)(?:\d{1,3}\.){3}\d{1,3}\b|hastebin|gofile|bashupload|temp\.sh"
)
"""Places that anybody fills under no name, and machines without one: what is run from there has no author."""


@check(
    "dropper",
    "what is fetched is run",
    Severity.CRITICAL,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Refuse it: what will run is decided by whoever answers, not by what was vetted.",
    refs=("T1105", "T1059"),
)
def dropper(program: Program) -> Iterator[Hit | Gap]:
    """A download that is started, at once or by way of a file, was never part of the release."""
    for flow in acts(program, Act.RUN, Act.EXECUTE, Act.NATIVE):
        carried = flow.first(Taint.NETWORK)
        if carried is None:
            continue
        if flow.act is Act.RUN and _handed(flow):
            continue
        what = "executes what it fetches" if flow.act is Act.EXECUTE else "starts what it fetches"
        severity = Severity.CRITICAL if _HOSTS.search(carried.spot.what) else _severity(flow)
        yield hit(flow, what, severity, Confidence.MEDIUM, carried)


def _handed(flow: Flow) -> bool:
    """Whether what was fetched is only given to a known program that does not run it, as a packer."""
    first = flow.text.split(maxsplit=1)[0] if flow.text.split() else ""
    if "\ufffc" in first or not first or flow.text.count("\ufffc") == 0:
        return False
    return (
        program_name(first.strip("\"'")) not in _RUNNERS
        and "/" not in first
        and not _JOINS.search(flow.text)
    )


_JOINS = re.compile(r"[|;&`]|\$\(")
_RUNNERS = frozenset(INTERPRETERS) | wordlist(
    "msiexec rundll32 regsvr32 start explorer open xdg-open chmod sudo env nohup exec java perl"
    " ruby php mshta wscript cscript installer dpkg rpm pip pip3 npm npx apt apt-get cmd"
    " powershell pwsh taskkill attrib"
)
"""Programs that run what they are given."""


def _severity(flow: Flow) -> Severity:
    if early(flow) or layered(flow):
        return Severity.CRITICAL
    if flow.act is Act.EXECUTE and flow.reach is Reach.IMPORT:
        return Severity.CRITICAL
    imported = flow.reach is Reach.IMPORT
    return Severity.HIGH if flow.act is Act.EXECUTE or imported else Severity.MEDIUM
