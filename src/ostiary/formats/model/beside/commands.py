"""What would editors and agents run by themselves, by what one value of their configuration says?"""

import re
from collections.abc import Iterator

from ostiary.core.regex import regex
from ostiary.formats.model.beside.values import values
from ostiary.formats.model.record import Carries, Gravity, Topic
from ostiary.formats.model.sheet import Sheet

MAX_COMMANDS = 50
"""Commands of one file that are handed on."""
MAX_SHOWN = 200

_FETCHES = regex(
    r"\b(?:curl|wget|iwr|Invoke-WebRequest|fetch)\b[^\n]{0,400}?(?:\|\s*(?:sudo\s+)?(?:ba|z|da|k)?sh\b|\|\s*python|\|\s*node"
    r"|\|\s*iex\b|&&\s*(?:ba|z)?sh\b)|(?:ba|z|da)?sh\s+(?:-c\s+)?[\"']?(?:<\(|\$\()\s*(?:curl|wget)|/dev/tcp/"
    r"|powershell[^\n]{0,80}\s-e(?:nc\w*)?\b|\bbase64\s+(?:-d|--decode)\b[^\n]{0,80}\|",
    re.IGNORECASE,
)
_FILE = regex(
    r"(?:\$\{(?:workspaceFolder|workspaceRoot|containerWorkspaceFolder)\}/|\./)?([\w.][\w./-]{0,200})"
)
_HOST, _INSIDE = "by itself", "inside its container"
_DESKS = ("windows", "osx", "linux")


_SEPARATED = regex(r"\s*(?:&&?|\|\|?|;|\n)\s*")
_ORDINARY = regex(
    r"(?:sudo\s+)?(?:(?:python3?\s+-m\s+)?(?:pip3?|uv|pipx|poetry|pdm|hatch|rye|conda|mamba|tox|nox)\s+[\w=-]+"
    r"|(?:npm|pnpm|yarn|bun|corepack|cargo|go|dotnet|bundle|composer|gem|rustup|mvn|gradle|make|just|task)\b"
    r"|(?:apt|apt-get|apk|dnf|yum|brew)\s+(?:-\w+\s+)*(?:update|upgrade|install|add|clean)"
    r"|pre-commit|git\s+(?:config|submodule|lfs)|cd|echo|true|mkdir|cp|chmod|chown|test|source"
    r"|(?:ba)?sh\s+[\w.][\w./-]*|(?:\./)?[\w.-]+(?:/[\w.-]+)*\.(?:sh|py)|[\w.-]+/[\w./-]+)(?:\s|$)"
)
_ADDRESS = regex(r"(?:git\+|https?://|ssh://|\|\s*\w|[`]|\$\(|<\()")


def _ordinary(line: str) -> bool:
    """Whether a line does no more than install, from where everybody does, and start files of the folder.

    The files themselves are read as what runs.
    """
    pieces = [one for one in _SEPARATED.split(line.strip()) if one]
    return not _ADDRESS.search(line) and all(_ORDINARY.match(one) for one in pieces)


def fetches(line: str) -> bool:
    """Whether a command fetches something and runs it, or runs what nobody can read in it."""
    return _FETCHES.search(line) is not None


def words(value: object) -> list[str]:
    """The words of a command: a text, or a list of such."""
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


class Commands:
    """The commands of one configuration, as they are found."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._count = 0

    def runs(self, parts: list[str], when: str, rule: str = "runs-on-open") -> None:
        """A command of the machine on which the folder is opened: those who read shells read it, too."""
        line = " ".join(parts)
        gravity = Gravity.HARMFUL if fetches(line) else Gravity.UNUSUAL
        self._say(line, f"{when} runs `{line[:MAX_SHOWN]}` {_HOST}", rule, gravity)
        self._hand(line)
        self.leads(parts)

    def inside(self, parts: list[str], when: str) -> None:
        """A command in a container of its own: installing what a project needs is what it is for."""
        line = " ".join(parts)
        gravity = Gravity.NOTE if _ordinary(line) else Gravity.UNUSUAL
        self._say(line, f"{when} runs `{line[:MAX_SHOWN]}` {_INSIDE}", "runs-in-container", gravity)
        self.leads(parts)

    def leads(self, parts: list[str]) -> None:
        """Files of the folder that a command starts are read as what runs."""
        for word in " ".join(parts).split()[:50]:
            found = _FILE.fullmatch(word.strip("\"'"))
            if found and "." in found[1][1:]:
                self._sheet.reach("module", found[1])

    def _say(self, line: str, said: str, rule: str, gravity: Gravity) -> None:
        if line.strip():
            self._sheet.odd(Topic.CODE, rule, said, gravity=gravity)
            self._sheet.carries = Carries.CODE

    def _hand(self, line: str) -> None:
        if self._count >= MAX_COMMANDS:
            self._sheet.stop(f"more than {MAX_COMMANDS} commands run by themselves")
            return
        self._count += 1
        name = f"command {self._count}.sh"
        self._sheet.passed(name, line.encode("utf-8", "replace"))
        self._sheet.reach("module", name)


def tasks(commands: Commands, whole: object) -> None:
    """Tasks of an editor that run as soon as the folder is opened."""
    for found in values(whole):
        task = found.value
        if not isinstance(task, dict) or not isinstance(task.get("runOptions"), dict):
            continue
        if task["runOptions"].get("runOn") != "folderOpen":
            continue
        for one in (task, *(task.get(desk) for desk in _DESKS)):
            if isinstance(one, dict) and (parts := _line(one, task)):
                commands.runs(parts, "an editor that opens the folder")


def _line(task: dict[str, object], whole: dict[str, object]) -> list[str]:
    """The words of a task; a quoted one is an object with its `value`."""
    parts: list[str] = []
    for key in ("command", "script", "args"):
        given = task.get(key, whole.get(key) if key == "args" and "command" in task else None)
        for one in given if isinstance(given, list) else [given]:
            value = one.get("value") if isinstance(one, dict) else one
            parts += words(value)
    return parts


_BUILT = (
    "onCreateCommand",
    "updateContentCommand",
    "postCreateCommand",
    "postStartCommand",
    "postAttachCommand",
)
_OUTSIDE = r"(?:/|/etc|/root|/home|\$\{(?:localEnv:)?HOME\}|~)(?:/\.(?:ssh|aws|kube|config|gnupg)\b[^,:]*)?"
_MOUNTED = regex(
    rf"(?:source|src)={_OUTSIDE}(?=,|$)|(?:^|\s)(?:-v|--volume)[= ]{_OUTSIDE}:",
)


def container(commands: Commands, sheet: Sheet, whole: object) -> None:
    """What a development container runs when it is made, and what it can see of the machine around it."""
    if not isinstance(whole, dict):
        return
    for parts in _several(whole.get("initializeCommand")):
        commands.runs(parts, "an editor that opens the folder in its container, outside of it,")
    for key in _BUILT:
        for parts in _several(whole.get(key)):
            commands.inside(parts, f"`{key}`")
    mounts = [*words(whole.get("mounts")), " ".join(words(whole.get("runArgs")))]
    for one in mounts:
        if found := _MOUNTED.search(one):
            said = f"its container gets folders of the machine: `{found[0].strip()[:MAX_SHOWN]}`"
            sheet.odd(Topic.REACH, "container-reaches-host", said, gravity=Gravity.UNUSUAL)


def gitpod(commands: Commands, whole: object) -> None:
    """Tasks of a workspace in the cloud."""
    given = whole.get("tasks") if isinstance(whole, dict) else None
    for task in given if isinstance(given, list) else ():
        for key in ("before", "init", "prebuild", "command"):
            if isinstance(task, dict) and (parts := words(task.get(key))):
                commands.inside(parts, f"`{key}`")


def _several(value: object) -> Iterator[list[str]]:
    """One command, or several by their names that run at once."""
    for one in value.values() if isinstance(value, dict) else [value]:
        if parts := words(one):
            yield parts
