"""Does machine code ask the system for functions that together have one purpose only?"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ostiary.checks.contents.capped import capped
from ostiary.checks.declare import check
from ostiary.checks.native import abilities as able
from ostiary.checks.native.abilities import Abilities, abilities, speaks
from ostiary.checks.wording import listed
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.formats.native.found import NativeCode
from ostiary.formats.native.record import NativeFile


class _Sign(NamedTuple):
    purpose: str
    functions: tuple[str, ...]
    severity: Severity


@check(
    "native-capabilities",
    "machine code that asks for what only an attack needs together",
    Severity.MEDIUM,
    Family.CONTENTS,
    reads=NativeCode,
    confidence=Confidence.MEDIUM,
    remedy="Ask what the module needs these functions for; build it from source and compare.",
    refs=(
        "https://attack.mitre.org/techniques/T1055/",
        "https://attack.mitre.org/techniques/T1105/",
    ),
)
def native_capabilities(code: NativeCode) -> Iterator[Hit | Gap]:
    """One function tells nothing; to write into another process and start it there tells a lot."""
    hits = []
    for file in code.files:
        known = abilities(file)
        for ask in _QUESTIONS:
            if sign := ask(file, known):
                message = f"it can {sign.purpose}: it asks the system for {listed(sign.functions)}"
                at = code.contents.at(file.path)
                hits.append(Hit(message, at, sign.severity, key=f"{file.path} {sign.purpose}"))
    yield from capped(hits, "files that ask for telling functions", code.contents.at(""))


def _fetches_and_runs(_: NativeFile, known: Abilities) -> _Sign | None:
    fetch, run = known.any(able.FETCH_TO_FILE), known.any(able.RUN)
    if not (fetch and run):
        return None
    severity = Severity.HIGH if known.small else Severity.MEDIUM
    return _Sign("fetch a program and run it", (fetch, run), severity)


def _injects(file: NativeFile, known: Abilities) -> _Sign | None:
    """Debuggers and wrappers of the whole system do so too; those neither speak nor are small."""
    write, start = known.any(able.WRITE_OTHER), known.any(able.START_OTHER)
    if not (write and start):
        return None
    telling = known.small and (known.module or speaks(file, known))
    severity = Severity.MEDIUM if telling else Severity.LOW
    return _Sign("run code inside another process", (write, start), severity)


def _listens_to_keys(file: NativeFile, known: Abilities) -> _Sign | None:
    hook, keys = known.any(able.HOOK), known.any(able.KEYS)
    if not (hook and keys) or not known.small:
        return None  # windows, games and terminals need both
    severity = Severity.MEDIUM if speaks(file, known) else Severity.LOW
    return _Sign("listen to the keyboard of other programs", (hook, keys), severity)


def _decrypts_passwords(_: NativeFile, known: Abilities) -> _Sign | None:
    secret, net = known.any(able.UNPROTECT), known.any(able.NET)
    if not (secret and net and known.small):
        return None
    return _Sign("decrypt stored passwords and send them", (secret, net), Severity.MEDIUM)


def _hands_out_a_shell(file: NativeFile, known: Abilities) -> _Sign | None:
    net, run, redirect = known.any(able.CONNECT), known.any(able.RUN), known.any(able.REDIRECT)
    if not (net and run and known.small and known.module):
        return None
    if not redirect:
        return _Sign("connect to a host and start programs", (net, run), Severity.LOW)
    shell = any("sh -i" in one or "/dev/tcp" in one for one in file.strings.commands)
    severity = Severity.HIGH if shell else Severity.MEDIUM
    return _Sign("give a host that it connects to a shell", (net, redirect, run), severity)


def _reads_memory(_: NativeFile, known: Abilities) -> _Sign | None:
    read, net = known.any(able.READ_OTHER), known.any(able.NET)
    if not (read and net and known.small):
        return None
    return _Sign("read the memory of other programs and send it", (read, net), Severity.LOW)


_QUESTIONS: tuple[Callable[[NativeFile, Abilities], _Sign | None], ...] = (
    _fetches_and_runs,
    _injects,
    _listens_to_keys,
    _decrypts_passwords,
    _hands_out_a_shell,
    _reads_memory,
)
