"""Does the text of the code contain characters that show it differently from how it runs?"""

from collections.abc import Iterator

from ostiary.checks.code.telling import MOMENTS
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.model import OddityKind, Program

_WHAT = {
    OddityKind.BIDI: "direction controls that are never closed show this line in a false order",
    OddityKind.INVISIBLE: "characters without width stand in the code",
}


@check(
    "hidden-characters",
    "invisible characters hide what the code says",
    Severity.HIGH,
    Family.CODE,
    reads=Program,
    confidence=Confidence.MEDIUM,
    remedy="Look at the line with a tool that shows every character.",
    refs=("CVE-2021-42574", "CVE-2021-42694"),
)
def hidden_characters(program: Program) -> Iterator[Hit | Gap]:
    """A reviewer must see what runs; nobody writes invisible characters into code by accident."""
    for one in program.oddities:
        what = _WHAT.get(one.kind)
        if what is None or one.reach is Reach.TEST:
            continue
        message = f"{what} ({quote(one.detail)}), and the file runs {MOMENTS[one.reach]}"
        severity = Severity.MEDIUM if one.reach is Reach.CALL else None
        if one.listed:
            message, severity = (
                f"a table or a text beside the code holds invisible characters ({quote(one.detail)})",
                Severity.LOW,
            )
        yield Hit(message, one.at, severity, key=f"{one.kind}:{one.detail}")
