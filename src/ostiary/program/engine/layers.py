"""What code is in a constant that somebody executes?"""

from ostiary.core.errors import ParseError
from ostiary.program.engine.code import Ready
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.value import Value
from ostiary.program.lower import lower

MAX_LAYER = 8 << 20  # characters of one executed text
MAX_KEPT = 1 << 16  # of one whose tree is kept for the next time
MAX_READ = 400  # texts read for one file
MAX_READ_ALL = 4000  # and for all files of an artifact: none shall use up what another one needs


def ready(m: Machine, code: Value, language: str, path: str) -> Ready | None:
    """The text (or the bytecode) of a constant as something that can be run; None if nobody can read it.

    One that is too much for us counts against `path`, the file that executes it.
    """
    data = code.const
    if not isinstance(data, (str, bytes)) or not data:
        return None
    key = (data, language)
    tree = m.package.read.get(key)
    if tree is not None:
        return Ready(tree, code.how, language)
    reads = m.package.reads
    if len(data) > MAX_LAYER or reads[path] >= MAX_READ or reads.total() >= MAX_READ_ALL:
        m.package.exhausted.add(path, "it executes texts that are too many or too long to be read")
        return None
    reads[path] += 1
    m.steps -= len(data) >> 3
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    lowered = lower(language, raw.lstrip(b" \t\r\n") if language == "python" else raw)
    if lowered.cut:
        m.package.exhausted.add(path, f"of a text that it executes: {lowered.cut}")
    if lowered.tree.body and (lowered.exact or lowered.faults < 20):
        if len(data) < MAX_KEPT:
            m.package.read[key] = lowered.tree
        return Ready(lowered.tree, code.how, language)
    return bytecode(data, code.how) if isinstance(data, bytes) else None


def bytecode(data: bytes, how: tuple[str, ...]) -> Ready | None:
    """Marshalled code as a tree."""
    from ostiary.program.bytecode.lower import read_bytecode

    try:
        tree, _, _ = read_bytecode("", data)
    except ParseError:
        return None
    return Ready(tree, (*how, "marshal"))
