"""Does it load pickles, marshalled code or their kin before anybody asked it to?"""

from collections.abc import Iterator

from ostiary.checks.code.telling import calls, gentler, hit
from ostiary.checks.declare import check
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
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
    for reach, severity in _WEIGHT.items():
        for call in calls(program, reach, Behaviour.DESERIALISE):
            data = (call.at.path, call.at.line) in tame  # the file came along, and was read
            weight = Severity.INFO if data else gentler(call, severity)
            yield hit(call, "loads what runs code when it is loaded,", weight)
