"""Is something fetched from the network and run?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, everywhere, of_caller
from ostiary.checks.code.telling import hit
from ostiary.checks.declare import check
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.flow import Act
from ostiary.program.model import Behaviour, Call, Origin, Program

_RUNS = frozenset({Behaviour.EXECUTE, Behaviour.PROCESS})


@check(
    "fetch-and-run",
    "text from the network is executed",
    Severity.CRITICAL,
    Family.CODE,
    reads=Program,
    remedy="Refuse it: what will run is decided by whoever answers, not by what was vetted.",
    refs=("T1105", "T1059"),
)
def fetch_and_run(program: Program) -> Iterator[Hit | Gap]:
    """What is fetched and run was never part of the release, so no vetting of it holds."""
    # where only that runs for which a caller gives the address, as far as the evaluator came
    named = everywhere(acts(program, Act.EXECUTE), of_caller)
    for call in program.calls:
        if call.behaviour not in _RUNS or call.origin is not Origin.NETWORK:
            continue
        if call.reach is Reach.TEST:
            continue
        if call.reach is Reach.CALL:
            mild = _script(call) or call.at in named
            severity = Severity.LOW if mild else Severity.HIGH
            yield hit(call, "runs what it fetches from the network", severity, Confidence.MEDIUM)
        else:
            yield hit(call, "runs what it fetches from the network")


def _script(call: Call) -> bool:
    """Whether it stands in a shell script: those that nothing starts are for the project's own people."""
    return call.at.path.endswith((".sh", ".bash")) or call.shell
