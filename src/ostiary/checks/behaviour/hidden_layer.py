"""Is there code inside of encoded text, and does it do anything?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, constant, early, hit, in_page_worker, layered
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Program

MIN_PLAIN = 24  # characters of executed text that anybody can read

MIN_LONG = 100  # characters of executed text that is more than a name or a formula

MIN_PROGRAM = 400  # characters of it that are a program by themselves

_TELLING = regex(
    r"(?i)require|import|process|global|window|fetch|xmlhttp|websocket|eval|exec|spawn|child|function\s*\(|atob"
    r"|buffer|document|location|open|\bos\b|sys|socket|urllib|request|__|\[[\"']|fromcharcode|unescape|code"
)
"""What code has to say in some way to do anything outside of itself."""

_LETTERS = ("characters", "decoded by String.fromCharCode")
"""Single letters by their number, which code that writes code makes names of."""

_DOES = {
    Act.SEND: "opens the network",
    Act.RUN: "starts a program",
    Act.WRITE: "writes a file",
    Act.DELETE: "deletes",
    Act.NATIVE: "calls into the machine",
    Act.READ: "reads secrets",
    Act.CAPTURE: "listens in",
    Act.JOIN: "hands a process to a connection",
    Act.LOAD: "loads objects that run code",
}


_OUTWARD = frozenset({Act.SEND, Act.RUN, Act.NATIVE, Act.JOIN, Act.CAPTURE})
"""What code inside of an encoded text does to the world, whenever it runs."""


@check(
    "hidden-layer",
    "encoded text turns out to be code",
    Severity.CRITICAL,
    Family.HIDING,
    reads=Program,
    evaluated=True,
    remedy="Refuse it, unless its author can say why its code must not be read.",
    refs=("T1027", "T1140"),
)
def hidden_layer(program: Program) -> Iterator[Hit | Gap]:
    """Nobody encodes code by accident; what the layer does is told, what it hides from is everybody."""
    busy = {one.at.path for one in program.flows if one.layers and one.act in _DOES}
    for flow in acts(program, *Act):
        if flow.reach is Reach.TEST:
            continue  # tests of decoders decode
        if flow.act in {Act.EXECUTE, Act.LOAD} and flow.has(Taint.DECODED):
            seen = flow.at.path not in program.exhausted or not _TELLING.search(flow.text)
            severity = _executed(flow, seen and flow.at.path not in busy)
            what = (
                "executes what it decodes" if flow.act is Act.EXECUTE else "loads what it decodes"
            )
            yield hit(flow, what, severity, Confidence.MEDIUM, flow.first(Taint.DECODED))
        elif flow.act is Act.EXECUTE and flow.has(Taint.SHIPPED):
            what = f"imports code out of {quote(flow.target)}, whose name says that it holds none,"
            yield hit(flow, what, Severity.CRITICAL, Confidence.MEDIUM, flow.first(Taint.SHIPPED))
        elif layered(flow) and flow.act in _DOES:
            yield hit(
                flow,
                f"{_DOES[flow.act]} from inside an encoded text",
                _severity(flow),
                Confidence.MEDIUM,
            )


def _executed(flow: Flow, quiet: bool) -> Severity:
    """`quiet` says that no decoded text of its file does anything, as far as all of them were evaluated."""
    if in_page_worker(flow):
        return Severity.LOW
    plain = flow.text.replace("\ufffc", "")
    if "\ufffc" in flow.text and len(plain) > MIN_PLAIN and not early(flow):
        return Severity.LOW  # names are put into code that stands there in plain
    carried = flow.first(Taint.DECODED)
    real = carried is not None and not carried.spot.what.startswith(_LETTERS)
    if not real and not layered(flow) and "\ufffc" in flow.text and len(plain) >= MIN_PROGRAM:
        return Severity.HIGH  # a program is written out, with names that are made letter by letter
    if early(flow) or layered(flow) or (flow.act is Act.EXECUTE and flow.reach is Reach.IMPORT):
        return Severity.CRITICAL
    if quiet and not real and "\ufffc" not in flow.text:
        return (
            Severity.HIGH
        )  # it was read as code: a function with a name that is made letter by letter
    if flow.act is Act.EXECUTE and len(plain) >= MIN_LONG and "\ufffc" not in flow.text:
        return Severity.CRITICAL  # no name is that long, but a program
    return Severity.CRITICAL if flow.act is Act.EXECUTE and real else Severity.HIGH


_LOOT = (
    *(Taint.SECRET, Taint.BROWSER, Taint.WALLET, Taint.KEY, Taint.ENVIRONMENT, Taint.TOKEN),
    *(Taint.HOST, Taint.KEYSTROKES, Taint.CLIPBOARD, Taint.SCREEN, Taint.MEMORY, Taint.FILE),
)


def _of_page(flow: Flow) -> bool:
    """Whether a worker of a page fetches, other than from a host of the hidden code, computes or listens."""
    if not in_page_worker(flow):
        return False
    if flow.act is Act.SEND:
        return not constant(flow)
    if flow.act is Act.NATIVE:
        return flow.name.startswith("WebAssembly")
    return flow.act is Act.WRITE and flow.target == flow.name  # a handler, and no file


def _severity(flow: Flow) -> Severity:
    if _of_page(flow):
        return Severity.LOW
    open_ = flow.act is Act.SEND and flow.reach is Reach.CALL and not constant(flow)
    if open_ and flow.has(Taint.ARGUMENT) and layered(flow) == 1 and not flow.has(*_LOOT):
        return Severity.HIGH  # to whom is told from outside of the hidden code, by whoever calls it
    if (
        early(flow)
        or layered(flow) > 1
        or (flow.act in _OUTWARD and "character codes" not in flow.layers[0])
    ):
        return Severity.CRITICAL
    return Severity.HIGH
