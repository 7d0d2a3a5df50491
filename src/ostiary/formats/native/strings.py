"""Which of the strings in a file of machine code tell what it may do?

Each pattern starts with a rare literal, so that a hundred megabytes are passed over in tens of
milliseconds and nothing is copied. Windows' wide strings are found in every second byte.
"""

import re
from itertools import islice

from msgspec import Struct, field

from ostiary.core.regex import regex
from ostiary.formats.native.record import Strings

MAX_URLS = 200
MAX_TELLING = 60
"""Of each other sort."""
MAX_FOUND = 20_000
"""Matches of one pattern that are looked at."""
MAX_BEFORE = 40
"""Printable bytes before a match that are shown with it."""
MAX_SCHEME = 12
MAX_NAMED = 4 << 20
"""Bytes of a file that is searched for names of functions; larger ones hold all of them."""
MAX_WIDE = 64 << 20
"""Bytes that are searched for wide strings."""

Patterns = tuple[re.Pattern[bytes], ...]

_SCHEME = regex(rb"[A-Za-z0-9+]")
_URL = regex(rb"://[!-;=?-\[\]_a-z~]{4,200}")
_DROPS = regex(
    r"""discord(?:app)?\.com/api/webhooks|api\.telegram\.org/bot|hooks\.slack\.com/services/
    |pastebin\.com/raw|//(?:hastebin|rentry|paste)\.[a-z]{2,3}/|transfer\.sh|gofile\.io|anonfiles\.
    |webhook\.site|requestbin|pipedream\.net|ngrok(?:-free)?\.|trycloudflare\.com|serveo\.net
    |oast\.(?:fun|pro|live|site|online|me)|oastify\.com|burpcollaborator\.net|interact\.sh
    |\.onion(?:[:/]|$)|^stratum\+""",
    re.VERBOSE | re.IGNORECASE,
)
"""Where stolen things are dropped and orders fetched: messengers, paste sites, tunnels, mining pools."""

_TELLING = (
    regex(
        rb"/(?:bin/(?:ba|z|k)?sh -[a-z]*[ci]\b[ -~]{0,100}|dev/tcp/[\w.$%{-]+/[!-~]{1,40}"
        rb"|etc/(?:ld\.so\.preload|shadow\b|cron\.d\b))"
    ),
    regex(
        rb" (?:-(?:(?<=curl -)|(?<=wget -))[ -~]{4,100}|\+x(?<=chmod \+x) [ -~]{1,60}"
        rb"|/[cCkK](?:(?<=cmd /.)|(?<=\.exe /.)) [ -~]{2,100}"
        rb"|Data(?:(?<=Login Data)|(?<=User Data))\b)"
    ),
    regex(
        rb"\.(?:ssh/(?:id_[a-z0-9]+|authorized_keys)|aws/credentials|npmrc\b|pypirc\b|git-credentials"
        rb"|docker/config\.json|kube/config\b|sqlite(?<=cookies\.sqlite)|json(?<=logins\.json)"
        rb"|db(?<=key4\.db)|dat(?<=wallet\.dat))"
    ),
)
_WINDOWS = (
    regex(rb"owershell(?:\.exe)? +-[ -~]{2,120}"),
    regex(rb"\\(?:CurrentVersion\\?Run\b|Programs\\?Startup\b)"),
)
_PLACES = (b"/etc/", b".", b" Data", b"\\")
"""How matches start that are paths; the others are commands."""
_NAMES = (
    b"URLDownloadToFile", b"WriteProcessMemory", b"CreateRemoteThread", b"NtCreateThreadEx",
    b"RtlCreateUserThread", b"QueueUserAPC", b"NtUnmapViewOfSection", b"SetWindowsHookEx",
    b"GetAsyncKeyState", b"CryptUnprotectData", b"MiniDumpWriteDump",
)  # fmt: skip


def telling(data: bytes, *, windows: bool = False) -> Strings:
    """The telling strings of a file; those that matter most are kept first."""
    found = _Found()
    found.read(data, _TELLING)
    if windows:
        found.search(data, _WINDOWS)
        for start in (0, 1):
            found.read(data[start:MAX_WIDE:2], (*_TELLING, *_WINDOWS))
    return Strings(
        urls=tuple(found.urls),
        drops=tuple(found.drops),
        commands=tuple(found.commands),
        paths=tuple(found.paths),
        names=_names(data) if windows and len(data) <= MAX_NAMED else (),
    )


class _Found(Struct):
    """What was found so far; dictionaries keep the order and each string once."""

    urls: dict[str, None] = field(default_factory=dict)
    drops: dict[str, None] = field(default_factory=dict)
    commands: dict[str, None] = field(default_factory=dict)
    paths: dict[str, None] = field(default_factory=dict)

    def read(self, data: bytes, patterns: Patterns) -> None:
        """Addresses, and all else that the patterns find."""
        for match in islice(_URL.finditer(data), MAX_FOUND):
            url = _with_scheme(data, match)
            if _DROPS.search(url):
                _keep(self.drops, url, MAX_TELLING)
            else:
                _keep(self.urls, url, MAX_URLS)
        self.search(data, patterns)

    def search(self, data: bytes, patterns: Patterns) -> None:
        """Each match with the printable bytes before it."""
        for pattern in patterns:
            for match in islice(pattern.finditer(data), MAX_FOUND):
                start = match.start()
                low = max(0, start - MAX_BEFORE)
                while start > low and 0x20 <= data[start - 1] < 0x7F:
                    start -= 1
                text = data[start : match.end()].decode("ascii", "replace")
                place = match[0].startswith(_PLACES)
                _keep(self.paths if place else self.commands, text, MAX_TELLING)


def _with_scheme(data: bytes, match: re.Match[bytes]) -> str:
    start = match.start()
    low = max(0, start - MAX_SCHEME)
    while start > low and _SCHEME.match(data, start - 1):
        start -= 1
    return data[start : match.end()].decode("ascii", "replace").lstrip("+")


def _names(data: bytes) -> tuple[str, ...]:
    return tuple(one.decode() for one in _NAMES if data.find(one) >= 0)


def _keep(found: dict[str, None], text: str, limit: int) -> None:
    if len(found) < limit:
        found[text] = None
