"""What do the commands of a shell or batch script do together: what they fetch, take, send and start?"""

import ast
import re
from collections.abc import Iterator

from msgspec.structs import replace

from ostiary.core.coverage import Reach
from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.program.commands import program_name, started, words_of
from ostiary.program.engine.beyond import beyond
from ostiary.program.engine.clones import REMOTE, cloned
from ostiary.program.engine.code import Frame, Module
from ostiary.program.engine.machine import Machine
from ostiary.program.engine.members import SCRIPTS
from ostiary.program.engine.places import path_marks
from ostiary.program.engine.recipes import BUILDING, begin_all, handed_on, inner_command, recipes
from ostiary.program.engine.shell_lines import Line, Shell, filled, whole_lines
from ostiary.program.engine.value import CLEAN, Marks, joined
from ostiary.program.flow import Act, Taint
from ostiary.program.wordlist import wordlist

MAX_SCRIPT = 1 << 18  # characters of one script
MAX_LINES = 4000  # of one script
MAX_NESTED = 4  # scripts that start each other

_PARTS = regex(r"\|\||&&|[;|\n]|(?<![<>&])&(?![>&\d])")
_LEADS = regex(
    r"^(?:[\s@({!]+|(?:then|do|else|elif|if|while|until|time|call|start)\b(?:\s+/\w+)*\s*"
    r"|(?:not\s+)?exist\s+(?:\"[^\"]*\"|\S+)\s*|\w+=\$\()+",
    re.IGNORECASE,
)
_URL = regex(r"(?i)\b(?:https?|ftp)://[^\s\"'<>|;)]+")
_OUTPUT = regex(
    r"(?:\s-(?:o|OutFile)|\s--output(?:-document)?|\s-O(?=\s+[^-\s])|>)[\s=]*[\"']?([^\s\"';|&>]+)"
)
_POSTS = regex(
    r"(?i)\s(?:-d|--data\S*|-F|--form\S*|-T|--upload-file|--post-(?:data|file)|-b|-H|-Body|-InFile)\b"
)
_HOST = regex(
    r"(?i)\$\(\s*(?:whoami|hostname|id|uname|pwd)|`(?:whoami|hostname|id|uname|pwd)"
    r"|\$(?:USER|HOSTNAME)\b|%(?:username|computername)%"
)
_ENVIRON = regex(r"\b(?:env|printenv|export\s+-p)\s*(?:\||\)|`|$)")
_FETCHERS = wordlist(
    "curl wget aria2c axel certutil bitsadmin iwr invoke-webrequest fetch http https xh lwp-download"
)
_KEPT = regex(r"=\"?\$\(")  # what a program prints is kept, not run
_STARTERS = wordlist(
    "regsvr32 rundll32 msiexec wscript cscript mshta start source . exec nohup sudo"
)
_MOVERS = wordlist("mv cp copy move ren ln")


def follow(shell: Shell, text: str, line: int | None = None, *, written: str | None = None) -> None:
    """Follow a script line by line, or one command line that stands at `line` of another file.

    `written` is what a shell is handed, with all its signs, where the text is made of its words.
    """
    lines = list(enumerate(whole_lines(text).split("\n"), 1))
    if len(text) > MAX_SCRIPT or len(lines) > MAX_LINES:
        lines = [(number, one) for number, one in lines if _TELLS.search(one)]
        if len(lines) > MAX_LINES or sum(len(one) for _, one in lines) > MAX_SCRIPT:
            shell.m.cut(shell.frame, _LONG)
        else:
            shell.m.package.exhausted.add(shell.frame.module.path, _PARTLY, (Reach.CALL, False))
    for number, one in lines[:MAX_LINES]:
        shell.at.lineno = number if line is None else line
        whole = one.strip()
        if not whole or whole.startswith(("#", "::", "rem ", "REM ")):
            continue
        _line(shell, filled(shell, whole))
    told = replace(shell, name=shell.name or "sh")  # nobody else has noted what else it says
    whole = text if written is None else written
    for number, one in beyond(shell.m, shell.frame, whole, told=len(text) > MAX_SCRIPT):
        shell.at.lineno = number if line is None else line
        _line(told, one)


_LONG = "it is or starts a script that is longer than what is followed"
_PARTLY = "it is or starts a long script, of which only lines with a word of note are followed"
_TELLS = regex(
    r"(?i)\b(?:curl|wget|aria2c|fetch|nc|ncat|netcat|socat|certutil|bitsadmin|iwr|irm|invoke-\w+|ssh|scp|base64"
    r"|base32|openssl|xxd|uudecode|crontab|authorized_keys|printenv|nslookup|dig)\b|/dev/(?:tcp|udp)/|://|\.ssh\b"
    r"|python[\d.]*\s+-c\b|git\s+clone|launchctl|systemctl"
)
"""What makes a line of a long script worth a look: those that tools make are long, and none of them fetch."""


def _line(shell: Shell, line: str) -> None:
    sent = _sent(shell, line)
    marks: Marks = CLEAN
    for part in _PARTS.split(line):
        marks = joined(marks, _command(shell, _LEADS.sub("", part).strip(), sent))
    line = _KEPT.sub("=(", line)
    if shell.name:
        shell.m.act(Act.RUN, shell.name, shell.at, shell.frame, marks, text=line)
    elif marks:
        shell.m.act(Act.RUN, "sh", shell.at, shell.frame, marks, text=line)


def _sent(shell: Shell, line: str) -> Marks:
    """What a line takes that its fetching programs would send: files, the host's name, the environment."""
    found = []
    if _HOST.search(line):
        found.append(Taint.HOST)
    if _ENVIRON.search(line):
        found.append(Taint.ENVIRONMENT)
    if "@" in line or "<" in line or "|" in line or "$(" in line or "`" in line or " -T" in line:
        found += path_marks(line.replace("$HOME", "~").replace("\\", "/"))
    marks: Marks = CLEAN
    for kind in found:
        marks = joined(marks, shell.m.mark(kind, shell.at, shell.frame, line))
    return marks


def _command(shell: Shell, text: str, sent: Marks) -> Marks:
    words = words_of(text.replace("\\", "/"))
    if not words:
        return CLEAN
    program = program_name(words[0])
    if program in _FETCHERS:
        _fetched(shell, text, words, sent)
        return CLEAN
    if _moved(shell, program, words):
        return CLEAN
    return _started(shell, program, words, text, sent)


def _moved(shell: Shell, program: str, words: tuple[str, ...]) -> bool:
    """Whether a command only fetches a repository, moves a file or goes to a folder."""
    members = shell.m.package.members
    if program in {"git", "hg", "svn"} and _COPIES & set(words[1:3]):
        cloned(shell.m, shell.frame, shell.at, words)
    elif program in {"cd", "pushd", "chdir"} and len(words) > 1:
        members.entered(words[-1])
    elif program in _MOVERS and len(words) > 2:
        held = members.written(words[-2])
        members.sources.copied(shell.frame.module.path, words[-2], words[-1])
        if held:
            members.wrote(words[-1], held)
    elif program in {"scp", "rsync", "sftp"} and len(words) > 2 and REMOTE.match(words[-2]):
        mark = shell.m.mark(Taint.NETWORK, shell.at, shell.frame, words[-2])
        members.wrote(words[-1], mark)
    else:
        return False
    return True


_COPIES = frozenset({"clone", "export", "checkout", "co"})


def _started(shell: Shell, program: str, words: tuple[str, ...], text: str, sent: Marks) -> Marks:
    """What the program or the script that a command starts was made of."""
    members = shell.m.package.members
    start = started(words)
    begin_all(shell.m.package, shell.frame, start)
    ran = start.file or words[0]
    if program in _STARTERS:
        ran = next((one for one in words[1:] if not one.startswith(("-", "/s", "/S"))), "")
    if start.inline and start.language in {"shell", "batch"} and text != start.inline:
        return _command(shell, start.inline, sent)
    own = start.file if start.language in {"shell", "batch"} else ""
    if ran.lower().endswith(SCRIPTS) or (start.file and not start.language):
        own = ran  # `./configure` says in its first line what runs it
    if program in BUILDING:
        return _built(shell, program, words, text, sent)
    if own and shell.deep < MAX_NESTED:
        script(shell.m, shell.frame, own, shell.deep + 1)
    elif own:
        shell.m.cut(shell.frame, "its scripts start each other deeper than they are followed")
    fetched = "/" in ran or "." in ran or start.language
    if start.file or "/" in ran:
        clone = members.of_clone(ran)
        if clone:
            return clone
    return members.written(ran) if fetched and program not in {"[", "test"} else CLEAN


def _built(shell: Shell, program: str, words: tuple[str, ...], text: str, sent: Marks) -> Marks:
    """What a build tool runs: scripts that it is told to start, one command, or what its files name."""
    for name in handed_on(words):
        script(shell.m, shell.frame, name, shell.deep + 1)
    if rest := inner_command(words):
        return _started(shell, program_name(rest[0]), rest, text, sent)
    _made(shell, program, words)
    members = shell.m.package.members
    folder = words[words.index("-C") + 1] if "-C" in words[:-1] else ""
    return members.of_clone(f"{folder}/") if folder else members.here


def _fetched(shell: Shell, text: str, words: tuple[str, ...], sent: Marks) -> None:
    url = _URL.search(text)
    target = url[0] if url else ""
    posts = _POSTS.search(text) is not None or "$(" in text or "`" in text or "%" in target
    if sent and posts:
        shell.m.act(Act.SEND, words[0], shell.at, shell.frame, sent, text=text, target=target)
    mark = shell.m.mark(Taint.NETWORK, shell.at, shell.frame, target or text)
    output = _OUTPUT.search(text)
    name = output[1] if output else ""
    if program_name(words[0]) in {"certutil", "bitsadmin"}:
        name = words[-1]
    elif not name and target and ("wget" in words[0] or re.search(r"\s-\w*O", text)):
        name = target
    if name and not name.startswith(("&", "/dev/null", "-", "$(", "`")):
        shell.m.package.members.wrote(name, mark)


_OTHERS = regex(r"#!(?!.*sh\b)|[^\n]{0,200}[\x00-\x08]")
"""The beginning of a program in another language, or of what is none."""


def _made(shell: Shell, program: str, words: tuple[str, ...]) -> None:
    """Follow the lines of the files of the package that a tool reads which the words of a command start."""
    m, frame = shell.m, shell.frame
    for path, lines in recipes(m.package.members, frame.module.path, program, words):
        module = Module(path, "shell", ast.Module([], []), frame.module.layers, frame.module.line)
        inner = Shell(m, Frame(module, "module"), program, Line(), deep=shell.deep + 1)
        if inner.deep > MAX_NESTED:
            m.cut(frame, "its scripts start each other deeper than they are followed")
            return
        _recipes(inner, lines)


def _recipes(shell: Shell, lines: Iterator[tuple[int, str]]) -> None:
    try:
        for count, (line, one) in enumerate(lines):
            if count >= MAX_LINES:
                shell.m.cut(shell.frame, "it has more commands of a build than are followed")
                return
            follow(shell, one, line)
    except LimitError as error:
        shell.m.cut(shell.frame, error.message)


def script(m: Machine, frame: Frame, name: str, deep: int = 0) -> None:
    """Follow a script of the package that somebody starts by a relative name."""
    found = m.package.members.script_text(frame.module.path, name)
    if found is None:
        return
    path, text = found
    if not name.lower().endswith(SCRIPTS) and _OTHERS.match(text):
        return
    module = frame.module
    inner = Frame(type(module)(path, "shell", module.tree, module.layers, module.line), "module")
    before = m.package.members.cwd
    follow(Shell(m, inner, path.rpartition("/")[2], Line(), deep=deep), text)
    m.package.members.cwd = before


def follow_line(
    m: Machine,
    frame: Frame,
    text: str,
    line: int | None,
    name: str = "",
    *,
    written: str | None = None,
) -> None:
    """Follow a command line, or a script where there is no line; under a `name` it is noted itself.

    `written` as for `follow`.
    """
    follow(Shell(m, frame, name, Line()), text, line, written=written)
