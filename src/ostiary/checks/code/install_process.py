"""Does code that runs on installation start other programs?"""

from collections.abc import Iterator

from ostiary.checks.code.closer import closer
from ostiary.checks.code.commands import asks_version, shown, weigh
from ostiary.checks.code.interpreted import idle
from ostiary.checks.code.telling import calls, hit
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.program.model import Behaviour, Program


@check(
    "install-process",
    "the installer starts other programs",
    Severity.MEDIUM,
    Family.CODE,
    reads=Program,
    remedy="See what the command does; build tools are ordinary, shells and downloads are not.",
    refs=("T1195.002", "T1059"),
)
def install_process(program: Program) -> Iterator[Hit | Gap]:
    """Compilers and version control are ordinary at build time; all else wants a reason."""
    look, plain = closer(program), idle(program)
    for seen in calls(program, Reach.INSTALL, Behaviour.PROCESS):
        call, asked = look(seen)
        severity, confidence = weigh(call, ordinary=True)
        severity = Severity.LOW if asked or plain(seen) or asks_version(call) else severity
        yield hit(call, f"starts {quote(shown(call))}", severity, confidence)
