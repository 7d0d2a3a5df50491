"""Configurations of editors and agents that travel in a folder: what runs once the folder is opened?"""

import tomllib
from typing import Any

import msgspec

from ostiary.core.errors import ParseError
from ostiary.core.regex import regex
from ostiary.formats.jsonc import strict
from ostiary.formats.model.beside.agent import SERVERS, hooks, servers, settings
from ostiary.formats.model.beside.commands import Commands, container, gitpod, tasks
from ostiary.formats.model.beside.secret import note_secrets
from ostiary.formats.model.beside.values import values
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet
from ostiary.formats.yaml_document import document

MAX_BYTES = 4 << 20
"""Bytes of one configuration."""
MAX_VALUES = 200_000

_WORKSPACE = (".code-workspace",)
_NAMED = """
.mcp.json claude_desktop_config.json hooks.json mcp.json mcp_config.json opencode.json opencode.jsonc
settings.json settings.local.json
"""
_AGENTS = frozenset(_NAMED.split())
_ALWAYS = {
    **dict.fromkeys(("devcontainer.json", ".devcontainer.json"), "container"),
    **dict.fromkeys((".gitpod.yml", ".gitpod.yaml"), "gitpod"),
    **dict.fromkeys((".exrc", ".nvimrc", ".nvim.lua", ".lvimrc", ".vimrc.local"), "editor"),
    ".envrc": "shell",
}
"""Names that say all."""
_SPEAKS = regex(
    rb"mcpServers|mcp_?servers|context_servers|\"command\"|\"hooks\"|Helper\"|BASE_URL|\"permissions\"|[aA]uto_?[aA]pprove"
    rb"|awsAuthRefresh|awsCredentialExport|gcpAuthRefresh|statusLine|yolo|\"mcp\"|allowAutomaticTasks|_PROXY|\\u00|\"servers\""
)
_SERVERS_YAML = regex(rb"(?m)^[ \t-]*[\"']?mcpServers[\"']?[ \t]*:")
_CODEX = regex(
    rb"(?m)^[ \t]*(?:\[+[ \t]*mcp_servers|mcp_servers|notify[ \t]*=[ \t]*\[|approval_policy|sandbox_mode)"
)
_GIT = regex(
    rb"(?im)^[ \t]*(?:fsmonitor|sshcommand|askpass|external|textconv|hookspath)[ \t]*="
    rb"(?![ \t\"]*(?:true|false|\.husky|\.githooks|$))([^\r\n]{1,400})"
)
_STARTUP = regex(rb"ProjectStartupSharedTasks")
_EVAL = regex(rb"\(\s*eval\b")
_MARKED = {
    "config.toml": ("toml", _CODEX),
    ".dir-locals.el": ("lisp", _EVAL),
    "config": ("git", _GIT),
    ".gitconfig": ("git", _GIT),
    "startup.xml": ("startup", _STARTUP),
}
"""Names of which only some files are meant, and what these have."""
_ENDINGS = (*_WORKSPACE, "tasks.json", ".yaml", ".yml")


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """By the names under which these programs look for them, and by what makes them run something."""
    if not head or extent.size > MAX_BYTES:
        return bool(head) and name in _ALWAYS
    known = name in _ALWAYS or name in _AGENTS or name in _MARKED or name.endswith(_ENDINGS)
    return known and _form(extent.at(0, extent.size), name) != ""


def _form(data: bytes, name: str) -> str:
    """How it has to be read, empty where it is nothing of that sort."""
    if form := _ALWAYS.get(name):
        return form
    if name == "tasks.json" or name.endswith(_WORKSPACE):
        return "tasks" if b"runOn" in data or b"\\u00" in data or _SPEAKS.search(data) else ""
    if name in _AGENTS:
        return "agent" if _SPEAKS.search(data) else ""
    if name.endswith((".yaml", ".yml")):
        return "servers" if b"mcpServers" in data and _SERVERS_YAML.search(data) else ""
    form, mark = _MARKED.get(name, ("", _EVAL))
    return form if form and mark.search(data) else ""


def read(sheet: Sheet, desk: Desk) -> None:
    """Every command that runs by itself, and every address and permission that it hands out."""
    del desk
    sheet.carries = Carries.NOTHING
    sheet.readers.append("configuration")
    size = sheet.extent.size
    if size > MAX_BYTES:
        sheet.stop(f"a configuration of more than {MAX_BYTES} bytes")
        return
    data = sheet.extent.at(0, size)
    sheet.own(0, size)
    note_secrets(sheet, data)
    form = _form(data, sheet.path.rpartition("/")[2].lower())
    if form in _SAID:
        rule, said, gravity = _SAID[form]
        sheet.carries = Carries.CODE
        sheet.odd(Topic.CODE, rule, said, gravity=gravity)
    elif form == "git":
        _git(sheet, data)
    elif form == "shell":
        _shell(sheet, data)
    else:
        _settings(sheet, form, _document(data, form, sheet.path))


_SAID = {
    "editor": ("editor-code", "an editor that trusts folders runs it", Gravity.UNUSUAL),
    "lisp": ("editor-code", "an editor asks to evaluate expressions in it", Gravity.NOTE),
    "startup": (
        "runs-on-open",
        "an editor that opens the folder starts what it names",
        Gravity.UNUSUAL,
    ),
}


def _document(data: bytes, form: str, path: str) -> Any:
    if form == "toml":
        try:
            return tomllib.loads(data.decode("utf-8", "replace"))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise ParseError(f"no TOML: {error}") from None
    if form in {"gitpod", "servers"}:
        return document(data, path)
    plain = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return msgspec.json.decode(strict(plain))
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ParseError(f"no JSON: {error}") from None


def _settings(sheet: Sheet, form: str, whole: Any) -> None:
    commands = Commands(sheet)
    if form == "container":
        container(commands, sheet, whole)
    if form == "gitpod":
        gitpod(commands, whole)
    tasks(commands, whole)
    alone = sheet.path.lower().endswith("mcp.json")
    for count, found in enumerate(values(whole)):
        if count > MAX_VALUES:
            sheet.stop(f"more than {MAX_VALUES} values")
            return
        if found.key in SERVERS or (
            found.key == "servers" and (alone or found.path[-1:] == ("mcp",))
        ):
            servers(sheet, found.value)
        elif found.key == "hooks":
            hooks(sheet, found.value)
        else:
            settings(sheet, found)


def _shell(sheet: Sheet, data: bytes) -> None:
    """Lines that a shell runs when somebody enters the folder, once they allowed it."""
    sheet.carries = Carries.CODE
    said = "a shell that enters the folder runs it, where that is allowed"
    sheet.odd(Topic.CODE, "runs-on-open", said, gravity=Gravity.NOTE)
    sheet.passed("lines.sh", data)
    sheet.reach("module", "lines.sh")


def _git(sheet: Sheet, data: bytes) -> None:
    """Settings of git that are commands; a folder that brings them has git run them at its next turn."""
    commands = Commands(sheet)
    for found in _GIT.finditer(data):
        commands.runs([found[1].decode("utf-8", "replace").strip('" \t')], "git, in this folder,")
