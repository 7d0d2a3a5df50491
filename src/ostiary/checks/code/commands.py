"""Which commands are ordinary when software is built or looks at its own machine."""

import re

from msgspec.structs import replace

from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Severity
from ostiary.program.commands import program_name, words_of
from ostiary.program.model import Call, Origin

_BUILD = frozenset(
    """
    git hg svn bzr gcc g++ cc c++ clang clang++ cl link ar ld ranlib strip nm objdump otool
    install_name_tool libtool make gmake nmake ninja cmake ctest meson autoreconf autoconf
    automake configure dotnet bazel buck scons msbuild vcvarsall vswhere pkg-config pkgconf cargo rustc
    rustup maturin go java javac jar gradle mvn nvcc hipcc swig cython cythonize protoc flex bison
    yacc nasm yasm patch f2py gfortran flang patchelf auditwheel delocate node-gyp node-pre-gyp
    node-gyp-build prebuild-install prebuild prebuildify cmake-js napi tsc babel webpack rollup
    esbuild vite node npm npx yarn pnpm bower gulp grunt lerna husky patch-package opencollective
    opencollective-postinstall msgfmt pybabel sphinx-build pandoc doxygen python pip uv tox pytest
    flake8 mypy black ruff isort twine mysql_config pg_config mariadb_config xml2-config
    xslt-config curl-config krb5-config gdal-config geos-config llvm-config nc-config h5cc mpicc
    mpicxx mpiexec sdl-config sdl2-config freetype-config libpng-config net-snmp-config
    gpgme-config pgen pyuic5 pyuic6 lrelease pyside6-rcc pyside6-uic pyrcc5
    """.split()  # noqa: SIM905 - a word list reads better as text
)
_LOOK = frozenset(
    """
    oslevel freebsd-version isainfo psrinfo mach machine hinv sysconf uname_i prtconf
    systemd-detect-virt dmidecode free df
    uname arch sw_vers lsb_release ldconfig ldd sysctl nproc getconf which where xcrun xcode-select
    xcodebuild brew dpkg-architecture dpkg rpm lscpu file tput stty locale chcp ver infocmp cygpath
    color defaults fc-list system_profiler nvidia-smi rocminfo hostname id tty less more pager clear cls reg
    """.split()  # noqa: SIM905 - a word list reads better as text
)
_RISKY = frozenset(
    """
    curl wget nc ncat netcat socat powershell pwsh cmd bash sh zsh mshta rundll32 regsvr32 certutil bitsadmin
    wscript cscript schtasks crontab at launchctl systemctl chmod chattr base64 openssl telnet ftp ssh scp
    osascript xattr reg.exe wmic net netsh whoami
    """.split()  # noqa: SIM905 - a word list reads better as text
)
_PLAIN = frozenset(
    """
    true false : echo printf grep egrep fgrep sed cut head tail tr sort uniq wc test [ exit cd touch mkdir
    """.split()  # noqa: SIM905 - a word list reads better as text
)
_ASKS = frozenset(
    """
    rev-parse describe log status ls-files show diff branch tag --version version rev-list id identify
    symbolic-ref root paths show-ref name-rev cat-file for-each-ref
    """.split()  # noqa: SIM905 - a word list reads better as text
)
"""What version control is asked without changing anything or reaching out."""
_VERSIONING = frozenset({"git", "hg", "svn"})
_ENGINES = frozenset({"docker", "podman"})
_ENGINE_ASKS = frozenset({"info", "version", "ps", "images"})
"""What an engine of containers is asked about itself."""
_FETCHERS = frozenset({"curl", "wget", "openssl", "ssh"})
"""Programs that do nothing at all when they are asked for their version alone."""
_READING = {"config": ("--get", "--list", "-l"), "remote": ("-v", "get-url", "show")}
_PLACED = frozenset({"-C", "--git-dir", "--work-tree", "-R", "--cwd"})  # a folder follows
_CHANGES = frozenset(
    """
    write add delete import install -i -U --install --upgrade -w --write -S --set -s --switch -r --reset
    """.split()  # noqa: SIM905 - a word list reads better as text
)
"""Words with which programs that look at the machine change it."""
_CHANGING = frozenset({"defaults", "reg", "brew", "dpkg", "rpm", "sysctl", "xcode-select"})
_QUIET = regex(r"\s*(?:[012&]?>&[12]|[012&]?>\s*(?:/dev/null|nul\b))", re.IGNORECASE)
_VARIABLE = regex(r"(?<=\S\s)\$\w+(?=\s|$)")
"""A variable as a whole word behind the program."""
_WORD = regex(r"[a-z][a-z-]*")
_WHO = frozenset({"--version", "-version", "-V", "--help", "-help"})
_PARTS = regex(r"&&|\|\|?|;|\n")
_HOSTS = frozenset({"python", "node", "npm", "npx", "yarn", "pnpm", "pip", "uv"})
_INLINE = frozenset({"-c", "-e", "--eval", "-p", "--print", "install", "add", "i", "exec", "dlx"})
_INNER = regex(r"(?:ba|da)?sh\s+-c\s+'([^'\n]*)'")
_IDLE = regex(
    r"(?:(?:while|until|if|do|then|else)\s+)*+(?:read(?:\s+-r)?(?:\s+[a-z]+)+|:|true|false|done|fi)"
)
"""A text for a shell, and a part of one that only waits and reads."""
_MADE = regex(
    r"(?:\S*/)?(?:ba|da)?sh (?:\./)?(?:autogen|bootstrap|buildconf|configure)(?:\.sh)?(?: -[\w=./-]+)*$"
)
"""A shell that is given a script by which sources are made ready to be built."""
_SHELL_SIGNS = frozenset(";|&`<>\n")


def words(call: Call) -> tuple[str, ...]:
    """The command's words as text, with `?` for what is not constant."""
    return tuple("?" if word is None else word for word in call.arguments)


def shown(call: Call) -> str:
    """The command as a person would type it, as far as it is known."""
    return " ".join(words(call)) or ("nothing" if call.arguments else "an unknown command")


_VERSION = frozenset({"--version", "-v", "-V", "version"})


def asks_version(call: Call) -> bool:
    """Whether a program, whichever it is, is only asked which version it is."""
    told = call.origin in {Origin.DECODED, Origin.NETWORK}
    return not told and len(call.arguments) == 2 and call.arguments[1] in _VERSION


def asks_nobody(call: Call) -> bool:
    """Whether a command has no program, and a flag that asks one for its version or for help."""
    *first, last = call.arguments or ("",)
    told = call.origin in {Origin.DECODED, Origin.NETWORK}
    return not told and all(one == "" for one in first) and last in _WHO | _VERSION


def weigh(call: Call, ordinary: bool) -> tuple[Severity, Confidence]:
    """How bad it is that this command starts by itself.

    `ordinary` says that build tools belong at this moment. Looking at the machine always does.
    """
    if call.origin in {Origin.DECODED, Origin.NETWORK}:
        return Severity.CRITICAL, Confidence.HIGH
    if call.arguments == ("",) and call.shell:
        return Severity.INFO, Confidence.HIGH  # no command: it has old consoles show colours
    names = _programs(call)
    if not names:
        return Severity.MEDIUM, Confidence.LOW
    makes = (
        ordinary and not call.shell and _MADE.match(" ".join(words(call)))
    )  # a file that is read
    if _looks(call) or _one_by_one(call, ordinary) or makes:
        return Severity.LOW, Confidence.HIGH
    text = "".join(words(call))
    plain = not call.shell or not (_SHELL_SIGNS & set(text) or "$(" in text)
    known = (_LOOK - _CHANGING - {"xcrun"}) | (_BUILD if ordinary else {"pkg-config", "gcc", "cc"})
    if ordinary:
        known |= {"xcrun"}
    if not names.isdisjoint(_HOSTS) and _INLINE & set(" ".join(words(call)).split()):
        return Severity.MEDIUM, Confidence.MEDIUM
    if plain and all(name in known or name.endswith(("-config", "_config")) for name in names):
        return Severity.LOW, Confidence.HIGH
    if not names.isdisjoint(_RISKY) or (call.shell and not plain):
        return Severity.HIGH, Confidence.MEDIUM
    return Severity.MEDIUM, Confidence.MEDIUM


def _one_by_one(call: Call, ordinary: bool) -> bool:
    """Whether a line of the shell is several commands of which each would weigh little by itself."""
    if not call.shell or None in call.arguments:
        return False
    text = _QUIET.sub("", " ".join(words(call)))
    parts = [one.strip() for one in _PARTS.split(text)]
    joined = text.replace("&&", "")
    if len(parts) < 2 or not all(parts) or any(sign in joined for sign in "$`<>(){}|&\n"):
        return False
    alone = (replace(call, arguments=words_of(one), shell=False) for one in parts)
    return all(weigh(one, ordinary)[0] is Severity.LOW for one in alone)


def _looks(call: Call) -> bool:
    """Whether every command only asks the machine or the version control about itself."""
    if not call.arguments or any(word is None for word in call.arguments[:2]):
        return False
    if len(call.arguments) > 1 and not call.shell:
        return _asks([word or "?" for word in call.arguments])
    inner = _INNER.fullmatch(" ".join(words(call)))
    if inner and all(_IDLE.fullmatch(one.strip()) for one in inner[1].split(";")):
        return True
    parts = _PARTS.split(_VARIABLE.sub("", _QUIET.sub("", " ".join(words(call)))))
    if any(sign in one for one in parts for sign in "$`<>&()"):
        return False
    return all(_asks(one.split()) for one in parts if one.strip())


def _asks(line: list[str]) -> bool:
    name = _bare(line[0])
    if _asks_who(line):
        return True
    if name in _VERSIONING:
        return _reads(line[1:])
    if name in _ENGINES and len(line) > 1 and line[1] in _ENGINE_ASKS:
        return True
    if name == "xcrun" and len(line) > 1 and not line[1].startswith("-"):
        return False
    if name in _CHANGING and not _CHANGES.isdisjoint(line):
        return False
    return name in _LOOK or name in _PLAIN or name.endswith(("-config", "_config"))


def _asks_who(line: list[str]) -> bool:
    """Whether a program of the machine is asked who it is, with flags alone and by its bare name.

    One plain word may come before, for one program in another (`npm install --version` installs nothing).
    """
    flags = line[2:] if len(line) == 3 and _WORD.fullmatch(line[1]) else line[1:]
    if len(line) == 2 and line[1] in _WHO and line[0] in _FETCHERS:
        return True
    asked = not _WHO.isdisjoint(flags) and all(one.startswith("-") for one in flags)
    bare = "/" not in line[0] and "\\" not in line[0] and "?" not in line[0]
    return asked and bare and not _INLINE.intersection(flags) and _bare(line[0]) not in _RISKY


def _reads(rest: list[str]) -> bool:
    """Whether version control is only asked; options before the verb can make it run anything."""
    while rest and rest[0].startswith("-") and rest[0] not in _ASKS:
        if rest[0] in _PLACED:
            rest = rest[1:]
        elif rest[0] != "--no-pager" and not rest[0].startswith(("--git-dir=", "--work-tree=")):
            return False
        rest = rest[1:]
    verb = rest[0] if rest else "--version"
    return verb in _ASKS or any(one.startswith(_READING.get(verb, "\0")) for one in rest[1:])


def _programs(call: Call) -> set[str]:
    """The names that the program can have; `a|b` in a word of an argument list are alternatives."""
    first = call.arguments[0] if call.arguments else None
    if not first or first.startswith("{}"):
        return set()
    if len(call.arguments) == 1:
        first = first.split()[0] if first.split() else first
        return {_bare(first)}
    return {_bare(one) for one in first.split("|")}


def _bare(word: str) -> str:
    name = program_name(word.strip("\"'"))
    if name.startswith("python") and name[6:].replace(".", "").isdigit():
        return "python"
    stem = name.rpartition("-")[0]
    return stem if name.rpartition("-")[2].replace(".", "").isdigit() and stem else name
