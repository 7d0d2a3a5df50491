"""Does machine code carry another program or an archive, inside or behind its end?"""

from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.declare import check
from ostiary.checks.native.abilities import SMALL_SIZE
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Family, Severity
from ostiary.formats.native.found import NativeCode, loads
from ostiary.formats.native.record import NativeFile

_FOREIGN = {"elf": "Windows", "mach-o": "Windows", "pe": "ELF"}


@check(
    "native-payload",
    "a program or an archive carried by machine code",
    Severity.MEDIUM,
    Family.CONTENTS,
    reads=NativeCode,
    remedy="Cut out what is appended or embedded and look at it as a file of its own.",
    refs=("https://attack.mitre.org/techniques/T1027/009/",),
)
def native_payload(code: NativeCode) -> Iterator[Hit | Gap]:
    """The loader maps what the tables name; what stands behind them the program itself unpacks."""
    hits = [hit for file in code.files for hit in _hits(code, file)]
    yield from capped(hits, "carried programs", code.contents.at(""))


def _hits(code: NativeCode, file: NativeFile) -> Iterator[Hit]:
    at = code.contents.at(file.path)
    if file.overlay:
        plain = file.overlay in {"text", "bytes of no known type"}
        severity = Severity.LOW if plain else Severity.MEDIUM
        message = f"behind its end stands {_article(file.overlay)}, which no table names"
        yield Hit(message, at, severity, key=f"{file.path} behind")
    if file.embedded:
        count = len(file.embedded)
        what = _article(file.embedded[0]) if count == 1 else f"{count} whole programs"
        severity = Severity.MEDIUM if _telling(file) else Severity.LOW
        yield Hit(f"{what} stands inside it", at, severity, key=f"{file.path} inside")


def _telling(file: NativeFile) -> bool:
    """A small module for an interpreter has no use for a program of its own system."""
    foreign = _FOREIGN.get(file.format, "?")
    kin = [one for one in file.embedded if not one.startswith(foreign)]
    return loads(file) and file.size <= SMALL_SIZE and bool(kin)


def _article(kind: str) -> str:
    if kind == "bytes of no known type":
        return "data of no known type"
    return f"an {kind}" if kind[0] in "Eax" else f"a {kind}"
