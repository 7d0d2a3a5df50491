"""Does a file that an interpreter would import lack the function by which interpreters enter?"""

from collections import defaultdict
from collections.abc import Iterator

from ostiary.checks.declare import check
from ostiary.checks.native import abilities as able
from ostiary.checks.native.abilities import abilities
from ostiary.checks.wording import listed
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.formats.native.entries import NODE, PYTHON
from ostiary.formats.native.found import NativeCode, is_module
from ostiary.formats.native.record import NativeFile, Role

MAX_SINGLE = 4
"""Files that are named one by one."""

_REGISTERS = frozenset({"napi_module_register", "node_module_register"})
"""What addons call from a constructor instead of being entered by name."""


@check(
    "module-without-init",
    "a module for an interpreter that it cannot enter",
    Severity.LOW,
    Family.CONTENTS,
    reads=NativeCode,
    remedy="Find out what loads the file; code in its constructors runs at the mere attempt.",
    refs=("https://attack.mitre.org/techniques/T1574/",),
)
def module_without_init(code: NativeCode) -> Iterator[Hit | Gap]:
    """Importing such a file fails, but only after the constructors in it have run."""
    closed = [
        file
        for file in code.files
        if file.role is Role.LIBRARY and is_module(file.path) and _closed(file)
    ]
    groups: dict[Severity, list[NativeFile]] = defaultdict(list)
    for file in closed:
        groups[_severity(file)].append(file)
    for severity, files in sorted(groups.items(), reverse=True):
        yield from _hits(code, severity, files)


def _hits(code: NativeCode, severity: Severity, files: list[NativeFile]) -> Iterator[Hit]:
    """One for each file, or one for all: many of a kind are libraries that `ctypes` loads."""
    if len(files) > MAX_SINGLE:
        names = listed(one.path for one in files)
        message = f"{len(files)} files {_MESSAGE.format('an interpreter')}: {names}"
        yield Hit(message, code.contents.at(files[0].path), severity, key=severity.word)
        return
    for file in files:
        message = _MESSAGE.format(_kind(file))
        yield Hit(message, code.contents.at(file.path), severity, key=file.path)


_MESSAGE = "named like a module for {}, but without the function by which it would be entered"


def _kind(file: NativeFile) -> str:
    return "Node" if file.path.lower().endswith(".node") else "Python"


def _closed(file: NativeFile) -> bool:
    if file.missing or file.packer or file.format not in {"elf", "pe", "mach-o"}:
        return False  # what is not known is told elsewhere
    if file.format == "mach-o" and not file.exports:
        return False  # names that are offered may stand in another table, which nobody here reads
    if _kind(file) == "Node":
        registers = any(one.name in _REGISTERS for one in file.imports)
        return not registers and not any(one.startswith(NODE) for one in file.exports)
    return not any(one.startswith((*PYTHON, "init")) for one in file.exports)


def _severity(file: NativeFile) -> Severity:
    known = abilities(file)
    acts = bool(known.any(able.NET) and known.any(able.RUN))
    return Severity.MEDIUM if acts and known.small else Severity.LOW
