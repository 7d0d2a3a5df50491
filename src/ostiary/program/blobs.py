"""Long encoded literals in source bytes."""

from collections.abc import Iterator

from ostiary.core.regex import regex

MIN_BLOB = 200  # characters of base64, hex or base85
MIN_ESCAPES = 40  # escape sequences in a row
MAX_BLOBS = 200  # looked at in one file

_RUNS = regex(
    rb"(?P<escape>(?:\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\[0-7]{3}){%d,})" % MIN_ESCAPES
    + rb"|(?<![A-Za-z0-9+/_-])(?P<base64>[A-Za-z0-9+/_-]{%d,}+={0,2})" % MIN_BLOB
    + rb"|(?<![!-&(-\[\]-~])(?P<base85>[!-&(-\[\]-~]{%d,}+)" % (2 * MIN_BLOB)
)
_HEX = regex(rb"[0-9A-Fa-f]+")
_IMAGES = (
    b"iVBORw0KGgo",  # PNG
    b"R0lGOD",  # GIF
    b"/9j/",  # JPEG
    b"UklGR",  # RIFF: WebP
    b"AAABAA",  # icon
    b"PHN2Zy",  # SVG
    b"d09GR",  # WOFF
    b"AAEAAAA",  # TrueType
    b"T1RUTw",  # OpenType
    b"LS0tLS1CRUdJTi",  # PEM, encoded once more
    b"MII",  # DER: certificates and keys
)
"""First characters of embedded images, fonts and certificates: data whose form is its purpose."""


_SOLID = bytes(97 if 33 <= one <= 126 and one not in b"\"'`" else 32 for one in range(256))
_SHORTEST = b"a" * (4 * MIN_ESCAPES)


def runs(data: bytes) -> Iterator[tuple[str, int, int]]:
    """(encoding, start, end) of literals that look encoded, in order of place."""
    if _SHORTEST not in data.translate(_SOLID):
        return
    for count, match in enumerate(_RUNS.finditer(data)):
        if count >= MAX_BLOBS:
            return
        encoding = match.lastgroup or ""
        text = match[0]
        if (
            text.startswith(_IMAGES)
            or b"base64," in data[max(match.start() - 16, 0) : match.start()]
        ):
            continue
        if encoding != "escape":
            if not _varied(text, encoding):
                continue
            if encoding == "base64" and _HEX.fullmatch(text):
                encoding = "hex"
        yield encoding, match.start(), match.end()


def _varied(text: bytes, encoding: str) -> bool:
    """Whether the text is like random data: not a rule, a path, an alphabet or a run of one sign."""
    sample = text[:4096]
    digits = sum(48 <= one <= 57 for one in sample)
    upper = sum(65 <= one <= 90 for one in sample)
    lower = sum(97 <= one <= 122 for one in sample)
    if encoding == "base85":
        return len(set(sample)) > 60 and digits > 0 and upper > 0 and lower > 0
    return len(set(sample)) >= 12 and digits * 40 > len(sample)
