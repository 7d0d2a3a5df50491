"""Read a script of Windows, batch or PowerShell; what is not followed is unread, with a reason."""

from ostiary.program.batch.cmd import read_cmd
from ostiary.program.batch.folding import rewritten
from ostiary.program.batch.noting import Notes
from ostiary.program.batch.powershell import read_powershell
from ostiary.program.batch.vbscript import VISUAL_BASIC, commands_of
from ostiary.program.commands import words_of
from ostiary.program.hidden import oddities
from ostiary.program.record import Inline, Source
from ostiary.program.text import as_utf8

MAX_BYTES = 4 << 20  # of one script

_POWERSHELL = (".ps1", ".psm1", ".psd1")
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def read_batch(path: str, language: str, data: bytes, inline: Inline) -> Source:
    """Read one script, or one command line when `path` is empty."""
    text, reason = as_utf8(data)
    name = path.lower()
    shell = language == "powershell" or name.endswith(_POWERSHELL) or b"pwsh" in data[:60]
    notes = Notes(path, inline)
    if name.endswith(".wsf"):
        reason = reason or "nobody here reads files of several scripts"
    elif len(text) > MAX_BYTES:
        reason = reason or f"larger than {MAX_BYTES} bytes"
    elif not shell and data.startswith(_WIDE):
        reason = reason or "its mark says UTF-16, which cmd.exe does not read"
    elif name.endswith(VISUAL_BASIC):
        _read_visual_basic(text.decode("utf-8", "replace"), notes)
    else:
        _read(text.decode("utf-8", "replace"), notes, shell=shell)
    if notes.doubts:
        reason = reason or notes.doubts[0]
    return Source(
        path=path,
        language="powershell" if shell else "batch",
        lines=text.count(b"\n") + 1,
        parsed=not reason,
        reason=reason,
        calls=tuple(dict.fromkeys(notes.calls)),
        edges=tuple(dict.fromkeys(notes.edges)),
        oddities=oddities(text),
        runs=tuple(dict.fromkeys(notes.runs)),
    )


def _read_visual_basic(text: str, notes: Notes) -> None:
    found = commands_of(text)
    for row, line in found.statements:
        notes.command(tuple(words_of(line)), row + 1)
    if found.cut:
        notes.doubts.append(
            "it is longer than is followed, or executes what nobody here could work out"
        )


def _read(text: str, notes: Notes, *, shell: bool) -> None:
    """Read a text as it stands, and once more without what hides its words."""
    reader = read_powershell if shell else read_cmd
    reader(text, notes)
    plain = rewritten(text)
    if plain != text:
        more = Notes(notes.path, notes.inline)  # what it doubts was not written so
        reader(plain, more)
        notes.calls += more.calls
        notes.edges += more.edges
        notes.runs += more.runs
