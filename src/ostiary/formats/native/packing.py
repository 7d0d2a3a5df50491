"""Was the code packed or encrypted, so that its tables speak of the unpacker only?"""

from ostiary.core.regex import regex
from ostiary.formats.native.record import Section, Tables

DENSE = 7.2
"""Bits per byte from which code is suspect if hardly anything is imported; compiled code has 5 to 6.8."""
FULL = 7.6
"""Bits per byte that no compiler makes."""
MIN_CODE = 8192
FEW = 20
"""Imports of an unpacker."""

_SECTIONS = (
    (regex(r"UPX\d|\.UPX"), "UPX"),
    (regex(r"\.(?:aspack|adata)"), "ASPack"),
    (regex(r"\.MPRESS\d"), "MPRESS"),
    (regex(r"\.vmp\d"), "VMProtect"),
    (regex(r"\.(?:themida|winlice)"), "Themida"),
    (regex(r"\.petite"), "Petite"),
    (regex(r"\.?nsp\d"), "NsPack"),
    (regex(r"\.enigma\d"), "Enigma"),
    (regex(r"PEC2|PECompact2|pec\d"), "PECompact"),
    (regex(r"\.?(?:FSG!|yP|MEW|kkrunchy)"), "a packer"),
)


def packer(data: bytes, tables: Tables) -> str:
    """What packed it, `unknown` if only the code's density tells; empty for code as compilers make it."""
    if tables.format not in {"elf", "pe", "mach-o"}:
        return ""
    for one in tables.sections:
        for pattern, name in _SECTIONS:
            if pattern.fullmatch(one.name):
                return name
    if b"UPX!" in data[:1024] or b"UPX!" in data[-64:]:
        return "UPX"
    return "unknown" if _dense(tables) else ""


def _dense(tables: Tables) -> bool:
    """Whether most of what runs is as dense as compressed bytes."""
    code = [one for one in tables.sections if one.code]
    whole = sum(one.size for one in code)
    limit = DENSE if len(tables.imports) <= FEW else FULL
    dense = sum(one.size for one in code if _over(one, limit))
    return whole >= MIN_CODE and dense * 2 > whole


def _over(one: Section, limit: float) -> bool:
    return one.entropy >= limit
