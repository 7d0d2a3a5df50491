"""Is what is fetched and started a tool, which is kept by version and started for a caller?"""

from ostiary.core.regex import regex
from ostiary.program.commands import program_name
from ostiary.program.flow import Act, Flow


def kept_tool(flow: Flow, source: str, runners: frozenset[str]) -> bool:
    """Whether a flow has all that makes a library that brings a tool of its own.

    `source` says where the network came in, `runners` are programs that run what they are given.
    All is asked of the flow itself: the address from which the started bytes came, and the place
    from which they are started. What stands beside it, such as a digest, says nothing about them.
    """
    return flow.act is Act.RUN and _versioned(source) and _kept(_started(flow.text), runners)


def answered_for(flow: Flow, source: str, runners: frozenset[str]) -> bool:
    """Whether a named host answers over TLS for what a caller has started, and nothing about that hides.

    It is the weaker half of `kept_tool`: who answers can be judged by a person who knows the project. A
    script for an interpreter, what lies where everybody puts things or under a hidden name, and what bears
    another name than the address from which it came, which names no kind of machine either, are none of it.
    """
    address, path = _ADDRESS.search(source), _started(flow.text)
    if flow.act is not Act.RUN or address is None or not path:
        return False
    words = flow.text.replace("\\", "/").split()
    if any(map(_SHARED.search, words)) or any(map(_SCRIPTS.search, words)) or _hidden(path):
        return False
    name = program_name(path)
    told = _named_alike(name, address[1]) or _MACHINE.search(address[1]) is not None
    return bool(name.strip("\ufffc")) and name not in runners and told


def installed(flow: Flow, source: str) -> bool:
    """Whether a package for the machine, from a named host over TLS, is handed to its installer for a caller.

    Nothing else happens on that line but that the package is removed again.
    """
    address = _ADDRESS.search(source)
    found = _INSTALLS.fullmatch(flow.text.strip())
    if flow.act is not Act.RUN or address is None or found is None:
        return False
    return found[1].rpartition("/")[2].strip("\ufffc").lower() in address[1].lower()


_INSTALLS = regex(
    r"(?i)(?:sudo\s+)?(?:dpkg\s+-i|rpm\s+-[iU]\w*|installer\s+-pkg|apt(?:-get)?\s+install(?:\s+-y)?)"
    r"\s+([^\s|;&`$<>]+\.(?:deb|rpm|pkg))(?:\s+-target\s+/)?(?:\s*&&\s*rm\s+[^\s|;&`$<>]+)?"
)


def _named_alike(name: str, path: str) -> bool:
    """Whether an address says the name of the program that came from it."""
    stem = name.removesuffix(".exe").strip("\ufffc.-_").lower()
    return len(stem) > 1 and stem in path.lower()


def _hidden(path: str) -> bool:
    """Whether a program or a folder on the way to it bears a name that no list shows.

    A folder of the project's own right below the user's is where many keep what they bring.
    """
    below = path.partition("/")[2].split("/")
    own = below[:1] if path.startswith("~/") and len(below) > 1 else []
    return any(one.startswith(".") and one not in {*_HOMES, *own} for one in below)


_ADDRESS = regex(r"(?i)\bhttps://[\w.-]+\.[a-z][a-z0-9-]+(?::\d+)?(/[^\s?#]*)")
"""An address over TLS on a host with a name, and its path."""

_MACHINE = regex(
    r"(?i)(?:^|[/_.-])(?:linux|darwin|macos|osx|win(?:dows)?)[/_.-]?"
    r"(?:64|arm64|aarch64|amd64|x64|x86[_-]64)(?:[/_.-]|$)"
)
"""The part of an address that says for which machines a program was built."""

_STARTED = regex(r"\s*(?:\"([^\"]+)\"|'([^']+)'|(\S+))")
_CHAINED = regex(r"[|;&`<>\n]|\$\(|\s(?:-c|-e|--eval|--exec|/c|-)(?:\s|$)")
"""More than one program, or a program that is handed a text to run."""

_SCRIPTS = regex(r"(?i)\.(?:[cm]?js|pyw?|sh|bat|cmd|ps1|vbs|wsf|hta|rb|pl|php|jar|lnk|scr|msi)$")
_SHARED = regex(r"(?i)(?:^|[/%$])(?:te?mp|te?mpdir|downloads|public|programdata)(?:[/%]|$)")
"""Folders that are emptied, or in which everybody puts things."""

_HOMES = frozenset({".cache", ".local"})
"""The hidden folders in which programs of a user keep what they fetch."""


def _versioned(source: str) -> bool:
    """Whether the address has a part that is not in the code, as a release or a kind of machine.

    What follows a question mark is no such part: it asks for one and the same file anew.
    """
    found = _ADDRESS.search(source)
    return found is not None and "\ufffc" in found[1] and bool(found[1].strip("/\ufffc"))


def _started(text: str) -> str:
    """The path of the program that a command line starts; empty where there may be another."""
    found = _STARTED.match(text)
    if found is None or _CHAINED.search(text):
        return ""
    return (found[1] or found[2] or found[3]).replace("\\", "/")


def _kept(path: str, runners: frozenset[str]) -> bool:
    """Whether a program lies in a folder or under a name of its own for each release, and can be seen."""
    folder, _, name = path.rpartition("/")
    below = folder.partition("/")[2].split("/")  # without the beginning, which may be unknown
    if not any("\ufffc" in one for one in (*below, name)) or _SHARED.search(folder):
        return False
    if any(one.startswith(".") and one not in _HOMES for one in (*below, name)):
        return False
    known = name.strip("\ufffc.-_")
    return bool(known) and not _SCRIPTS.search(name) and program_name(name) not in runners
