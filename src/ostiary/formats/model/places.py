"""Does a path in a model file lead out of the folder of the model?"""

import re

from ostiary.core.regex import regex

_ROOTED = regex(r"[/\\~]|[A-Za-z]:|%[A-Za-z_]+%|\$[A-Za-z_{(]")
_ADDRESS = regex(r"[A-Za-z][A-Za-z0-9+.-]*://")
_URL = regex(r"(?i)\b(?:https?|ftps?|s3|gs|file|data|wss?)://[^\s\"'<>`]{1,2000}")


def leaves(path: str) -> str:
    """Why a path leads out of its folder, by what it says alone; empty where it stays inside.

    Links in the file system cannot be seen here: who opens a path that stays inside has to refuse them.
    """
    if _ADDRESS.match(path):
        return "an address"
    if _ROOTED.match(path):
        return "an absolute path"
    if ".." in re.split(r"[/\\]", path):
        return "a path that climbs out of its folder"
    if "\0" in path:
        return "a path with a NUL in it"
    return ""


def addresses(text: str) -> list[str]:
    """The addresses that a text names, each once, at most 20."""
    return list(dict.fromkeys(_URL.findall(text[:1_000_000])))[:20]
