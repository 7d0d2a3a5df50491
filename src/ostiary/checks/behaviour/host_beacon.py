"""Does it tell somebody which machine it was installed on?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import NAMES, acts, constant, early, goal, hit, layered, local
from ostiary.checks.behaviour.keepers import KEEPERS
from ostiary.checks.behaviour.own_service import bears_name
from ostiary.checks.declare import check
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Program

_HIDDEN = (Taint.DECODED, Taint.UNVEILED)
_FACTS = (Taint.HOST, Taint.OUTPUT, Taint.LISTING, Taint.TOKEN)


@check(
    "host-beacon",
    "facts about the machine are sent away",
    Severity.HIGH,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Refuse it, unless its documentation says what is sent, to whom, and how to switch it off.",
    refs=("T1082", "T1033", "T1041"),
)
def host_beacon(program: Program) -> Iterator[Hit | Gap]:
    """Host name, user and addresses tell an attacker whom he has caught; telemetry asks first."""
    for flow in acts(program, Act.SEND):
        carried = flow.first(*_FACTS)
        if carried is None or local(flow):
            continue
        severity = _severity(flow, carried.kind, program.ecosystem)
        if severity is Severity.MEDIUM and not early(flow) and bears_name(flow.target, program):
            severity = Severity.LOW
        what = f"sends {NAMES[Taint(carried.kind)]}{goal(flow)}"
        yield hit(flow, what, severity, Confidence.HIGH, carried)


def _at_install(flow: Flow, kind: str) -> Severity:
    own = kind == Taint.LISTING or _is_own_token(flow)
    if own and flow.reach is Reach.INSTALL and KEEPERS.search(flow.target):
        return Severity.MEDIUM  # which library fits is asked for at those who keep it
    return Severity.HIGH if kind != Taint.HOST else Severity.CRITICAL


_ASKS = ("urlopen", "urlretrieve", "Request", "get")
_SITE = regex(r"(?i)//(?:[^/@]*@)?(?:[\w-]+\.)*([\w-]{3,})\.[a-z]{2,}(?:[:/]|$)")


def _is_own_token(flow: Flow) -> bool:
    """Whether a site is asked for something with the token that bears its name."""
    carried, site = flow.first(Taint.TOKEN), _SITE.search(flow.target)
    if carried is None or site is None or flow.name.rpartition(".")[2] not in _ASKS:
        return False
    return carried.spot.what.rpartition(" ")[2].lower().startswith(site[1].lower())


_WORKS = regex(r"(?:os\.getcwdb?|process\.cwd|pathlib\.Path\.cwd)(?:\(\))?")


def _what(flow: Flow) -> str:
    carried = flow.first(Taint.HOST)
    return carried.spot.what if carried is not None else ""


def _severity(flow: Flow, kind: str, ecosystem: str) -> Severity:
    weak = kind != Taint.HOST
    if layered(flow) and not weak:
        return Severity.CRITICAL
    if flow.reach is Reach.INSTALL and weak and ecosystem == "npm":
        return (
            Severity.MEDIUM
        )  # hooks fetch what fits to the programs that they ask for their version
    if flow.reach in {Reach.INSTALL, Reach.START}:
        return _at_install(flow, kind)
    if early(flow):
        handed = ecosystem == "npm" and flow.has(Taint.ARGUMENT) and not flow.has(*_HIDDEN)
        if not constant(flow) and (flow.has(Taint.FILE) or handed):
            return Severity.MEDIUM  # to whom, settings say, or a caller of what a library is handed
        kept = bool(KEEPERS.search(flow.target))
        told = kind == Taint.OUTPUT and constant(flow) and not kept
        folder = kept and _WORKS.fullmatch(_what(flow))  # its name may say what is asked for there
        return Severity.CRITICAL if (not weak or told) and not folder else Severity.MEDIUM
    if weak:
        return Severity.LOW
    if constant(flow) and not flow.inside:
        return Severity.CRITICAL  # nobody has to call it: to run the file is enough
    told = constant(flow) and not KEEPERS.search(flow.target)
    return Severity.MEDIUM if told else Severity.LOW
