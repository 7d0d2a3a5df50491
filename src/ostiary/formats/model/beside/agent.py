"""What would an agent start, or speak to, that is given this configuration?"""

import re

from ostiary.formats.model.beside.values import values
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet


def servers(sheet: Sheet, value: object) -> None:
    """`mcpServers`: programs that an agent starts, and addresses that it speaks to, by name or as a list."""
    if isinstance(value, dict):
        entries = list(value.items())
    else:
        entries = list(enumerate(value, 1)) if isinstance(value, list) else []
    for name, server in entries:
        if not isinstance(server, dict):
            continue
        parts = [*_words(server.get("command")), *_words(server.get("args"))]
        if _words(server.get("command")):
            said = f"an agent that is given it starts `{' '.join(parts)[:200]}` (server `{name}`)"
            sheet.odd(Topic.CODE, "agent-command", said, gravity=_started(parts))
            sheet.carries = Carries.CODE
        url = server.get("url")
        if isinstance(url, str):
            sheet.reach("url", url)
            said = f"an agent that is given it speaks to `{url[:200]}` (server `{name}`)"
            sheet.odd(Topic.REACH, "agent-address", said, gravity=Gravity.UNUSUAL)


def _words(value: object) -> list[str]:
    """The words of a command: a text, or a list of such."""
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


_SHELL = re.compile(
    r"\|\s*(?:ba|z|da)?sh\b|\bcurl\b|\bwget\b|\bbase64\b|\bnc\b|/dev/tcp/|powershell|-enc\b|\beval\b|rm\s+-rf|\bchmod\b",
    re.IGNORECASE,
)


def _started(parts: list[str]) -> Gravity:
    """A shell with a line of its own, or what fetches and runs, is no server."""
    line = " ".join(parts)
    shell = parts[0].rpartition("/")[2] in {
        "sh",
        "bash",
        "zsh",
        "cmd",
        "cmd.exe",
        "powershell",
        "pwsh",
    }
    fetches = _SHELL.search(line) is not None
    return Gravity.HARMFUL if shell and fetches else Gravity.UNUSUAL


def hooks(sheet: Sheet, value: object) -> None:
    """Hooks of an agent: commands that run without anybody being asked."""
    if not isinstance(value, dict | list):
        return
    for one in values(value):
        if one.key == "command" and isinstance(one.value, str):
            said = f"an agent that is given it runs `{one.value[:200]}` by itself"
            gravity = Gravity.HARMFUL if _SHELL.search(one.value) else Gravity.UNUSUAL
            sheet.odd(Topic.CODE, "agent-hook", said, gravity=gravity)
            sheet.carries = Carries.CODE
