"""Does code that nobody called both reach out and start something?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, constant, early, hit, local
from ostiary.checks.behaviour.keepers import KEEPERS
from ostiary.checks.behaviour.own_service import with_own_token
from ostiary.checks.code.closer import closer
from ostiary.checks.code.commands import weigh
from ostiary.checks.code.seen import unasked
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Behaviour, Program


@check(
    "uncalled-chain",
    "code that nobody called reaches out and starts programs",
    Severity.CRITICAL,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    confidence=Confidence.MEDIUM,
    remedy="Refuse it, unless its documentation says what it fetches, why it must run, and how to build"
    " without.",
    refs=("T1195.002", "T1105", "T1059"),
)
def uncalled_chain(program: Program) -> Iterator[Hit | Gap]:
    """Each may have a reason; both together, before anybody asked, are how a machine is taken over."""
    for flow in acts(program, Act.RUN):
        yield from _ran(flow, installs=program.ecosystem != "npm")
    started = _started(program)
    for flow in acts(program, Act.SEND):
        if not early(flow) or local(flow) or flow.name.endswith(".bind"):
            continue
        if flow.reach is Reach.INSTALL and program.ecosystem != "npm":
            what = _beacon(flow)
            if what:
                yield hit(flow, what, Severity.CRITICAL, Confidence.MEDIUM)
                continue
        if _takes_along(flow, program):
            what = f"takes something along to {quote(flow.target)}"
            yield hit(flow, what, Severity.CRITICAL, Confidence.MEDIUM)
            continue
        other = started.get((flow.at.path, flow.reach))
        if other is not None:
            what = f"reaches out, and line {other.line} of the same file starts a program,"
            yield hit(flow, what, _severity(flow, program), Confidence.MEDIUM)


def _ran(flow: Flow, *, installs: bool) -> Iterator[Hit]:
    """What is started that no release holds, or that came along for it; `installs` where installers build."""
    at_install = installs and flow.reach is Reach.INSTALL
    if flow.has(Taint.SHIPPED) and early(flow):
        yield hit(flow, "starts a program that came along", None, Confidence.MEDIUM)
    elif at_install and flow.has(Taint.MISSING):
        severity = Severity.HIGH if ".py" in flow.text else Severity.CRITICAL
        if _of_part(flow.at.path):
            severity = Severity.LOW
        what = f"starts a file of its own that did not come along, {quote(flow.text)},"
        yield hit(flow, what, severity, Confidence.MEDIUM)
    elif at_install and _asks(flow.text):
        what = f"contacts somebody by {quote(flow.text)}"
        yield hit(flow, what, Severity.CRITICAL, Confidence.MEDIUM)


MIN_FOLDERS = 3  # around a list of something that came along to be built with the rest


def _of_part(path: str) -> bool:
    """Whether a list of CMake belongs to a library that came along, whose own options nobody may set."""
    return path.endswith(("/CMakeLists.txt", ".cmake")) and path.count("/") >= MIN_FOLDERS


def _beacon(flow: Flow) -> str:
    """What a contact is that no installer needs; downloads from where source code lives are none."""
    if flow.name == "socket.socket.connect":
        return "opens a raw connection"
    if flow.text == "dns":
        return "looks up a name at whoever answers for its domain"
    if constant(flow) and not KEEPERS.search(flow.target):
        return f"contacts {quote(flow.target)}"
    return ""


_GATHERED = (Taint.TOKEN, Taint.OUTPUT, Taint.LISTING, Taint.FILE)


def _takes_along(flow: Flow, program: Program) -> bool:
    """Whether something of the machine goes to a constant address that keeps no source code.

    Hooks and pages of npm tell what they read of many things: there it must be a file of the home folder.
    """
    if not constant(flow) or KEEPERS.search(flow.target) or with_own_token(flow, program):
        return False
    if program.ecosystem == "npm":
        return _of_home(flow, program.artifact.lower())
    gathered = flow.has(*_GATHERED) and not flow.has(Taint.SHIPPED)
    return gathered and flow.reach is Reach.IMPORT


def _of_home(flow: Flow, artifact: str) -> bool:
    """Whether a file of whoever runs it goes along, other than one in a folder of the package's own name."""
    read = flow.first(Taint.FILE)
    if read is None or not _HOME.match(read.spot.what):
        return False
    parts = _PARTS.split(read.spot.what.lower())[1:]
    return not any(len(one) > MIN_NAME and artifact.startswith(one) for one in parts)


_HOME = regex(r"(?i)(?:~|%(?:HOME|USERPROFILE|APPDATA|LOCALAPPDATA|XDG_CONFIG_HOME)%)[\\/]")
_PARTS = regex(r"[\\/.]+")
MIN_NAME = 3  # letters of a folder that may bear the name of a package


_FETCHER = regex(
    r"(?i)^\s*(?:\S*/)?(?:curl|wget|dig|nslookup|ping)\b.*?"
    r"(?:\b(\w+://[^\s\"'|;&)]+)|\s((?:[\w-]+\.)+[a-z]{2,}))"
)


def _asks(text: str) -> bool:
    """Whether a command contacts an address that keeps no source code."""
    found = _FETCHER.search(text)
    return found is not None and not KEEPERS.search(found[1] or found[2] or "")


_LANGUAGE = regex(r"(?i)^https://(?:[\w-]+\.)*python\.org/")
"""The home of the language, with all that it keeps: old installers bring `setuptools` from there."""


def _severity(flow: Flow, program: Program) -> Severity:
    """Side by side is no chain: on import, only a strange address makes it one that must not be."""
    if program.ecosystem == "npm" or (flow.deep and flow.reach is Reach.IMPORT):
        return Severity.HIGH
    if flow.reach is Reach.INSTALL and _LANGUAGE.match(flow.target):
        return Severity.HIGH  # what installers fetch from there they fetch without a look, too
    strange = constant(flow) and not KEEPERS.search(flow.target)
    return Severity.HIGH if flow.reach is Reach.IMPORT and not strange else Severity.CRITICAL


def _started(program: Program) -> dict[tuple[str, Reach], Location]:
    """The first program that is no tool for building, by file and moment."""
    found: dict[tuple[str, Reach], Location] = {}
    look, waits = closer(program), unasked(program)
    for seen in program.calls:
        if seen.behaviour is not Behaviour.PROCESS or seen.deep:
            continue
        call, asked = look(seen)
        if asked or waits(seen):
            continue
        if call.reach in {Reach.INSTALL, Reach.START, Reach.IMPORT}:
            severity, _ = weigh(call, ordinary=call.reach is Reach.INSTALL)
            if severity >= Severity.MEDIUM:
                found.setdefault((call.at.path, call.reach), call.at)
    for flow in acts(program, Act.RUN, Act.EXECUTE):
        if flow.layers and early(flow) and not flow.name.endswith("Worker"):
            found.setdefault((flow.at.path, flow.reach), flow.at)
    return found
