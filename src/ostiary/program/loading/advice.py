"""What would a user write into the policy for a good file that needs something which is not on the list?"""

from collections.abc import Iterable
from datetime import date

from ostiary.formats.model.record import Called, ModelFile, Standing
from ostiary.program.loading.known import Known, refused

MAX_ADVISED = 50
"""Names of one file for which lines are offered; a file that needs more is no ordinary one."""
EFFECT = (
    "Each of these lines allows one name, to be found and to be called with arguments of any harmless kind,"
    " in every model file. It allows nothing that is known to do harm, and no odd use of anything."
)
"""What the lines do, in words for people."""


def wanted(files: Iterable[ModelFile]) -> tuple[str, ...]:
    """The names of some files that a policy could allow, in order: not listed, and not known to do harm."""
    names = {one.name for file in files for one in file.calls if _could(one)}
    return tuple(sorted(names))


def _could(call: Called) -> bool:
    return call.standing is Standing.UNLISTED and "." in call.name and not refused(call.name)


def lines(names: Iterable[str], until: date) -> str:
    """The lines of TOML for a policy that allow these names until a day, each with a reason to be filled in.

    Only the first `MAX_ADVISED` are written.
    """
    return "\n".join(_entry(name, until) for name in list(names)[:MAX_ADVISED])


def _entry(name: str, until: date) -> str:
    shown = name.replace("\\", "\\\\").replace('"', '\\"')
    why = 'reason = ""  # why it is harmless, in a sentence'
    return f'[[models.allow]]\nname = "{shown}"\n{why}\nuntil = {until.isoformat()}\n'


def allowing(names: dict[str, str]) -> tuple[Known, tuple[str, ...]]:
    """The list with the names that a policy allows, by their reasons; second, those that it cannot allow.

    Whoever reads the policy leaves out the entries whose day has passed.
    """
    return Known(names), tuple(sorted(one for one in names if refused(one)))
