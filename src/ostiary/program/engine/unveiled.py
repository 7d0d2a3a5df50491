"""Is a text that was decoded handed to somebody who may take it for code?"""

from collections.abc import Iterator

from ostiary.core.regex import regex
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.effects import executed
from ostiary.program.engine.handovers import early
from ostiary.program.engine.layers import ready
from ostiary.program.engine.value import Value
from ostiary.program.flow import Taint

MIN_CODE = 12  # characters of a text that does anything
MAX_LOOKED = 8  # arguments of one call, and elements of one of them

_RUNNERS = frozenset({"exec", "eval"})
_CODE = regex(r"(?m)^\s*(?:import|from)\s+\w|__import__\s*\(|\b(?:exec|eval|require)\s*\(")
"""What a text has in it that is code and does something to the world."""


def is_code(text: str) -> bool:
    """Whether a text has something in it that only code says."""
    return len(text) >= MIN_CODE and _CODE.search(text) is not None


def taken_for_code(asked: Asked) -> None:
    """Execute the decoded texts among the arguments of an unknown function that early code calls."""
    if not early(asked.m):
        return
    module = asked.frame.module
    for one in (*asked.given[:MAX_LOOKED], *list(asked.named.values())[:MAX_LOOKED]):
        told = isinstance(one.const, str) and _hidden(one) and _CODE.search(one.const)
        if told and ready(asked.m, one, module.language, module.path) is not None:
            executed(Asked(asked.m, asked.name, asked.target, [one], {}, asked.node, asked.frame))


def run_on(asked: Asked, base: Value | None) -> None:
    """Whoever is handed what executes text, and decoded texts beside it, calls the one with the others."""
    runners = [one for one in asked.given[:MAX_LOOKED] if one.symbol in _RUNNERS]
    for runner in runners:
        for one in (*_texts(base), *(text for other in asked.given[:4] for text in _texts(other))):
            asked.m.call(runner, [one], {}, asked.node, asked.frame)


def _texts(value: Value | None) -> Iterator[Value]:
    """The decoded texts that a value is or holds."""
    if value is None:
        return
    several = value.items[:MAX_LOOKED] if isinstance(value.items, list) else []
    for one in (value, *several):
        if isinstance(one.const, (str, bytes)) and _hidden(one):
            yield one


def _hidden(value: Value) -> bool:
    return bool(value.how) or Taint.DECODED in value.marks or Taint.UNVEILED in value.marks
