"""Is a program chosen by what was fetched, or only told something by it?"""

from ostiary.core.regex import regex
from ostiary.program.commands import INTERPRETERS, program_name
from ostiary.program.engine.asked import Asked
from ostiary.program.engine.value import Value, text_of
from ostiary.program.flow import Taint

_SPREAD = ("os.execl", "asyncio.create_subprocess_exec")
"""Functions that take a program and its words one by one."""

_DATA = regex(
    r"(?i)\.(?:json|ya?ml|toml|ini|cfg|conf|txt|csv|xml|pem|crt|md|html?|log|db|png|jpe?g|mp[34])$"
)
"""Endings of files that programs read, and do not run."""


def is_handed(asked: Asked, command: Value) -> bool:
    """Whether the network said words for a program, not which program, in a list that no shell reads."""
    several = command.items
    if not isinstance(several, list) and asked.name.startswith(_SPREAD):
        several = asked.given
    shell = asked.named.get("shell")
    if asked.script:
        several, shell = _of_script(asked, command)
    if not isinstance(several, list) or len(several) < 2 or (shell and shell.const is not False):
        return False
    written = asked.m.package.members.written
    if Taint.NETWORK in several[0].marks or Taint.NETWORK in written(text_of(several[0])):
        return False
    stored = [text for text in map(text_of, several[1:]) if Taint.NETWORK in written(text)]
    said = any(Taint.NETWORK in one.marks for one in several[1:])
    return (said or bool(stored)) and all(_DATA.search(one) for one in stored)


_INLINE = frozenset({"-e", "-p", "-c", "-r", "--eval", "--print", "--require", "--import", "-"})


def _of_script(asked: Asked, command: Value) -> tuple[list[Value] | None, Value | None]:
    """The program and its words, which stand apart in JavaScript, and whether a shell reads them.

    What an interpreter is handed to run is no mere word.
    """
    words, options = asked.arg(1).items, asked.arg(2).items
    shell = options.get("shell") if isinstance(options, dict) else None
    if not isinstance(words, list):
        return None, shell
    language = INTERPRETERS.get(program_name(text_of(command)), "")
    runs = any(one.const in _INLINE for one in words) or (language and language != "node")
    if runs or (words and Taint.NETWORK in words[0].marks):
        return None, shell
    return [command, *words], shell
