"""What code is in a constant that somebody executes?"""

from ostiary.core.errors import ParseError
from ostiary.program.engine.code import Ready
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Value
from ostiary.program.lower import lower

MAX_LAYER = 8 << 20  # characters of one executed text
MAX_READ = 400  # texts read in one artifact


def ready(m: Machine, code: Value, language: str) -> Ready | None:
    """The text (or the bytecode) of a constant as something that can be run; None if nobody can read it."""
    data = code.const
    if not isinstance(data, str | bytes) or len(data) > MAX_LAYER or not data:
        return None
    if m.package.texts >= MAX_READ:
        return None
    m.package.texts += 1
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    lowered = lower(language, raw.lstrip(b" \t\r\n") if language == "python" else raw)
    if lowered.tree.body and (lowered.exact or lowered.faults < 20):
        return Ready(lowered.tree, code.how, language)
    return bytecode(data, code.how) if isinstance(data, bytes) else None


def bytecode(data: bytes, how: tuple[str, ...]) -> Ready | None:
    """Marshalled code as a tree."""
    from ostiary.program.bytecode import read_marshalled

    try:
        tree = read_marshalled(data)
    except ParseError:
        return None
    return Ready(tree, (*how, "marshal"))
