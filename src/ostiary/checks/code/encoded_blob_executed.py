"""Is text executed that had to be decoded first?"""

from collections.abc import Iterator

from ostiary.checks.code.telling import hit
from ostiary.checks.declare import check
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.model import Behaviour, Origin, Program

_DOES = {
    Behaviour.EXECUTE: "executes a text that it decodes first",
    Behaviour.PROCESS: "starts a command that it decodes first",
    Behaviour.DESERIALISE: "loads objects from a text that it decodes first",
    Behaviour.IMPORT: "imports a module whose name it decodes first",
}


@check(
    "encoded-blob-executed",
    "encoded text is decoded and executed",
    Severity.CRITICAL,
    Family.CODE,
    reads=Program,
    remedy="Refuse it, unless its author can say why its code must not be read.",
    refs=("T1027", "T1140"),
)
def encoded_blob_executed(program: Program) -> Iterator[Hit | Gap]:
    """Code that is encoded so that nobody reads it, and then run, has something to hide."""
    for call in program.calls:
        what = _DOES.get(call.behaviour, "")
        if not what or call.origin is not Origin.DECODED or call.reach is Reach.TEST:
            continue
        if call.behaviour is Behaviour.DESERIALISE and not call.name.startswith("marshal"):
            continue
        if call.deep or call.reach is Reach.CALL:
            yield hit(call, what, Severity.LOW, Confidence.MEDIUM)  # `hidden-layer` looks closer
        elif call.behaviour is Behaviour.IMPORT:
            yield hit(call, what, Severity.HIGH, Confidence.MEDIUM)
        else:
            yield hit(call, what)
