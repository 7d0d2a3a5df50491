"""Do several steps of an attack stand in one file, each of another kind?"""

from collections.abc import Iterator

from msgspec.structs import replace

from ostiary.checks.behaviour.acts import acts, constant, hit, local
from ostiary.checks.behaviour.command_forms import FORMS
from ostiary.checks.behaviour.elsewhere import on_this_machine
from ostiary.checks.behaviour.keepers import KEEPERS
from ostiary.checks.behaviour.persistence import lasting
from ostiary.checks.declare import check
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Program

MIN_STEPS = 3  # kinds of steps that no honest file takes together

_HIDES = regex(
    r"(?i)\battrib\b.*\+[hs]\b|-w(?:indowstyle)?\s+hidden|create_no_window|vbhide|\bcertutil\b.*-decode"
)
_ELEVATES = regex(r"(?i)^runas\b|fodhelper|computerdefaults\.exe|eventvwr\.exe|ms-settings\\")
_CLOAKS = regex(r"\.(?:ShowWindow|FreeConsole|SetFileAttributes[AW])$")
_FORMS = {
    "switches off the machine's defences": "defences",
    "starts a script past the machine's rules, hidden": "hiding",
    "starts hidden from whoever sits there": "hiding",
    "starts without a window": "hiding",
    "runs an encoded command": "hiding",
    "fetches and runs in one command": "delivery",
    "fetches past the machine's rules": "delivery",
    "downloads a program": "delivery",
    "mines": "gain",
    "sends files or the environment by a command": "theft",
    "looks for secrets": "theft",
}
_STEPS = {
    "delivery": "fetches and starts something",
    "defences": "switches off defences",
    "hiding": "hides what it does",
    "staying": "makes itself start again",
    "rights": "asks for more rights",
    "theft": "takes what is secret",
    "gain": "works for somebody else",
}
_LOOT = (Taint.BROWSER, Taint.WALLET, Taint.KEYSTROKES, Taint.SCREEN, Taint.CLIPBOARD, Taint.MEMORY)


@check(
    "kill-chain",
    "several steps of an attack in one file",
    Severity.CRITICAL,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Refuse it: each step may have a reason, all of them together have one only.",
    refs=("T1562", "T1547", "T1105", "T1564"),
)
def kill_chain(program: Program) -> Iterator[Hit | Gap]:
    """Who fetches, hides, switches off and stays does not wait to be called by somebody honest."""
    files: dict[str, dict[str, Flow]] = {}
    for flow in acts(program, *Act):
        if flow.reach is Reach.TEST:
            continue
        for step in _steps(flow):
            files.setdefault(flow.at.path, {}).setdefault(step, flow)
    for found in files.values():
        if len(found) < MIN_STEPS or not found.keys() & {"delivery", "theft", "gain"}:
            continue
        first = min(found.values(), key=lambda one: (one.reach.value, one.at.line or 0))
        told = ", ".join(_STEPS[one] for one in _STEPS if one in found)
        what = f"is one of several steps in this file, which {told},"
        yield hit(replace(first, layers=()), what, Severity.CRITICAL, Confidence.MEDIUM)


def _steps(flow: Flow) -> Iterator[str]:
    """Which steps of an attack an act is."""
    if flow.act is Act.RUN:
        yield from _commanded(on_this_machine(flow))
    if flow.act is Act.NATIVE and _CLOAKS.search(flow.target):
        yield "hiding"
    if lasting(flow):
        yield "staying"
    if _delivers(flow):
        yield "delivery"
    if flow.has(*_LOOT) and _takes(flow):
        yield "theft"


def _commanded(text: str) -> Iterator[str]:
    if _HIDES.search(text):
        yield "hiding"
    if _ELEVATES.search(text):
        yield "rights"
    for form in FORMS:
        if form.what in _FORMS and form.pattern.search(text):
            yield _FORMS[form.what]


def _delivers(flow: Flow) -> bool:
    """Whether it starts what was fetched, other than from where source code and releases are kept."""
    network = flow.first(Taint.NETWORK)
    if network is None or flow.act not in {Act.RUN, Act.EXECUTE}:
        return False
    return not KEEPERS.search(network.spot.what.rpartition(" ")[2])


def _takes(flow: Flow) -> bool:
    if flow.act is Act.SEND:
        return constant(flow) and not local(flow)
    return flow.act in {Act.READ, Act.CAPTURE}
