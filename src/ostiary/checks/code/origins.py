"""How bad it is to execute text that comes from somewhere."""

from pathlib import PurePosixPath

from ostiary.checks.wording import quote
from ostiary.core.scale import Confidence, Severity
from ostiary.program.flow import Act, Taint
from ostiary.program.model import Call, Origin, Program

_CODE = frozenset({".py", ".pyi", ".pyx", ".js", ".cjs", ".mjs", ".ts"})
_INERT = ("return this", "return import.meta", "import(", "return process", "debugger")
_HARMLESS = frozenset(
    {"compile", "code.InteractiveConsole.push", "pickletools.genops", "timeit.timeit"}
)


def understood(program: Program) -> frozenset[tuple[str, int]]:
    """Places where the evaluator knows better: the text is at hand, or is that of a file beside."""
    return frozenset(
        (one.at.path, one.at.line)
        for one in program.flows
        if one.act is Act.EXECUTE
        and (one.text.strip("\ufffc ") or one.has(Taint.FILE))
        and not one.has(Taint.NETWORK, Taint.ANSWER, Taint.DECODED)
    )


def judged(call: Call, unknown: Severity | None) -> tuple[str, Severity, Confidence] | None:
    """What to say about executed text and how bad it is; None for what needs no word.

    Decoded text and text from the network have checks of their own. `unknown` is the severity of text
    whose origin nobody can tell, None where that is everyday.
    """
    if call.origin is Origin.FILE:
        return _file(call.target)
    if call.origin is Origin.ENVIRONMENT:
        return "executes text from the environment", Severity.LOW, Confidence.MEDIUM
    if call.origin is not Origin.UNKNOWN or call.name in _HARMLESS or unknown is None:
        return None
    given = [text for text in call.arguments if text]
    if not call.arguments or any(text.strip().lower().startswith(_INERT) for text in given):
        return None
    return "executes text of unknown origin", unknown, Confidence.LOW


def _file(target: str) -> tuple[str, Severity, Confidence] | None:
    suffix = PurePosixPath(target).suffix.lower()
    if suffix in _CODE:
        return None
    if not target:
        return "executes the text of a file", Severity.LOW, Confidence.LOW
    return f"executes the text of {quote(target)}", Severity.LOW, Confidence.MEDIUM
