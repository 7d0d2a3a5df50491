"""Is there code that could not be seen through to its end?"""

from collections.abc import Iterator

from ostiary.checks.code.telling import MOMENTS
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import BY_ITSELF, Reach
from ostiary.core.finding import Hit
from ostiary.core.location import Location
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.model import Program, Unfinished


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
    told: dict[str, list[Unfinished]] = {}
    for one in program.unfinished:
        told.setdefault(one.path, []).append(one)
    for path, several in sorted(told.items()):
        early = [one for one in several if _early(one)]
        first = min(early or several, key=lambda one: (_ORDER[one.reach], one))
        broken = any(one.failed and one.reach not in _ASIDE for one in several)
        weight = _SEVERITY.get(first.reach, Severity.LOW) if early else Severity.INFO
        yield Hit(
            f"{quote(path)} was not seen to its end, and the rest runs {MOMENTS[first.reach]}: "
            f"{'; '.join(sorted({one.reason for one in several}))}",
            Location(program.artifact, path, 1),
            max(weight, Severity.MEDIUM) if broken else weight,
            Confidence.LOW,
        )


_SEVERITY = {Reach.INSTALL: Severity.MEDIUM, Reach.START: Severity.MEDIUM}
"""What an installer or a start-up file does is short; on import some libraries work out large tables."""

_ASIDE = frozenset({Reach.TEST, Reach.DATA})
"""Where an evaluator that broke hid nothing that runs for anybody who uses the package.

Elsewhere a person has to look: a limit is met by honest work, but an error of ours is what somebody
looks for who wants the whole file to be given up on.
"""

_ORDER = {one: place for place, one in enumerate(Reach)}


def _early(one: Unfinished) -> bool:
    """Whether what was left out runs although nobody asks for it."""
    return one.reach in BY_ITSELF and not one.deep
