"""How an act and all that flows into it become a sentence and a weight."""

from collections.abc import Callable, Iterable, Iterator

from ostiary.checks.code.telling import MOMENTS
from ostiary.checks.wording import quote
from ostiary.core.coverage import BY_ITSELF, Reach
from ostiary.core.finding import Hit
from ostiary.core.location import Location
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Severity
from ostiary.program.flow import PAGE_WORKER, Act, Carried, Flow, Taint
from ostiary.program.model import Program

NAMES = {
    Taint.SECRET: "credentials",
    Taint.BROWSER: "what a browser keeps",
    Taint.WALLET: "a wallet",
    Taint.KEY: "a key that a caller hands in",
    Taint.ENVIRONMENT: "the whole environment",
    Taint.TOKEN: "a secret of the environment",
    Taint.HOST: "who and where the machine is",
    Taint.CLIPBOARD: "the clipboard",
    Taint.KEYSTROKES: "what is typed",
    Taint.SCREEN: "pictures of the screen",
    Taint.METADATA: "the credentials of the cloud machine",
    Taint.MEMORY: "the memory of another process",
    Taint.NETWORK: "what the network answered",
    Taint.ANSWER: "what an address answered that a caller names",
    Taint.DECODED: "what was decoded",
    Taint.UNVEILED: "what came out of a decoder",
    Taint.FILE: "files",
    Taint.OUTPUT: "the output of a command",
    Taint.LISTING: "a list of files",
}
_LOCAL = regex(
    r"(?i)^(?:file:\.|(?:(?:\w+:)?//)?(?:[^@/]*@)?"
    r"(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|::1|0\.0\.0\.0)(?:[:/ ]|$)(?![^/ ]*@))"
    r"|(?i:[~/][\w./~%-]*\.sock)$"
)
_ADDRESS = regex(r"(?i)^(?:(?:\w+:)?//)?(?:[^@/\s]*@)?[a-z0-9][a-z0-9.-]*\.[a-z0-9-]{2,}")


def acts(program: Program, *kinds: Act) -> Iterator[Flow]:
    """Acts of some kinds; those among tests and documents weigh little, whatever a check makes of them."""
    for one in program.flows:
        if one.act in kinds and one.reach is not Reach.DATA:
            yield one


def early(flow: Flow) -> bool:
    """Whether it happens although nobody asked: on install, at start, on import of the package."""
    if flow.loose and flow.reach is Reach.IMPORT and not flow.at.path.endswith(".py"):
        return (
            False  # in a bundle names are shared: what nothing was seen to call waits for a caller
        )
    return flow.reach in BY_ITSELF and not flow.deep


def local(flow: Flow) -> bool:
    """Whether its address is this machine itself."""
    return bool(_LOCAL.match(flow.target))


def constant(flow: Flow) -> bool:
    """Whether the host that it goes to stands in the code."""
    return bool(_ADDRESS.match(flow.target)) and not local(flow)


def layered(flow: Flow) -> int:
    """How many decoded layers lie around it."""
    return sum(one.startswith("layer") for one in flow.layers)


_WORKERS = frozenset({"Worker", "SharedWorker"})


def everywhere(flows: Iterable[Flow], holds: Callable[[Flow], bool]) -> frozenset[Location]:
    """The places of flows of which something holds at each that was met there."""
    found: dict[Location, bool] = {}
    for flow in flows:
        found[flow.at] = found.get(flow.at, True) and holds(flow)
    return frozenset(at for at, all_of_them in found.items() if all_of_them)


def of_caller(flow: Flow) -> bool:
    """Whether all that it fetched, or may have, comes from an address that whoever calls it names."""
    answer, fetched = flow.first(Taint.ANSWER), flow.first(Taint.NETWORK)
    same = answer is not None and (fetched is None or fetched.spot == answer.spot)
    return same and flow.reach is Reach.CALL and not layered(flow)


def in_page_worker(flow: Flow) -> bool:
    """Whether each layer around it is code that a page hands to a worker, and nothing else hides it.

    So bundlers ship workers: the text is constant, it was read as a file of its own, and there is
    neither a process nor a disk where it runs. What runs although nobody called it is no such thing.
    """
    if early(flow):
        return False
    layers = [one for one in flow.layers if one.startswith("layer")]
    if flow.act is Act.EXECUTE and not (flow.name in _WORKERS and flow.target == PAGE_WORKER):
        return False
    return (flow.act is Act.EXECUTE or bool(layers)) and all(
        one.endswith(PAGE_WORKER) for one in layers
    )


def moment(flow: Flow) -> str:
    """When it happens, in words."""
    return (
        "when its module is imported by name"
        if flow.deep and flow.reach is Reach.IMPORT
        else MOMENTS[flow.reach]
    )


def hit(
    flow: Flow,
    what: str,
    severity: Severity | None = None,
    confidence: Confidence | None = None,
    carried: Carried | None = None,
) -> Hit:
    """A finding at an act: what it does, with what, from where, through which layers."""
    where = f" in {quote(flow.inside)}" if flow.inside and "<" not in flow.inside else ""
    parts = [f"{quote(flow.name)}{where} {what} {moment(flow)}"]
    if carried is not None and carried.spot.line:
        parts.append(f"from {quote(carried.spot.what)} at line {carried.spot.line}")
    parts += [quote(one).strip("`") for one in flow.layers[-1:]]
    if flow.reach is Reach.TEST:
        severity = Severity.LOW  # nobody runs it who only uses the package
    return Hit(
        "; ".join(parts), flow.at, severity, confidence, f"{flow.inside}:{flow.name}:{what[:40]}"
    )


def goal(flow: Flow) -> str:
    """Where it goes, as far as that is known."""
    return f" to {quote(flow.target)}" if flow.target.strip("\ufffc/ :") else ""
