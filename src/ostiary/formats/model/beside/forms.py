"""Which files are configurations of editors and agents, and in what form is each?"""

from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent

MAX_OPENED = 4 << 20
"""Bytes of one configuration."""

GIT = regex(
    rb"(?im)^[ \t]*(?:fsmonitor|sshcommand|askpass|external|textconv|hookspath)[ \t]*="
    rb"(?![ \t\"]*(?:true|false|\.husky|\.githooks|$))([^\r\n]{1,400})"
)
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
_STARTUP = regex(rb"ProjectStartupSharedTasks")
_EVAL = regex(rb"\(\s*eval\b")
_MARKED = {
    "config.toml": ("toml", _CODEX),
    ".dir-locals.el": ("lisp", _EVAL),
    "config": ("git", GIT),
    ".gitconfig": ("git", GIT),
    "startup.xml": ("startup", _STARTUP),
}
"""Names of which only some files are meant, and what these have."""
_ENDINGS = (*_WORKSPACE, "tasks.json", ".yaml", ".yml")


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """By the names under which these programs look for them, and by what makes them run something."""
    if not head or extent.size > MAX_OPENED:
        return bool(head) and name in _ALWAYS
    known = name in _ALWAYS or name in _AGENTS or name in _MARKED or name.endswith(_ENDINGS)
    return known and form_of(extent.at(0, extent.size), name) != ""


def form_of(data: bytes, name: str) -> str:
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
