"""What a command line starts: the programs it names, and the files that they would run."""

import shlex

from msgspec import Struct

from ostiary.core.regex import regex
from ostiary.program.wordlist import wordlist

MAX_COMMAND = 1 << 16  # characters of a command line that are looked at

_FILLERS = regex(r"[\^`]|\"\"|''|(?<=\w)[\"'](?=\w)")


def undisguised(text: str) -> str:
    """A command without the signs that a shell drops from the middle of words."""
    return _FILLERS.sub("", text)


INTERPRETERS = {
    "node": "node",
    "nodejs": "node",
    "bun": "node",
    "deno": "node",
    "tsx": "node",
    "ts-node": "node",
    "python": "python",
    "python2": "python",
    "python3": "python",
    "pythonw": "python",
    "py": "python",
    "pypy": "python",
    "pypy3": "python",
    "sh": "shell",
    "bash": "shell",
    "dash": "shell",
    "zsh": "shell",
    "ksh": "shell",
    "ash": "shell",
    "source": "shell",
    ".": "shell",
    "cmd": "batch",
    "powershell": "powershell",
    "pwsh": "powershell",
}
"""Programs that run a file, or a text in an argument, and the language that they take it for."""

RUNNERS = frozenset(INTERPRETERS) | wordlist(
    "msiexec rundll32 regsvr32 start explorer open xdg-open chmod sudo doas env nohup setsid exec java perl"
    " ruby php lua mshta wscript cscript osascript installer dpkg rpm pip pip3 pipx uv uvx conda npm npx yarn"
    " pnpm bunx apt apt-get dnf yum brew cmd powershell pwsh taskkill attrib make cmake cargo go dotnet mono"
    " wine ssh timeout nice time strace xargs unshare stdbuf chroot su runuser systemd-run"
    " systemctl schtasks at crontab launchctl forfiles wmic busybox"
)
"""Programs that run what they are given, or bring it to where it will be run."""

READERS = wordlist(
    "ffmpeg ffprobe ffplay sox soxi lame flac oggenc opusenc convert magick identify exiftool tesseract"
    " pdftotext pdftoppm pdfinfo qpdf pandoc antiword catdoc unrtf file jq diff vimdiff cmp less more cat"
    " head tail wc md5sum sha256sum"
)
"""Programs that read, show or convert a file, whatever is in it, and run none of it."""

_WRAPPERS = frozenset(
    {
        "env",
        "sudo",
        "exec",
        "nohup",
        "time",
        "nice",
        "command",
        "cross-env",
        "npx",
        "yarn",
        "call",
        "start",
    }
)
_INLINE = {
    "node": ("-e", "--eval", "-p", "--print", "-pe"),
    "python": ("-c",),
    "shell": ("-c", "-lc", "-ec"),
    "batch": ("/c", "/k", "/r", "/s/c", "/d/c"),
    "powershell": ("-command", "-c", "/c", "/command", "-comm"),
}
_TAKES_VALUE = {
    "node": ("-r", "--require", "--import", "--loader"),
    "python": ("-W", "-X"),
    "powershell": (
        "-ExecutionPolicy",
        "-ep",
        "-ex",
        "-exec",
        "-W",
        "-w",
        "-WindowStyle",
        "-Version",
    ),
}


class Started(Struct, frozen=True):
    """One program start: `words` as given; `file` or `inline` is what it interprets, if anything."""

    program: str
    words: tuple[str | None, ...]
    language: str = ""
    file: str = ""
    inline: str = ""
    encoded: bool = False


def words_of(text: str) -> tuple[str, ...]:
    """A simple command line as words; where quoting is broken, at blanks."""
    text = text[:MAX_COMMAND]
    try:
        return tuple(shlex.split(text, posix=True))
    except ValueError:
        return tuple(text.split())


def program_name(word: str) -> str:
    """The bare name of a program: no folder, no `.exe`, lower case."""
    name = word.replace("\\", "/").rpartition("/")[2].lower()
    for suffix in (".exe", ".cmd", ".bat"):
        name = name.removesuffix(suffix)
    return name


def is_runner(word: str) -> bool:
    """Whether a program runs what it is given, whichever version of it the name says."""
    name = program_name(word)
    return name in RUNNERS or name.rstrip("0123456789.-") in RUNNERS


def started(words: tuple[str | None, ...]) -> Started:
    """What one simple command starts, seen through `env`, `sudo` and assignments before it."""
    rest = list(words)
    while (
        rest and rest[0] is not None and (_assigns(rest[0]) or program_name(rest[0]) in _WRAPPERS)
    ):
        if len(rest) == 1:
            break
        rest = rest[1:]
    if not rest or rest[0] is None:
        return Started("", words)
    program = program_name(rest[0])
    language = INTERPRETERS.get(program, "")
    if not language and _versioned(program):
        language = "python"
    if not language:
        own = rest[0] if rest[0].startswith(("./", "../")) else ""
        return Started(program, words, file=own)
    return _interpreted(program, language, rest[1:], words)


def _interpreted(
    program: str, language: str, rest: list[str | None], words: tuple[str | None, ...]
) -> Started:
    place = 0
    while place < len(rest):
        word = rest[place]
        if word is None or _ends(language, word):
            break
        after = (rest[place + 1] if place + 1 < len(rest) else None) or ""
        if language in {"batch", "powershell"} and word.lower() in _INLINE[language]:
            after = " ".join(one or "{}" for one in rest[place + 1 :])  # all that follows
        if _encoded(language, word.lower()):
            return Started(program, words, language, inline=after, encoded=True)
        if word.lower() in _INLINE[language]:
            return Started(program, words, language, inline=after)
        if word in _TAKES_VALUE.get(language, ()):
            if language == "node" and after:
                return Started(program, words, language, file=after)
            place += 1
        elif not _is_flag(language, word):
            return Started(program, words, language, file=word)
        place += 1
    return Started(program, words, language)


def _ends(language: str, word: str) -> bool:
    """Whether no file follows: a module by name, or a script from standard input."""
    return (language, word) in {("shell", "-s"), ("python", "-m")}


def _encoded(language: str, flag: str) -> bool:
    """Whether the flag is PowerShell's `-EncodedCommand`, which it takes shortened to any length."""
    flag = f"-{flag[1:]}" if flag[:1] == "/" else flag
    return language == "powershell" and flag[:2] == "-e" and "-encodedcommand".startswith(flag)


def _is_flag(language: str, word: str) -> bool:
    return word.startswith("-") or (language in {"batch", "powershell"} and word.startswith("/"))


def _assigns(word: str) -> bool:
    name, sign, _ = word.partition("=")
    return bool(sign) and name.replace("_", "").isalnum() and not name[:1].isdigit()


def _versioned(program: str) -> bool:
    return program.startswith("python") and program[6:].replace(".", "").isdigit()
