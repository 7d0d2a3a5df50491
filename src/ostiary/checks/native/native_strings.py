"""Do the strings in machine code name what thieves, miners and droppers need?"""

import re
from collections.abc import Iterator

from ostiary.checks.contents.capped import capped
from ostiary.checks.declare import check
from ostiary.checks.native.abilities import LARGE_SIZE, abilities, speaks
from ostiary.checks.wording import listed
from ostiary.core.finding import Gap, Hit
from ostiary.core.regex import regex
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.formats.native.found import NativeCode
from ostiary.formats.native.record import NativeFile

_TUNNELS = regex(r"ngrok|trycloudflare|serveo|\.onion|hooks\.slack", re.IGNORECASE)
_MINER = regex(r"stratum\+", re.IGNORECASE)
_HIDDEN = regex(
    r"/dev/tcp/|-e(?:nc|c|ncodedcommand)?\s+[A-Za-z0-9+/=]{8,}|-w(?:in(?:dowstyle)?)?\s+hid|\biex\b"
    r"|downloadstring|frombase64string|(?:curl|wget)\b.*\|\s*(?:ba)?sh\b|chmod \+x /(?:tmp|dev/shm)/",
    re.IGNORECASE,
)
_STORES = regex(
    r"\.ssh/|\.aws/|\.npmrc|\.pypirc|\.git-cred|\.docker/|\.kube/|Login Data|User Data|cookies\.sqlite"
    r"|logins\.json|key4\.db|wallet\.dat"
)
_MANY = 2
"""Places of credentials of different sorts; one alone stands in every client of a cloud."""


@check(
    "native-strings",
    "telling strings in machine code",
    Severity.MEDIUM,
    Family.CONTENTS,
    reads=NativeCode,
    confidence=Confidence.MEDIUM,
    remedy="Ask what the program wants there; build it from source and compare the strings.",
    refs=(
        "https://attack.mitre.org/techniques/T1567/",
        "https://attack.mitre.org/techniques/T1555/",
    ),
)
def native_strings(code: NativeCode) -> Iterator[Hit | Gap]:
    """Instructions are hard to read, but addresses and paths mostly stand there as they are."""
    hits = [hit for file in code.files for hit in _hits(code, file)]
    yield from capped(hits, "files with telling strings", code.contents.at(""))


def _hits(code: NativeCode, file: NativeFile) -> Iterator[Hit]:
    at = code.contents.at(file.path)
    usual = Severity.LOW if file.size >= LARGE_SIZE else Severity.MEDIUM
    stores = _stores(file)
    drops = [one for one in file.strings.drops if not _TUNNELS.search(one)]
    if drops and len(stores) >= _MANY:
        names = listed([*drops[:3], *stores])
        severity = max(usual, Severity.HIGH if usual is Severity.MEDIUM else usual)
        yield Hit(f"stores of credentials and a place to drop them: {names}", at, severity,
                  key=f"{file.path} theft")  # fmt: skip
    elif drops:
        what = (
            "a mining pool"
            if any(map(_MINER.match, drops))
            else "a place where thieves drop things"
        )
        yield Hit(f"it names {what}: {listed(drops)}", at, usual, key=f"{file.path} drop")
    elif len(stores) >= _MANY and speaks(file, abilities(file)):
        yield Hit(f"it names stores of credentials and can reach the network: {listed(stores)}", at,
                  usual, key=f"{file.path} stores")  # fmt: skip
    if tunnels := [one for one in file.strings.drops if _TUNNELS.search(one)]:
        message = f"it names a tunnel or a messenger: {listed(tunnels)}"
        yield Hit(message, at, Severity.LOW, key=f"{file.path} tunnel")
    if commands := [one for one in file.strings.commands if _HIDDEN.search(one)]:
        yield Hit(f"it holds a command that hides or fetches what it runs: {listed(commands)}", at,
                  usual, key=f"{file.path} command")  # fmt: skip
    if any("ld.so.preload" in one for one in file.strings.paths):
        message = "it names `/etc/ld.so.preload`, by which a library gets into every program"
        yield Hit(message, at, usual, key=f"{file.path} preload")


def _stores(file: NativeFile) -> tuple[str, ...]:
    """The places of credentials that it names, each sort once."""
    found = (match[0] for one in file.strings.paths for match in _STORES.finditer(one))
    return tuple(dict.fromkeys(found))
