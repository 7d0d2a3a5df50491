"""Does it change other packages, other programs, or what an AI assistant is told?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.behaviour.command_forms import FORMS
from ostiary.checks.behaviour.keepers import KEEPERS
from ostiary.checks.behaviour.own_service import in_own_folder
from ostiary.checks.behaviour.settings_of_others import COMMAND, HIDDEN, place_of
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.engine.places import assistant, others, workflow
from ostiary.program.engine.variables import ROUTES, RUNS
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Program


@check(
    "tampering",
    "other software is changed",
    Severity.HIGH,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Restore what it changed from its own source, and find out since when it was so.",
    refs=("T1554", "T1195.001"),
)
def tampering(program: Program) -> Iterator[Hit | Gap]:
    """What belongs to another package, a workflow or an assistant was vetted as it was, not as it is made."""
    yield from _spoken_for(program)
    for flow in acts(program, Act.WRITE):
        kind = _kind(flow.target, program) or _beside(flow) or _weakens(flow.target, flow.text)
        if not kind:
            continue
        called = Severity.HIGH if _WIDESPREAD.search(flow.target) else Severity.LOW
        if called is Severity.HIGH and flow.has(Taint.NETWORK):
            called = Severity.CRITICAL  # another program is made to run what somebody sends
        severity = Severity.CRITICAL if early(flow) else called
        yield hit(flow, f"writes to {kind}, {quote(flow.target)},", severity, Confidence.MEDIUM)


def _kind(path: str, program: Program) -> str:
    if assistant(path):
        return "the orders of an AI assistant"
    if workflow(path):
        return "a workflow of continuous integration"
    if others(path) and not in_own_folder(path, program):
        return "another package or program"
    return ""


_OUT = regex(
    r"(\./|\ufffc/)((?:\.\./)+)(?:@[\w.-]+/)?[\w-][\w.-]*/[^\ufffc]*\.(?:[cm]?[jt]sx?|json)$"
)
_SCRIPTS = (".js", ".cjs", ".mjs", ".ts")


def _beside(flow: Flow) -> str:
    """Code of a package that npm put beside this one: out of its own folder, and into another one there.

    A script for installing works in the folder of its package; what is told by its own place lies deeper.
    """
    found = _OUT.match(flow.target) if early(flow) and flow.at.path.endswith(_SCRIPTS) else None
    if found is None:
        return ""
    deep = flow.at.path.count("/") - 1 if found[1] == "./" else 0
    out = found[2].count("../") == deep + 1 and (deep or flow.reach is Reach.INSTALL)
    return "a package beside it" if out else ""


def _spoken_for(program: Program) -> Iterator[Hit]:
    """What nobody asked for, and other programs do from then on: by their settings, or by a variable."""
    for flow in acts(program, Act.WRITE, Act.RUN, Act.SET):
        if not early(flow) and not _attacks(flow):
            continue
        if flow.act is Act.SET:
            yield from _by_variable(flow)
        elif flow.act is Act.RUN:
            if COMMAND.search(flow.text):
                what = f"sets for others what {quote(flow.text)} says,"
                yield hit(flow, what, Severity.HIGH, Confidence.MEDIUM)
        elif (place := place_of(flow.target)) is not None:
            what = f"writes to the settings of {place.whose}, {quote(flow.target)},"
            yield hit(flow, what, place.unasked, Confidence.MEDIUM)


def _attacks(flow: Flow) -> bool:
    """Whether what is written is a command that only attackers write, though somebody asked for something."""
    if flow.act is not Act.WRITE or flow.has(Taint.ARGUMENT):
        return False
    return any(
        one.unasked is one.asked is Severity.CRITICAL and one.pattern.search(flow.text)
        for one in FORMS
    )


_ADDRESS = regex(
    r"(?i)://(?:[^/@\s]*@)?(?!localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|\[)[a-z0-9.-]+\.[a-z0-9]{2,}"
)


_INLINE = regex(r"(?i)\bdata:(?:text|application)/(?:java|ecma)script\b")
"""Code in the place of the name of a file."""


def _by_variable(flow: Flow) -> Iterator[Hit]:
    """A variable that leads the requests of others to a host of its own, or them to a file that hides."""
    name = flow.target.removeprefix("variable ")
    address = _ADDRESS.search(flow.text)
    if ROUTES.match(name) and address and not KEEPERS.search(f"https{address[0]}"):
        what = f"leads the requests of others to {quote(flow.text)} by {quote(name)}"
    elif RUNS.match(name) and (HIDDEN.search(flow.text) or _INLINE.search(flow.text)):
        what = f"has other programs load {quote(flow.text)} by {quote(name)}"
    else:
        return
    yield hit(flow, what, Severity.HIGH, Confidence.MEDIUM)


_WIDESPREAD = regex(
    r"(?i)discord_desktop_core|resources[\\/]app\.asar|appdata%[\\/]+(?:discord|exodus|atomic)|^registry\b.*defender"
)
"""Programs of other people's desks, and their defences: no library changes those when it is called."""

_DEFENCES = regex(
    r"(?i)^registry\b.*(?:windows defender|disableantispyware|disablerealtimemonitoring|disabletaskmgr"
    r"|disableregistrytools|disablecmd|enablelua|consentpromptbehavior|windowsupdate[\\/ ]+au\b"
    r"|securityhealth|amsi|image file execution options)"
)
_EXTENDED = regex(r"(?i)--load-extension|--disable-extensions-except|--remote-debugging-port")


def _weakens(path: str, text: str) -> str:
    """What is changed of a machine's defences, or of how its browser starts."""
    if _DEFENCES.search(path):
        return "what the machine defends itself with"
    return "how a browser is started" if _EXTENDED.search(text) and ".lnk" in path.lower() else ""
