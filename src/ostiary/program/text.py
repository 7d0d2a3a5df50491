"""Source bytes as the UTF-8 that a grammar reads, whatever encoding they came in."""

import codecs
import re

from ostiary.core.regex import regex

_COOKIE = regex(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]{1,40})", re.ASCII)
_SLOW = frozenset({"idna", "punycode", "uu", "undefined"})  # no source is written in these
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def as_utf8(data: bytes, *, cookie: bool = False) -> tuple[bytes, str]:
    """The bytes in UTF-8 without mark and NUL, and a reason if some could not be decoded.

    With `cookie` a declared encoding counts (PEP 263); Latin-1 is the last resort, which loses nothing.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode(data if encoding != "utf-8" else data[len(mark) :], encoding)
    declared = _declared(data) if cookie else ""
    if declared and declared not in {"utf-8", "ascii"}:
        return _decode(data, declared)
    return _decode(data, "utf-8")


def _declared(data: bytes) -> str:
    for line in data[:400].splitlines()[:2]:
        match = _COOKIE.match(line)
        if match:
            return match[1].decode("ascii").lower().replace("_", "-")
    return ""


def _decode(data: bytes, encoding: str) -> tuple[bytes, str]:
    if encoding in _SLOW:
        return _plainly(data), f"nobody writes source in `{encoding}`"
    reason = ""
    try:
        if encoding == "utf-8":
            data.decode("utf-8")
            return data.replace(b"\0", b""), ""
        text = data.decode(encoding)
        return text.encode("utf-8", "replace").replace(b"\0", b""), ""
    except LookupError:
        reason = f"its declared encoding `{encoding}` is not known"
    except (UnicodeError, ValueError):
        reason = ""
    return _plainly(data), reason


def _plainly(data: bytes) -> bytes:
    return data.decode("latin-1").encode("utf-8").replace(b"\0", b"")
