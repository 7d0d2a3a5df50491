"""Are a command, an address or a module decoded before they are used?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, constant, early, goal, hit
from ostiary.checks.behaviour.own_service import bears_name
from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Carried, Flow, Spot, Taint
from ostiary.program.model import Program

_DOES = {
    Act.SEND: "contacts an address that it decodes",
    Act.RUN: "starts a command that it decodes",
    Act.IMPORT: "imports a module whose name it decodes",
    Act.NATIVE: "hands decoded bytes to the machine",
    Act.WRITE: "writes to a file what it decodes",
}


@check(
    "hidden-name",
    "commands, addresses or names are encoded",
    Severity.HIGH,
    Family.HIDING,
    reads=Program,
    evaluated=True,
    remedy="Refuse it, unless its author can say from whom the text is hidden.",
    refs=("T1027", "T1140"),
)
def hidden_name(program: Program) -> Iterator[Hit | Gap]:
    """A command or an address that must not be read as such is hidden from whoever looks for it."""
    for flow in acts(program, *_DOES):
        carried = flow.first(Taint.DECODED)
        if carried is None or not carried.spot.line:
            continue
        if flow.act is Act.WRITE and flow.target == flow.name:
            continue  # a function is put somewhere, and nothing into a file
        severity = _severity(flow)
        if severity is Severity.CRITICAL and not early(flow) and bears_name(flow.target, program):
            severity = Severity.MEDIUM  # a token may hold it, and nobody is surprised by it
        if severity is not None:
            yield hit(flow, _DOES[flow.act] + goal(flow), severity, Confidence.MEDIUM, carried)


_NONE = Carried("", Spot("", 0, "characters"))


def _severity(flow: Flow) -> Severity | None:
    real = not (flow.first(Taint.DECODED) or _NONE).spot.what.startswith("characters")
    if flow.act is Act.RUN:
        return Severity.CRITICAL if early(flow) or real else Severity.HIGH
    if flow.act is Act.NATIVE:
        return Severity.HIGH
    if flow.act is Act.SEND:
        return _sent(flow, real)
    if flow.act is Act.WRITE:
        return Severity.MEDIUM if early(flow) else None
    return Severity.HIGH if early(flow) else Severity.MEDIUM


_WHOLE = regex(r"(?i)\w+://[^/\s]+/.*[?=&]")


def _sent(flow: Flow, real: bool) -> Severity:
    """An encoded address of a constant host; bundles of scripts put addresses together for other reasons."""
    script = flow.at.path.endswith((".js", ".cjs", ".mjs", ".ts"))
    if early(flow):
        return Severity.CRITICAL if real and constant(flow) and not script else Severity.HIGH
    if not constant(flow):
        return Severity.LOW
    if f"{flow.target}\ufffc" in flow.text and _WHOLE.match(flow.target):
        return Severity.MEDIUM  # what was decoded may be no more than what stands behind the host
    return Severity.CRITICAL if real and not script else Severity.MEDIUM
