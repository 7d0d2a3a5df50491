"""Does it load pickles, marshalled code or their kin before anybody asked it to?"""

from collections.abc import Iterator

from ostiary.checks.code.telling import calls, gentler, hit
from ostiary.checks.declare import check
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Behaviour, Program

_WEIGHT = {
    Reach.INSTALL: Severity.HIGH,
    Reach.START: Severity.HIGH,
    Reach.IMPORT: Severity.MEDIUM,
}


@check(
    "early-deserialise",
    "loads pickles or marshalled code by itself",
    Severity.MEDIUM,
    Family.CODE,
    reads=Program,
    confidence=Confidence.MEDIUM,
    remedy="Find the file that it loads: to load a pickle is to run whatever the pickle says.",
    refs=("https://cwe.mitre.org/data/definitions/502.html",),
)
def early_deserialise(program: Program) -> Iterator[Hit | Gap]:
    """What a pickle does when it is loaded stands in no source file, so nobody here has read it."""
    tame = frozenset(program.tame)
    own = frozenset((one.at.path, one.at.line) for one in program.flows if _beside(one, program))
    for reach, severity in _WEIGHT.items():
        for call in calls(program, reach, Behaviour.DESERIALISE):
            data = (call.at.path, call.at.line) in tame  # the file came along, and was read
            weight = Severity.INFO if data else gentler(call, severity)
            if reach is Reach.IMPORT and (call.at.path, call.at.line) in own:
                weight = min(weight, Severity.LOW)
            yield hit(call, "loads what runs code when it is loaded,", weight)


def _beside(flow: Flow, program: Program) -> bool:
    """Whether what is loaded lies beside the module, is made by a build, and by nothing that runs early here.

    What came along in the artifact was read, and is told by itself.
    """
    if flow.act is not Act.LOAD or not _OWN.fullmatch(flow.target) or flow.layers:
        return False
    if {one.kind for one in flow.carries} - {Taint.FILE}:
        return False
    name = flow.target.rpartition("/")[2]
    writers = (one for one in program.flows if one.act is Act.WRITE and one.reach in _WEIGHT)
    return not any(one.target.endswith(name) or "\ufffc" in one.target for one in writers)


_OWN = regex(r"\./(?!\.\.)[\w.-]+(?:/(?!\.\.)[\w.-]+)*")
"""A path below the folder of the module that asks for it."""
