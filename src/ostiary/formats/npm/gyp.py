"""Which commands does a binding.gyp run while node-gyp reads it?"""

import re

from ostiary.formats.plain import plain_text

MAX_BYTES = 1 << 20
MAX_COMMANDS = 100
_COMMAND = re.compile(r"<!@?\((.{0,2000}?)\)[\"']", re.DOTALL)


def gyp_commands(data: bytes) -> tuple[str, ...]:
    """The texts of command expansions `<!(...)`. Raises `ParseError` or `LimitError`.

    Source: GYP input format reference, section on command expansions.
    """
    text = plain_text(data, MAX_BYTES, "binding.gyp")
    found = [match.strip() for match in _COMMAND.findall(text)]
    return tuple(dict.fromkeys(found))[:MAX_COMMANDS]
