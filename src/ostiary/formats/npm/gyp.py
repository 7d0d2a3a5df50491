"""Which commands does a binding.gyp run while node-gyp reads it?"""

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.formats.plain import plain_text

MAX_BYTES = 1 << 20
MAX_COMMANDS = 200
MAX_LENGTH = 4_000
"""Characters kept of one command."""
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_START = regex(r"<!@?\(")


def gyp_commands(data: bytes) -> tuple[str, ...]:
    """The texts of command expansions `<!(...)`. Raises `ParseError` or `LimitError`.

    Source: GYP input format reference, section on command expansions.
    """
    text = plain_text(data, MAX_BYTES, "binding.gyp")
    found: dict[str, None] = {}
    for count, match in enumerate(_START.finditer(text)):
        if count >= MAX_COMMANDS:
            raise LimitError(f"binding.gyp runs more than {MAX_COMMANDS} commands")
        rest = text[match.end() : match.end() + MAX_LENGTH]
        found[rest[: _end(rest)].strip()] = None
    return tuple(found)


def _end(rest: str) -> int:
    """Where the bracket closes that opened before `rest`, as GYP counts them; else the end of the line."""
    open_ones = [")"]
    for at, one in enumerate(rest):
        if one in _CLOSING:
            open_ones.append(_CLOSING[one])
        elif one in ")]}":
            if open_ones.pop() != one:
                break
            if not open_ones:
                return at
    return len(rest.partition("\n")[0])
