"""How a telling call becomes a sentence, and which code runs by itself at which moment."""

from collections.abc import Iterator

from ostiary.checks.wording import quote
from ostiary.core.coverage import Reach
from ostiary.core.finding import Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Severity
from ostiary.program.model import Behaviour, Call, Program

MOMENTS = {
    Reach.INSTALL: "when the package is installed",
    Reach.START: "at every start of the interpreter",
    Reach.IMPORT: "when the package is imported",
    Reach.CALL: "when it is called",
    Reach.TEST: "in tests, documents or examples",
    Reach.DATA: "if something runs it",
}
_HERE = regex(
    r"(?i)file:(?:\.|///)|(?:\w+://)?(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|0\.0\.0\.0)(?:[:/?#]|$)(?![^/]*@)"
)
"""This machine, or a file that came along with the script."""


def calls(program: Program, reach: Reach, *behaviours: Behaviour) -> Iterator[Call]:
    """Calls that run at a moment and do one of these things."""
    return (one for one in program.reached(reach) if one.behaviour in behaviours)


def hit(
    call: Call,
    what: str,
    severity: Severity | None = None,
    confidence: Confidence | None = None,
) -> Hit:
    """A finding at a call: its name, what it does, and when."""
    where = f" in {quote(call.inside)}" if call.inside and "<" not in call.inside else ""
    message = f"{quote(call.name)}{where} {what} {MOMENTS[call.reach]}"
    if call.deep:
        message = (
            message.removesuffix(MOMENTS[Reach.IMPORT]) + "when its module is imported by name"
        )
    return Hit(message, call.at, severity, confidence, f"{call.inside}:{call.name}")


def gentler(call: Call, severity: Severity) -> Severity:
    """The severity, lower for code that runs only when somebody imports its module by name.

    What was made unreadable, or comes from the network, weighs the same wherever it stands.
    """
    if not call.deep or severity is Severity.CRITICAL:
        return severity
    return min(severity, Severity.LOW)


def is_local(call: Call) -> bool:
    """Whether the address is this machine itself: it stands first, save for the number of a port."""
    several = (word for word in call.arguments if word is None or not word.isdecimal())
    first = next(several, None)
    return first is not None and _HERE.match(first) is not None


def here(target: str) -> bool:
    """Whether the target of a flow is this machine, or a file that came along."""
    return _HERE.match(target) is not None


def address(call: Call) -> str:
    """The constant address that a network call names, for the sentence."""
    for word in call.arguments:
        if word and ("://" in word or "." in word) and not word.startswith("-"):
            return f" to {quote(word)}"
    return ""
