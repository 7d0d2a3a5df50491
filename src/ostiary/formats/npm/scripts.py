"""What does a script of a manifest run that starts another one of the same manifest?"""

import re
from collections.abc import Mapping

from ostiary.core.regex import regex

MAX_DEPTH = 8  # scripts that start each other
MAX_LENGTH = 20_000  # characters of a command with all that it starts written out
MAX_STARTED = 200  # scripts that are written out in one command

_FLAGS = r"(?:\s+--?[A-Za-z][\w-]*(?:=\S*)?)*"
_STARTS = regex(
    rf"\b(?:npm|pnpm|yarn|bun){_FLAGS}\s+(?:run|run-script|rum|urn){_FLAGS}\s+([\w:.@/-]+)(?:\s+--(?=\s))?"
    rf"|\bnpm{_FLAGS}\s+(start|stop|test|restart)\b(?:\s+--(?=\s))?"
    rf"|\byarn{_FLAGS}\s+([\w:.-]+)"
    r"|\bnode\s+--run[\s=]([\w:.-]+)(?:\s+--(?=\s))?"
)


def written_out(command: str, scripts: Mapping[str, str]) -> str:
    """A command line with the text of each script that it starts in the place of its name.

    npm runs `prex` and `postx` around `x`. What starts itself, or becomes too long, stays as it stands.
    Source: npm documentation, `npm run-script`, "scripts".
    """
    return _out(command, scripts, (), [MAX_STARTED])


def _out(command: str, scripts: Mapping[str, str], around: tuple[str, ...], left: list[int]) -> str:
    if len(around) >= MAX_DEPTH:
        return command

    def put(found: re.Match[str]) -> str:
        name = next(one for one in found.groups() if one)
        if name not in scripts or name in around or left[0] <= 0:
            return found[0]
        left[0] -= 1
        several = (scripts.get(one) for one in (f"pre{name}", name, f"post{name}"))
        parts = [_out(one, scripts, (*around, name), left) for one in several if one]
        return " && ".join(parts)

    text = _STARTS.sub(put, command)
    return text if len(text) <= MAX_LENGTH else command
