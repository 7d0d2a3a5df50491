"""What is known while a script of a shell is followed, and what has come out so far?"""

from collections.abc import Callable

from msgspec import Struct, field

from ostiary.program.shell.expanding import Variables
from ostiary.program.shell.words import Value, unknown

MAX_SAID = 1 << 20  # characters of all statements that come out
MAX_WORK = 100_000  # words that are looked at, and pieces of text
MAX_STEPS = 20_000  # statements that are followed, loops and all

READ = "$(cat)"
"""The source of what a script reads from its input."""
PIPED = unknown(READ)
"""What a command is given as input, where that is what another one says that nobody here knows."""


class Statement(Struct, frozen=True):
    """What comes out: a plain statement, its line from 0 on, and whether it stands in the script as it is."""

    row: int
    text: str
    plain: bool


def shown(statements: list[Statement]) -> str:
    """Statements as one line."""
    return "; ".join(one.text for one in statements)


class State(Struct):
    """All that is known while one script is followed; the texts that it executes share it."""

    variables: Variables = field(default_factory=Variables)
    functions: dict[str, Callable[[], str | None]] = field(default_factory=dict)
    """By name, each with what follows its body."""
    aliases: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    others: dict[str, list[Value]] = field(default_factory=dict)
    """By variable, the values of which nobody knows which it has."""
    more: set[str] = field(default_factory=set)
    """Variables that may have more values than are kept."""
    statements: list[Statement] = field(default_factory=list)
    given: Value | None = None
    fed: bool = False
    """Whether something executed what it was given as input."""
    steps: int = MAX_STEPS
    room: int = MAX_SAID
    deep: int = 0
    row: int | None = None
    hidden: bool = False
    """Whether what is followed stands nowhere in the script that a reader of plain statements looks at."""
    cut: bool = False

    def spent(self) -> bool:
        """Whether the script had all that one is given."""
        return self.steps < 0 or self.variables.work > MAX_WORK
