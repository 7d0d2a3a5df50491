"""What would an agent start, or speak to, or be allowed, that is given this configuration?"""

import re
from typing import Any

from ostiary.core.regex import regex
from ostiary.formats.model.beside.commands import Commands, words
from ostiary.formats.model.beside.values import Found, values
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet

SERVERS = ("mcpServers", "mcp_servers", "context_servers")
"""What programs call the servers of an agent, in any file."""
HELPERS = (
    *(
        "apiKeyHelper",
        "awsAuthRefresh",
        "awsCredentialExport",
        "gcpAuthRefresh",
        "otelHeadersHelper",
    ),
    *("statusLine", "fileSuggestion", "notify"),
)
"""Settings whose value is a command, or has one, that the agent runs by itself."""
_FREE = {
    "bypassPermissions": "defaultMode",
    "danger-full-access": "sandbox_mode",
    "never": "approval_policy",
}
"""Values with which an agent no longer asks, and their keys."""
_ALLOWED = regex(r"\*|(?:Bash|Shell|bash|shell|run_shell_command)(?:\((?::?\*)?\))?")
_APPROVES = regex(
    r"(?:\w+\.)*(?:auto_?approve|yolo|enableAllProjectMcpServers|allowAutomaticTasks)\w*",
    re.IGNORECASE,
)
_STARTS = regex(r"(?i)path|executable|command|interpreter|binary|server$")
_OWN = regex(r"\$\{workspace(?:Folder|Root)\}/|\./")
"""Settings of programs that an editor starts, and values that lie in the folder."""
_LED = regex(r"[A-Z_]{0,40}(?:BASE_URL|API_BASE|ENDPOINT|HTTPS?_PROXY)")


def servers(sheet: Sheet, value: object) -> None:
    """`mcpServers`: programs that an agent starts, and addresses that it speaks to, by name or as a list."""
    entries: list[tuple[object, Any]]
    if isinstance(value, dict):
        entries = list(value.items())
    else:
        entries = list(enumerate(value, 1)) if isinstance(value, list) else []
    for name, server in entries:
        if not isinstance(server, dict):
            continue
        command = server.get("command")
        if isinstance(command, dict):  # a program and its words in an object of their own
            parts = [*words(command.get("path")), *words(command.get("args"))]
        else:
            parts = [*words(command), *words(server.get("args"))]
        if parts and command:
            said = f"an agent that is given it starts `{' '.join(parts)[:200]}` (server `{name}`)"
            sheet.odd(Topic.CODE, "agent-command", said, gravity=_started(parts))
            sheet.carries = Carries.CODE
            Commands(sheet).leads(parts)
        for key in ("url", "serverUrl", "httpUrl"):
            if isinstance(url := server.get(key), str):
                sheet.reach("url", url)
                said = f"an agent that is given it speaks to `{url[:200]}` (server `{name}`)"
                sheet.odd(Topic.REACH, "agent-address", said, gravity=Gravity.UNUSUAL)


_SHELL = regex(
    r"\|\s*(?:ba|z|da)?sh\b|\bcurl\b|\bwget\b|\bbase64\b|\bnc\b|/dev/tcp/|powershell|-enc\b|\beval\b|rm\s+-rf|\bchmod\b",
    re.IGNORECASE,
)
_SHELLS = frozenset(("sh", "bash", "zsh", "cmd", "cmd.exe", "powershell", "pwsh"))


def _started(parts: list[str]) -> Gravity:
    """A shell with a line of its own, or what fetches and runs, is no server."""
    shell = parts[0].rpartition("/")[2] in _SHELLS
    return Gravity.HARMFUL if shell and _SHELL.search(" ".join(parts)) else Gravity.UNUSUAL


def hooks(sheet: Sheet, value: object) -> None:
    """Hooks of an agent: commands that run without anybody being asked."""
    if isinstance(value, dict | list):
        _commands(sheet, value)


def _commands(sheet: Sheet, value: object) -> None:
    """Every command in a value, which is a text, a list of words, or an object with them."""
    for one in values(value):
        if one.key == "command" and (parts := words(one.value)):
            _hook(sheet, parts)


def _hook(sheet: Sheet, parts: list[str]) -> None:
    line = " ".join(parts)
    said = f"an agent that is given it runs `{line[:200]}` by itself"
    gravity = Gravity.HARMFUL if _SHELL.search(line) else Gravity.UNUSUAL
    sheet.odd(Topic.CODE, "agent-hook", said, gravity=gravity)
    sheet.carries = Carries.CODE
    Commands(sheet).leads(parts)


def settings(sheet: Sheet, found: Found) -> None:
    """One setting of an agent, in a file that is its own: what it runs, where it is led, what it may do."""
    key, value = found.key, found.value
    if key in HELPERS and (key != "notify" or "/.codex/" in f"/{sheet.path}"):
        _commands(sheet, value) if isinstance(value, dict) else _helper(sheet, value)
    elif key == "mcp" and isinstance(value, dict):
        servers(sheet, value)
    elif _LED.fullmatch(key) and isinstance(value, str) and "://" in value:
        sheet.reach("url", value)
        said = f"an agent that is given it is led to `{value[:200]}` (`{key}`)"
        sheet.odd(Topic.REACH, "agent-address", said, gravity=Gravity.UNUSUAL)
    elif isinstance(value, str) and _STARTS.search(key) and _OWN.match(value):
        Commands(sheet).leads([value])
    elif _frees(found):
        said = f"an agent that is given it no longer asks before it acts (`{key}`)"
        sheet.odd(Topic.CODE, "agent-permissions", said, gravity=Gravity.UNUSUAL)


def _helper(sheet: Sheet, value: object) -> None:
    if parts := words(value):
        _hook(sheet, parts)


def _frees(found: Found) -> bool:
    key, value = found.key, found.value
    if isinstance(value, str):
        allowed = key == "allow" and "permissions" in found.path and _ALLOWED.fullmatch(value)
        return bool(allowed) or _FREE.get(value) == key or (value == "on" and _automatic(key))
    return value is True and _APPROVES.fullmatch(key) is not None


def _automatic(key: str) -> bool:
    return key.endswith("allowAutomaticTasks")
