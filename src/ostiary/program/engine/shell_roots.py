"""At which moments do the commands and scripts run that stand in a package for a shell?"""

import ast

from ostiary.core.coverage import Reach
from ostiary.core.regex import regex
from ostiary.program.engine.code import Frame, Module
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.shells import follow_line


def hook(m: Machine, path: str, line: int, name: str, text: str) -> None:
    """Follow the command of a life-cycle hook, which runs on installation."""
    at_moment(m, Reach.INSTALL, path, (line, name, text))


def at_moment(m: Machine, reach: Reach, path: str, command: tuple[int, str, str]) -> None:
    """Follow a command that stands at a line of a file, where it runs at a moment of its own."""
    line, name, text = command
    module = Module(path, "shell", ast.Module([], []))
    before = m.reach
    m.reach = reach
    follow_line(m, Frame(module, "module"), text, line, name)
    m.reach = before


def program(m: Machine, path: str, data: bytes) -> None:
    """Follow a shell script that is a program of the package: it runs when somebody calls it."""
    if not _SHELL.match(data):
        return
    module = Module(path, "shell", ast.Module([], []))
    before = m.reach
    m.reach = Reach.CALL
    text = data.decode("utf-8", "replace")
    follow_line(m, Frame(module, "module"), text, None, path.rpartition("/")[2])
    m.reach = before


_SHELL = regex(rb"#!\s*\S*(?:/env\s+)?\S*\b(?:ba|da|z|k|a)?sh\b")
