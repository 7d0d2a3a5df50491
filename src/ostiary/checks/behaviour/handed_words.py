"""Is a program only told words that somebody else said, none of them as code?"""

from ostiary.checks.behaviour.acts import early
from ostiary.checks.behaviour.elsewhere import on_this_machine
from ostiary.core.regex import regex
from ostiary.program.commands import READERS, is_runner, program_name
from ostiary.program.flow import Flow, Taint
from ostiary.program.wordlist import wordlist

_INLINE = regex(r"(?i)\s[-/]{1,2}(?:c|k|e|ec|enc\w*|eval|exec\w*|command|r|p)(?:\s|$)")

_COMMANDS = regex(r"(?i)\s[-/]{1,2}(?:c|k|ex|eval|exec\w*|[\w-]*(?:command|action))(?:[\s=]|$)")
"""The same of a known program that is there for something else."""

_LANGUAGES = wordlist("awk gawk mawk sed gdb lldb vi vim ed ex m4 expect sqlite3 bc dc")
"""Programs whose first word is a program of their own."""


_MODULE = regex(
    r"\s-c\s(?:import sys; sys\.path = \[[^\ufffc\]]{1,80}\]; )?import runpy; "
    r"runpy\.run_module\(['\"][\w.]{1,80}['\"][^\ufffc()]{0,80}\)(?=\s)"
)
"""A text that does what `-m` does, and no more: runs a module that it names itself."""


def only_handed(flow: Flow) -> bool:
    """Whether a caller starts a program with words of which some were fetched, none of them as code."""
    first = flow.text.split(maxsplit=1)[0] if flow.text.split() else ""
    name = program_name(first)
    inline = _INLINE if is_runner(first) or not name.strip("\ufffc") else _COMMANDS
    code = inline.search(_MODULE.sub("", on_this_machine(flow), count=1))
    runs = code is not None or name in _LANGUAGES
    return flow.has(Taint.HANDED) and not early(flow) and not runs


def handed(flow: Flow) -> bool:
    """Whether what was fetched is only given to a known program that does not run it, as a packer."""
    first = flow.text.split(maxsplit=1)[0].strip("\"'") if flow.text.split() else ""
    reads = program_name(first) in READERS and not _PROGRAM.search(flow.text)
    given = reads or "\ufffc" in flow.text or _DATA.search(flow.text) is not None
    if not first or first.startswith(("$", "%")) or "\ufffc" in first or not given:
        return False
    plain = "/" not in first or flow.has(Taint.HANDED)
    return plain and not is_runner(first) and not JOINS.search(flow.text)


JOINS = regex(r"[|;&`\n]|\$\(")
_DATA = regex(
    r"(?i)\s[\"']?%TEMP%[/\\][\w./\\-]{1,200}\."
    r"(?:json|ya?ml|csv|xml|pdf|png|jpe?g|gif|webp|bmp|tiff?|mp[34]|wav|ogg|flac|mkv|mov|webm"
    r"|drc|ply|obj|stl|glb|gltf|dae|fbx|step|iges)(?=[\s\"']|$)"
)
"""A file for a while, by its ending one that a program reads, named as a word for it."""
_PROGRAM = regex(
    r"(?i)\.(?:sh|bash|py|pl|rb|php|js|mjs|exe|com|bat|cmd|ps1|vbs|jar|elf|bin)(?=[\s\"']|$)"
)
"""A file that is there to be run, whatever reads it first."""
