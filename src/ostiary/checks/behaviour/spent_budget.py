"""Is there code that could not be seen through to its end?"""

from collections.abc import Iterator

from ostiary.checks.code.telling import MOMENTS
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import Reach
from ostiary.core.finding import Hit
from ostiary.core.location import Location
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.model import Program

_EARLY = frozenset({Reach.INSTALL, Reach.START, Reach.IMPORT})


@check(
    "spent-budget",
    "code was not seen through to its end",
    Severity.LOW,
    Family.HIDING,
    reads=Program,
    confidence=Confidence.LOW,
    remedy="Read the file from where it works the most: what comes after that was not evaluated.",
    refs=("T1027",),
)
def spent_budget(program: Program) -> Iterator[Hit]:
    """Work without end is also a way to be given up on before the part that matters."""
    modules = {one.path: one for one in program.modules}
    for path in sorted(program.exhausted):
        module = modules.get(path)
        reach = module.reach if module is not None else Reach.CALL
        early = reach in _EARLY and not (module is not None and module.deep)
        yield Hit(
            f"{quote(path)} runs {MOMENTS[reach]} and takes more work than any file is given",
            Location(program.artifact, path, 1),
            Severity.LOW if early else Severity.INFO,
            Confidence.LOW,
        )
