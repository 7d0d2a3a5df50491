"""Which commands does a binding.gyp run while node-gyp reads it?"""

import re

from ostiary.core.errors import LimitError
from ostiary.formats.plain import plain_text

MAX_BYTES = 1 << 20
MAX_COMMANDS = 200
MAX_LENGTH = 4_000
"""Characters kept of one command."""
_START = re.compile(r"<!@?\(")


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
        found[rest[: _end(rest, text[match.start() - 1 : match.start()])].strip()] = None
    return tuple(found)


def _end(rest: str, quote: str) -> int:
    """Where the command ends: at a bracket before the quote of its string, else with its line."""
    end = rest.find(")" + quote) if quote in {"'", '"'} else -1
    return end if end >= 0 else len(rest.partition("\n")[0])
