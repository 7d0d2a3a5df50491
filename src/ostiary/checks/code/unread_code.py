"""Does code run by itself that nobody here could read?"""

from collections.abc import Iterator

from ostiary.checks.code.telling import MOMENTS
from ostiary.checks.declare import check
from ostiary.checks.wording import quote
from ostiary.core.coverage import Reach
from ostiary.core.finding import Gap, Hit
from ostiary.core.location import Location
from ostiary.core.scale import Family, Severity
from ostiary.program.model import Program

_SEVERITY = {
    Reach.INSTALL: Severity.HIGH,
    Reach.START: Severity.HIGH,
    Reach.IMPORT: Severity.MEDIUM,
}


@check(
    "unread-code",
    "code that runs by itself could not be read",
    Severity.MEDIUM,
    Family.CODE,
    reads=Program,
    remedy="Open the file: it is damaged, made to defeat readers, or of a kind that needs another one.",
    refs=("T1027",),
)
def unread_code(program: Program) -> Iterator[Hit | Gap]:
    """Silence about a file that was not understood would be a pass that nobody gave."""
    for module in program.modules:
        severity = _SEVERITY.get(module.reach)
        if module.parsed or severity is None:
            continue
        reason = module.reason or "it does not parse"
        message = f"{quote(module.path)} runs {MOMENTS[module.reach]} and was not read: {reason}"
        yield Hit(
            message, Location(program.artifact, module.path, 1), severity, key=module.language
        )
