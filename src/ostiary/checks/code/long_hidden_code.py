"""Does code stand so far to the right that no screen shows it?"""

from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.model import OddityKind, Program


@check(
    "long-hidden-code",
    "code is pushed out of sight by blanks",
    Severity.HIGH,
    Family.CODE,
    reads=Program,
    remedy="Read the end of the line; honest code does not hide there.",
    refs=("T1027", "T1036"),
)
def long_hidden_code(program: Program) -> Iterator[Hit | Gap]:
    """More than a hundred blanks between two statements serve only those who do not want it read."""
    for one in program.oddities:
        if one.kind is not OddityKind.BEYOND_MARGIN:
            continue
        message = f"{quote(one.detail)} stands behind more than a hundred blanks"
        if one.reach is Reach.TEST:
            yield Hit(message, one.at, Severity.LOW, Confidence.MEDIUM, one.detail[:40])
        else:
            yield Hit(message, one.at, key=one.detail[:40])
