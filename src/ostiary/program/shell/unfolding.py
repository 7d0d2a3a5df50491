"""What does a script of a shell say beyond its words? Its statements, where these say something else."""

from functools import lru_cache

from msgspec import Struct

from ostiary.core.regex import regex
from ostiary.program.shell import looping, own
from ostiary.program.shell.folding import Script
from ostiary.program.shell.state import State

MAX_FOLDED = 1 << 16  # bytes of a script
ASKED = 64  # scripts whose answer is kept: the reader asks first, the evaluator later

_SIGNS = regex(
    rb"[$`\\|<{*?\[]|''|\"\"|\b(?:eval|alias|trap|xargs|env|timeout|nohup|setsid|command)\b"
)
"""Without any of these a script says what it does."""
REGISTERED = looping, own
"""The modules that add what can be followed."""


class Unfolded(Struct, frozen=True):
    """Statements that do not stand in the script as they are, each with its line from 0 on."""

    statements: tuple[tuple[int, str], ...] = ()
    cut: bool = False
    """Whether some were left out."""
    long: bool = False
    """Whether the script is longer than what is followed."""

    def text(self) -> str:
        """The statements as a script, each on the line that it comes from."""
        lines: list[str] = []
        for row, text in sorted(self.statements, key=lambda one: one[0]):
            lines += [""] * (row + 1 - len(lines))
            plain = " ".join(text.split("\n"))
            lines[row] = f"{lines[row]}; {plain}" if lines[row] else plain
        return "\n".join(lines)


@lru_cache(maxsize=ASKED)
def unfolded(data: bytes) -> Unfolded:
    """What a script comes to; nothing where it hides nothing."""
    if not _SIGNS.search(data):
        return Unfolded()
    if len(data) > MAX_FOLDED:
        return Unfolded(long=True)
    state = State()
    Script(state, data).follow()
    others = dict.fromkeys((one.row, one.text) for one in state.statements if not one.plain)
    return Unfolded(tuple(others), state.cut)
