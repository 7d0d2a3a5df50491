"""Which commands stand in the files of build tools that have a language of their own?

Nobody here follows these languages. Whatever stands in them as a text, or as a line, and would do more for a
shell than build something, is taken for a command that the tool runs.
"""

import re
import shlex
from collections.abc import Callable, Iterator

from msgspec import Struct

from ostiary.core.errors import LimitError
from ostiary.core.regex import regex
from ostiary.program.builds.cmake import cmake_steps
from ostiary.program.builds.make import make_lines
from ostiary.program.builds.meson import meson_steps
from ostiary.program.builds.rust import rust_steps
from ostiary.program.builds.step import Lines, Step

MAX_READ = 400  # files of one tool that are read for one command
MAX_WORDS = 200  # texts that stand side by side, as the words of one command

_WORTH = regex(
    r"(?i)\b(?:curl|wget|aria2c|nc|ncat|netcat|socat|certutil|bitsadmin|iwr|irm|invoke-\w+|ssh|scp|base64|base32"
    r"|openssl|xxd|crontab|printenv|nslookup|dig|eval|source|chmod)\b|/dev/(?:tcp|udp)/|\.ssh\b"
    r"|\b(?:ba|da|z|k)?sh(?:\.exe)?\s+[-./\w]|\b(?:python[\d.]*|node|perl|ruby|php|powershell|pwsh|cmd)(?:\.exe)?\s"
    r"|\b(?:make|ninja|cmake|npm|yarn|pnpm|git\s+clone)\b|(?:^|[\s./\\])[\w.-]{1,100}\.(?:sh|bash|bat|cmd|ps1|py|js)\b"
)
"""What makes a text of such a file worth a look: most name files, targets and options."""

_QUOTED = regex(
    r"\"\"\"(?P<a>.*?)(?:\"\"\"|\Z)|'''(?P<b>.*?)(?:'''|\Z)|\[\[(?P<c>.*?)(?:\]\]|\Z)"
    r"|\"(?P<d>(?:[^\"\\\n]|\\.)*)(?:\"|(?=\n)|\\?\Z)|'(?P<e>(?:[^'\\\n]|\\.)*)(?:'|(?=\n)|\\?\Z)"
    r"|`(?P<f>(?:[^`\\]|\\.)*)(?:`|\\?\Z)|(?P<gap>[\s,]+|[^\"'`\[\s,]+|\[)",
    re.DOTALL,
)
_ESCAPE = regex(r"\\(.)", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r"}
_STARTER = regex(
    r"(?i)^(?:\S*/)?(?:env|(?:ba|da|z|k)?sh|python[\d.]*|node|cmd|powershell|pwsh|perl|curl|wget)(?:\.exe)?$"
)
_MARKED = regex(r"=\s*\"([^\"]*)\"|=\s*'([^']*)'|>([^<>]+)<")
_ENTITY = regex(r"&(?:#([xX][0-9a-fA-F]{1,6}|[0-9]{1,7})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_LEAD = regex(
    r"^(?:[-@\s]|(?:cmds?|commands?(?:_pre|_post)?|command|run|sh|script|install_command)\s*[:=]\s*)+"
)
_QMAKE = regex(
    r"\bsystem[ \t]*\([ \t]*([^\n]{0,4000})\)|\b(?:commands|QMAKE_\w{1,60})[ \t]*[+*]?=[ \t]*([^\n]*)"
)
_M4 = regex(r"\b(?:m4_)?e?syscmd\w*\s*\(\s*[\[`\"]*([^\n\])'\"]*)")
_GENERATED = regex(r"(?m)^//go:generate[ \t]+(.+)$")
_STARTED = regex(
    r"\b(?:exec\.Command(?:Context)?|syscall\.Exec|os\.StartProcess)\s*\(([^\n]{0,4000})"
)

Recipe = Iterator[tuple[int, str]]
Reader = Callable[[str], Recipe]


class Tool(Struct, frozen=True):
    """The names of the files that a tool reads, wherever they lie, and who reads their commands."""

    names: re.Pattern[str]
    reader: Reader


def texts(text: str) -> Recipe:
    """The texts in quotes; those side by side are the words of one command where the first is a program."""
    lines = Lines(text)
    held: list[str] = []
    start = 0
    for one in _QUOTED.finditer(text):
        if one["gap"] is not None:
            if one["gap"].strip(", \t\r\n"):
                yield from _joined(lines, start, held)
                held = []
            continue
        value = next(
            found for found in one.group("a", "b", "c", "d", "e", "f") if found is not None
        )
        value = _ESCAPE.sub(lambda sign: _SIGNS.get(sign[1], sign[1]), value)
        start = start if held else one.start()
        held.append(value)
        if len(held) > MAX_WORDS and _STARTER.match(held[0]):
            raise LimitError("it has a command of more words than are read")
        for number, line in enumerate(value.split("\n")):
            if _WORTH.search(line):
                yield lines.at(one.start()) + number, line.strip()
    yield from _joined(lines, start, held)


def _joined(lines: Lines, start: int, held: list[str]) -> Recipe:
    if len(held) > 1 and _STARTER.match(held[0]):
        yield lines.at(start), _command(held)


def _command(words: list[str]) -> str:
    """The words as a shell reads them; the text that a shell is given is read by itself."""
    if len(words) > 2 and words[1] in {"-c", "-ec", "-lc", "/c"}:
        return words[2]
    return shlex.join(words)


def marked(text: str) -> Recipe:
    """The texts and attributes of a file in XML."""
    lines = Lines(text)
    for one in _MARKED.finditer(text):
        value = next(found for found in one.groups() if found is not None)
        value = _ENTITY.sub(_sign, value)
        for line in value.split("\n"):
            if _WORTH.search(line):
                yield lines.at(one.start()), line.strip()


def _sign(one: "re.Match[str]") -> str:
    if one[1] is None:
        return _NAMED[one[2]]
    code = int(one[1][1:], 16) if one[1][:1] in "xX" else int(one[1])
    return chr(min(code, 0x10FFFF))


def plain(text: str) -> Recipe:
    """The lines, without what says in such files that a command follows."""
    for number, line in enumerate(text.replace("\\\n", " ").split("\n"), 1):
        bare = _LEAD.sub("", line.strip())
        if bare[:1] in {'"', "'"} and bare[-1:] == bare[:1]:
            bare = bare[1:-1]
        if _WORTH.search(bare) and not bare.startswith(("#", "dnl ")):
            yield number, bare


def _qmake(text: str) -> Recipe:
    yield from _found(_QMAKE, text)


def _m4(text: str) -> Recipe:
    """What macros run while they are expanded; the rest goes into a script that is started next."""
    yield from _found(_M4, text)
    yield from plain(text)


def _found(pattern: re.Pattern[str], text: str) -> Recipe:
    lines = Lines(text)
    for one in pattern.finditer(text):
        line = next((found for found in one.groups() if found), "").strip().strip("\"'")
        if line:
            yield lines.at(one.start()), line


def _go(text: str) -> Recipe:
    yield from _found(_GENERATED, text)
    lines = Lines(text)
    for one in _STARTED.finditer(text):
        yield from ((lines.at(one.start()), line) for _, line in texts(one[1]))


def _stepped(reader: Callable[[str], Iterator[Step]]) -> Reader:
    def read(text: str) -> Recipe:
        for one in reader(text):
            yield one.line, one.words[0] if one.whole else _command(list(one.words))

    return read


def _every(text: str) -> Recipe:
    yield from make_lines(text, ())


cmake_lines = _stepped(cmake_steps)
"""The commands of a list or script of CMake, as lines for a shell."""

_STARLARK = Tool(
    regex(r"(?:^|/)(?:BUILD|WORKSPACE|MODULE|BUCK|[^/]+\.bzl)(?:\.bazel|\.bzlmod)?$"), texts
)
_GRADLE = Tool(regex(r"\.gradle(?:\.kts)?$"), texts)
_XML = Tool(
    regex(r"(?:^|/)(?:pom|build)\.xml$|\.(?:cs|vcx|fs|vb)proj$|\.targets$|\.props$"), marked
)
_AUTO = Tool(regex(r"(?:^|/)(?:configure\.(?:ac|in)|[^/]+\.m4)$"), _m4)
_TOX = Tool(regex(r"(?:^|/)(?:tox\.ini|tox\.toml|setup\.cfg|pyproject\.toml)$"), plain)
_GYP = Tool(regex(r"\.gypi?$"), texts)
_GO = Tool(regex(r"\.go$"), _go)
_DUNE = Tool(regex(r"(?:^|/)(?:dune|jbuild)$"), texts)
_QT = Tool(regex(r"\.(?:pro|pri|prf)$"), _qmake)
_JUST = Tool(regex(r"(?i)(?:^|/)\.?justfile$"), plain)
_TASK = Tool(regex(r"(?i)(?:^|/)taskfile(?:\.dist)?\.ya?ml$"), plain)
_CRATE = Tool(regex(r"\.rs$"), _stepped(rust_steps))
_MESON = Tool(regex(r"(?:^|/)meson\.build$"), _stepped(meson_steps))
_LUA = Tool(regex(r"(?:^|/)(?:premake\w*|xmake)\.lua$"), texts)
_RAKE = Tool(regex(r"(?:^|/)(?:Rakefile|rakefile)$|\.rake$"), texts)

OTHERS = {
    **dict.fromkeys(("bazel", "bazelisk", "buck", "buck2"), _STARLARK),
    **dict.fromkeys(("gradle", "gradlew"), _GRADLE),
    **dict.fromkeys(("mvn", "mvnw", "ant", "msbuild", "dotnet", "devenv", "xbuild"), _XML),
    **dict.fromkeys(("autoreconf", "autoconf", "aclocal", "automake", "m4", "autom4te"), _AUTO),
    **dict.fromkeys(("premake", "premake4", "premake5", "xmake"), _LUA),
    **dict.fromkeys(("qmake", "qmake6", "qmake-qt5"), _QT),
    **dict.fromkeys(("node-gyp", "gyp"), _GYP),
    **dict.fromkeys(("dune", "jbuilder"), _DUNE),
    **dict.fromkeys(("task", "go-task"), _TASK),
    **dict.fromkeys(("rake", "rake2"), _RAKE),
    "tox": _TOX,
    "go": _GO,
    "just": _JUST,
    "cargo": _CRATE,
    "meson": _MESON,
    "bison": _AUTO,
    "vcpkg": Tool(regex(r"(?:^|/)portfile\.cmake$"), cmake_lines),
}
"""Tools whose files are looked for in the whole artifact."""

_SPOKEN = {"go": ("generate", "run", "test"), "cargo": ("run", "r", "test", "t", "bench")}
"""What has to be asked of a tool that only compiles otherwise; of cargo any alias, too."""
_BUILT_IN = frozenset(
    {"build", "b", "check", "c", "rustc", "fetch", "metadata", "vendor", "clean", "install"}
)


def runs_own(program: str, words: tuple[str, ...]) -> bool:
    """Whether a command of such a tool runs what the files say, and does not only compile them."""
    asked = next((one for one in words[1:] if not one.startswith(("-", "+"))), "")
    if program == "cargo":
        return bool(asked) and asked not in _BUILT_IN
    return program not in _SPOKEN or asked in _SPOKEN[program]


PROGRAMS = {
    "scons": ("SConstruct", "Sconstruct", "sconstruct", "SConscript"),
    "waf": ("wscript",),
    "nox": ("noxfile.py",),
    "invoke": ("tasks.py",),
    "inv": ("tasks.py",),
    "doit": ("dodo.py",),
    "fab": ("fabfile.py",),
    "conan": ("conanfile.py",),
    "paver": ("pavement.py",),
    "webpack": ("webpack.config.js", "webpack.config.cjs"),
    "gulp": ("gulpfile.js", "gulpfile.cjs", "gulpfile.mjs"),
    "grunt": ("Gruntfile.js", "gruntfile.js"),
    "rollup": ("rollup.config.js", "rollup.config.mjs", "rollup.config.cjs"),
    "vite": ("vite.config.js", "vite.config.ts", "vite.config.mjs"),
    "jake": ("Jakefile.js", "jakefile.js", "Jakefile"),
    "esbuild": ("esbuild.config.js", "esbuild.config.mjs"),
}
"""Tools that run a file of these names, which is a program in Python or JavaScript."""

CALLED = frozenset(one for several in PROGRAMS.values() for one in several if "js" not in one)
"""Files whose functions and methods such a tool calls, those in Python."""
