"""Which commands stand in the options of a meson project, and in its native and cross files?"""

import re
from collections.abc import Iterator

from ostiary.core.regex import regex
from ostiary.program.builds.step import Lines, Step

_VALUE = regex(r"\bvalue\s*:\s*(?:'''(.*?)(?:'''|\Z)|'((?:[^'\\\n]|\\.)*)')", re.DOTALL)
_LINE = regex(r"^[ \t]*([\w.-]{1,100})[ \t]*=[ \t]*(.+)$")
_QUOTED = regex(r"'((?:[^'\\\n]|\\.)*)'")
_ESCAPE = regex(r"\\(.)")
_HERE = regex(r"^@(?:DIRNAME|GLOBAL_SOURCE_ROOT)@/")
_SECTIONS = frozenset({"[binaries]", "[constants]"})


def option_steps(text: str) -> Iterator[Step]:
    """Values of options that may be commands: a build may start what one of them says."""
    lines = Lines(text)
    for found in _VALUE.finditer(text):
        value = found[1] if found[1] is not None else _ESCAPE.sub(r"\1", found[2])
        if " " in value.strip() or "/" in value:
            yield Step(lines.at(found.start()), "option", (value,), whole=True)


def machine_steps(text: str) -> Iterator[Step]:
    """The programs that meson starts in the place of those that it would find."""
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if bare.startswith("[") and bare.endswith("]"):
            section = bare
        elif section in _SECTIONS and (found := _LINE.match(line.rstrip("\r"))) is not None:
            several = (_ESCAPE.sub(r"\1", one[1]) for one in _QUOTED.finditer(found[2]))
            words = tuple(_HERE.sub("", one) for one in several)
            if words:
                yield Step(number, found[1], words)
