"""Do bytes look like something that somebody meant: text, code, an executable, an archive?"""

import re

from ostiary.core.regex import regex

MIN_TEXT = 12
"""Bytes of a text; fewer come out of random data too often."""
_LOOKED_AT = 1 << 16
_MAX_ODD = 0.03
"""The share of characters in a text that are neither printable nor white space."""
_MAGICS = (
    *(b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"PK\3\4", b"Rar!\x1a\7"),
    *(b"7z\xbc\xaf\x27\x1c", b"\x7fELF", b"\0asm", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe"),
    *(b"\xca\xfe\xba\xbe", b"%PDF-", b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"Salted__"),
    *(b"\xe3\0\0\0\0", b"\x63\0\0\0\0", b"\x80\4\x95", b"gAAAAA", b"dex\n", b"\x5d\0\0\x80\0"),
)
_ZLIB_HEAD = regex(rb"\x78[\x01\x5e\x9c\xda]")
_PYC = regex(rb"..\r\n[\0-\3]\0\0\0.{8}[\xe3\x63]", re.DOTALL)
_PICKLE = regex(rb"\x80[\x02-\x05][\x80-\x98(c\]}\x8cXq]")
_WORDS = regex(
    rb"\b(?:import|exec|eval|def|class|return|lambda|print|function|require|const|var|let|"
    rb"https?|powershell|curl|wget|bash|echo|subprocess|socket|document|window|module)\b"
)
_PRINTABLE = bytes(range(0x20, 0x7F)) + b"\t\n\r\f"
_NOT_LATIN = regex(r"[^\t\n\r\f -~\u00a0-\u024f\u2010-\u206f]")


def telling(raw: bytes) -> bool:
    """Whether the bytes are more than chance makes of a decoder's output."""
    head = raw[:_LOOKED_AT]
    return _has_magic(raw) or _is_text(head) or _is_wide(head)


def _has_magic(raw: bytes) -> bool:
    if raw.startswith(_MAGICS):
        return True
    if raw.startswith(b"MZ"):
        at = int.from_bytes(raw[0x3C:0x40], "little")
        return raw[at : at + 4] == b"PE\0\0"
    if _ZLIB_HEAD.match(raw):
        return len(raw) > 8 and (raw[2] & 6) != 6  # a kind of block that there is
    return bool(_PYC.match(raw) or (_PICKLE.match(raw) and raw.endswith(b".")))


def _is_text(head: bytes) -> bool:
    """Mostly printable; letters beyond ASCII count where the bytes are UTF-8."""
    odd = len(head.translate(None, _PRINTABLE))
    if len(head) < MIN_TEXT:
        return not odd and bool(_WORDS.search(head))
    if odd <= len(head) * _MAX_ODD:
        return True
    try:
        plain = head[:-3].decode("utf-8") if len(head) == _LOOKED_AT else head.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(head) - error.start > 6:
            return False
        plain = head[: error.start].decode("utf-8")
    strange = len(_NOT_LATIN.findall(plain))
    controls = sum(character < " " for character in plain) - sum(map(plain.count, "\t\n\r\f"))
    if strange <= len(plain) * _MAX_ODD:
        return True
    # another script: whole words of it, no control characters, and code or a good length around it
    return not controls and (bool(_WORDS.search(head)) or len(plain) >= 4 * MIN_TEXT)


def _is_wide(head: bytes) -> bool:
    """UTF-16 of Latin text, as encoded PowerShell commands are."""
    even = head[: len(head) & ~1]
    if len(even) < 2 * MIN_TEXT:
        return False
    high, low = even[1::2], even[::2]
    zeros = high.count(0)
    return zeros >= 0.95 * len(high) and len(low.translate(None, _PRINTABLE)) <= 0.05 * len(low)
