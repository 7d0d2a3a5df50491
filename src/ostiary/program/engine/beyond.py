"""What does a text for a shell say beyond its words, once these are worked out?"""

from collections.abc import Iterator

from ostiary.core.coverage import Reach
from ostiary.core.regex import regex
from ostiary.program.batch.folding import MAX_FOLDED, worked_out
from ostiary.program.batch.vbscript import VISUAL_BASIC, commands_of
from ostiary.program.engine.code import Frame
from ostiary.program.engine.machine import Machine
from ostiary.program.shell.decoders import as_bytes
from ostiary.program.shell.unfolding import unfolded

_WINDOWS = regex(
    r"(?i)^\s*@?(?:echo off|rem )|%\w+[%:]|!\w+[!:]~|\b(?:powershell|pwsh|cmd)\b|\bset-\w+"
    r"|\b(?:new-object|invoke-\w+|iex|iwr|irm)\b"
)
"""What a text for PowerShell or cmd.exe may hold; a script of a shell may hold it as well."""
_ONLY_WINDOWS = regex(
    r"(?i)^\s*@?(?:echo off|setlocal|rem |cmd(?:\.exe)?\s+/|(?:powershell|pwsh)(?:\.exe)?\s+-)"
)
"""How a text begins that no shell of POSIX reads, or of which it only hands on the words."""
_ENDINGS = (".bat", ".cmd", ".ps1", ".psm1")

_REASON = "it is or starts a script of which not all is worked out that it hides"


def beyond(m: Machine, frame: Frame, text: str, *, told: bool) -> Iterator[tuple[int, str]]:
    """Lines that say something else than what stands there, each with its number.

    What is left out is told, unless it is `told` already that the text is too long to be followed.
    """
    path = frame.module.path.lower()
    if path.endswith(VISUAL_BASIC):
        found = commands_of(text)
        if found.cut:
            m.cut(frame, _REASON)
        yield from ((row + 1, one) for row, one in found.statements)
        return
    windows = path.endswith(_ENDINGS)
    if windows or _WINDOWS.search(text):
        yield from _of_windows(m, frame, text)
    if not (windows or told or _ONLY_WINDOWS.search(text)):
        yield from _of_shell(m, frame, text)


def _of_windows(m: Machine, frame: Frame, text: str) -> Iterator[tuple[int, str]]:
    pieces = [text] if len(text) <= MAX_FOLDED else text.split("\n")
    found = [worked_out(one) for one in pieces]
    if not all(whole for _, whole in found):
        m.cut(frame, _REASON)
    elif len(pieces) > 1:
        _long(m, frame)
    before = set(text.split("\n"))
    lines = "\n".join(plain for plain, _ in found).split("\n")
    yield from ((number, one) for number, one in enumerate(lines, 1) if one not in before)


def _of_shell(m: Machine, frame: Frame, text: str) -> Iterator[tuple[int, str]]:
    more = unfolded(as_bytes(text))
    if more.cut:
        m.cut(frame, _REASON)
    elif more.long:
        _long(m, frame)
    yield from ((row + 1, one) for row, one in more.statements)


def _long(m: Machine, frame: Frame) -> None:
    """That a script is long is told for information: those that tools make are, and hide nothing."""
    m.package.exhausted.add(frame.module.path, _REASON, (Reach.CALL, False))
