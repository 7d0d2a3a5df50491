"""Which packages does a command line install, with pip, uv, pipx, conda or their kin?

API: `pip_words(argv)` reads one command, of any file that holds command lines: notebooks, Dockerfiles,
workflows. `shell_line.shell_commands(line)` splits a line of shell into commands.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from ostiary.core.regex import regex

MAX_WORDS = 10_000

PIP = "pip"
CONDA = "conda"

_PYTHON = regex(
    r"python[\d.]*w?(?:\.exe)?|py|pypy[\d.]*|\{?sys\.executable\}?|\$\{?\w*PYTHON\w*\}?",
    re.IGNORECASE,
)
_PIP = regex(r"pip[\d.]*(?:\.exe)?")
_ASSIGNMENT = regex(r"[A-Za-z_]\w*=.*", re.DOTALL)
_BEFORE = frozenset(["sudo", "env", "exec", "command", "time", "nice", "-E", "-H"])
_VERBS: dict[str, tuple[tuple[str, ...], ...]] = {
    "pip": (("install",), ("download",), ("wheel",)),
    "uv": (("pip", "install"), ("add",), ("tool", "install"), ("tool", "run"), ("run",)),
    "uvx": ((),),
    "pipx": (("install",), ("run",), ("upgrade",)),
    "pipenv": (("install",),),
    "poetry": (("add",),),
    "pdm": (("add",),),
    "rye": (("add",), ("install",)),
    "conda": (
        ("install",),
        ("create",),
        ("update",),
        ("upgrade",),
        ("env", "create"),
        ("env", "update"),
    ),
}
_CONDAS = frozenset(["conda", "mamba", "micromamba", "conda.exe"])
_RUNS = frozenset([("uvx", ()), ("uv", ("run",)), ("uv", ("tool", "run")), ("pipx", ("run",))])
"""Commands whose first word is the package and all others its own."""

_RUNNERS = frozenset(
    ["conda", "hatch", "mamba", "micromamba", "pdm", "pipenv", "poetry", "rye", "uv"]
)

_FILES = frozenset(["-r", "--requirement", "--requirements"])
_CONSTRAINTS = frozenset(
    ["-c", "--constraint", "--constraints", "--build-constraint", "--override"]
)
_EDITABLE = frozenset(["-e", "--editable"])
_WITH = frozenset(["--with", "--from", "--spec", "--with-editable"])
_VALUED = frozenset(
    [
        "-i",
        "--index-url",
        "--extra-index-url",
        "--index",
        "--default-index",
        "-f",
        "--find-links",
        "--trusted-host",
        "--allow-insecure-host",
        "-t",
        "--target",
        "--prefix",
        "--root",
        "--platform",
        "--python-version",
        "--python-platform",
        "--implementation",
        "--abi",
        "--no-binary",
        "--only-binary",
        "--progress-bar",
        "--timeout",
        "--default-timeout",
        "--retries",
        "--proxy",
        "--cert",
        "--client-cert",
        "--cache-dir",
        "--log",
        "--src",
        "-C",
        "--config-settings",
        "--config-setting",
        "--global-option",
        "--install-option",
        "--build-option",
        "--report",
        "--upgrade-strategy",
        "--use-feature",
        "--use-deprecated",
        "--exists-action",
        "--root-user-action",
        "--keyring-provider",
        "-p",
        "--python",
        "--group",
        "--extra",
        "--optional",
        "-G",
        "--index-strategy",
        "--prerelease",
        "--resolution",
        "--exclude-newer",
        "--link-mode",
        "--torch-backend",
        "-d",
        "--dest",
        "--download-dir",
        "-w",
        "--wheel-dir",
        "-b",
        "--build",
        "--directory",
        "--project",
        "--color",
        "--package",
        "-P",
        "--upgrade-package",
        "--reinstall-package",
        "--refresh-package",
        "--uploaded-prior-to",
        "--tag",
        "--branch",
        "--rev",
        "--source",
        "--suffix",
        "--pip-args",
        "--categories",
        "--no-build-isolation-package",
        "--no-binary-package",
        "--only-binary-package",
        "--script",
    ]
)
_CONDA_VALUED = frozenset(
    [
        "-n",
        "--name",
        "-p",
        "--prefix",
        "-c",
        "--channel",
        "--subdir",
        "--platform",
        "--solver",
        "--experimental-solver",
        "-r",
        "--root-prefix",
        "--repodata-fn",
        "--download-only-path",
    ]
)


class InstallCommand(Struct, frozen=True):
    """What one command installs.

    `tool` is `pip` for all that take requirements of PEP 508, or `conda`; `wanted` are requirements as
    written, `editable` paths and URLs, `files` requirements files (of conda: files of specifications and
    environments), `constraints` files of constraints, `verb` what was called (`uv add`).
    """

    tool: str
    verb: str
    wanted: tuple[str, ...] = ()
    editable: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()


def pip_words(argv: Sequence[str]) -> InstallCommand | None:
    """What a command installs; None if it is no command that installs packages of Python or conda."""
    words = list(argv[:MAX_WORDS])
    while words and (words[0] in _BEFORE or _ASSIGNMENT.fullmatch(words[0])):
        del words[0]
    if not words:
        return None
    program = words.pop(0).replace("\\", "/").rpartition("/")[2]
    if _PYTHON.fullmatch(program):
        while words and words[0].startswith("-") and words[0] != "-m":
            del words[0]
        if len(words) < 2 or words[0] != "-m":
            return None
        program = words[1]
        del words[:2]
    if words[:1] == ["run"] and program in _RUNNERS:
        inner = pip_words(_without_options(words[1:]))
        if inner:
            return inner
    tool = PIP if _PIP.fullmatch(program) else CONDA if program in _CONDAS else program
    if tool not in _VERBS:
        return None
    found = _verb(tool, words)
    if found is None:
        return None
    verb, rest = found
    read = _conda if tool == CONDA else _pip
    return read(" ".join((tool, *verb)), rest, (tool, verb) in _RUNS)


def _without_options(words: list[str]) -> list[str]:
    while words and words[0].startswith("-"):
        words = words[2 if words[0] in _VALUED | _CONDA_VALUED | _WITH else 1 :]
    return words


def _verb(tool: str, words: list[str]) -> tuple[tuple[str, ...], list[str]] | None:
    """The verb, and the words without it; options may stand before it."""
    for verb in _VERBS[tool]:
        rest, at, left = list[str](), 0, list(verb)
        while left and at < len(words):
            word = words[at]
            if word == left[0]:
                del left[0]
            elif word.startswith("-"):
                rest.append(word)
                if word in _VALUED and at + 1 < len(words):
                    rest.append(words[at + 1])
                    at += 1
            else:
                break
            at += 1
        if not left:
            return verb, rest + words[at:]
    return None


def _options(words: list[str], valued: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(option, value), or ("", word) for what is no option."""
    at = 0
    ended = False
    while at < len(words):
        word = words[at]
        at += 1
        if ended or not word.startswith("-") or word == "-":
            yield "", word
        elif word == "--":
            ended = True
        elif word.startswith("--") and "=" in word:
            name, _, value = word.partition("=")
            yield name, value
        elif word in valued:
            yield word, words[at] if at < len(words) else ""
            at += 1
        elif not word.startswith("--") and word[:2] in valued and len(word) > 2:
            yield word[:2], word[2:]
        else:
            yield word, ""


def _pip(verb: str, words: list[str], runs: bool) -> InstallCommand:
    valued = _VALUED | _FILES | _CONSTRAINTS | _EDITABLE | _WITH
    wanted, editable, files, constraints = [], [], [], []
    source = verb == "uv run"
    for option, value in _options(words, valued):
        if option in _FILES:
            files.append(value)
        elif option in _CONSTRAINTS:
            constraints.append(value)
        elif option in _EDITABLE:
            editable.append(value)
        elif option in _WITH:
            source = source or option in {"--from", "--spec"}
            wanted += value.split(",") if option == "--with" and "[" not in value else [value]
        elif not option:
            if not (runs and source):
                wanted.append(_at_version(value, verb))
            if runs:
                break
    return InstallCommand(
        PIP, verb, tuple(wanted), tuple(editable), tuple(files), tuple(constraints)
    )


def _at_version(text: str, verb: str) -> str:
    """`name@1.2`, as runners and Poetry write it, in the words of PEP 508."""
    match = re.fullmatch(r"([A-Za-z0-9._-]+)(\[[^\]]*\])?@(?:==)?([A-Za-z0-9.!+_-]+)", text)
    if match is None or verb.startswith("pip"):
        return text
    version = "" if match[3] == "latest" else f"=={match[3]}"
    return f"{match[1]}{match[2] or ''}{version}"


def _conda(verb: str, words: list[str], _runs: bool) -> InstallCommand:
    wanted, files = [], []
    for option, value in _options(words, _CONDA_VALUED | {"-f", "--file"}):
        if option in {"-f", "--file"}:
            files.append(value)
        elif not option and "env" not in verb.split():
            wanted.append(value)
    return InstallCommand(CONDA, verb, tuple(wanted), (), tuple(files))
