"""Is a program chosen by what was fetched, or only told something by it?"""

from ostiary.program.engine.asked import Asked
from ostiary.program.engine.value import Marks, Value
from ostiary.program.flow import Taint

_SPREAD = ("os.execl", "asyncio.create_subprocess_exec")
"""Functions that take a program and its words one by one."""


def is_handed(asked: Asked, command: Value, written: Marks) -> bool:
    """Whether the network said words for a program, not which program, in a list that no shell reads."""
    several = command.items
    if not isinstance(several, list) and asked.name.startswith(_SPREAD):
        several = asked.given
    shell = asked.named.get("shell")
    if not isinstance(several, list) or len(several) < 2 or (shell and shell.const is not False):
        return False
    inner = (Taint.NETWORK in one.marks for one in several[1:])
    first = several[0].marks
    return any(inner) and Taint.NETWORK not in first and Taint.NETWORK not in written
