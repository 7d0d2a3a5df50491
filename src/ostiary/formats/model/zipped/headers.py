"""Do the two headers of one member say the same?"""

from ostiary.formats.archive.zip import entries
from ostiary.formats.archive.zip.entries import Entry
from ostiary.formats.model.record import Gravity, Topic
from ostiary.formats.model.sheet import Sheet

MAX_EXTRA = 256
"""Bytes of extra fields that say something; longer ones are looked at."""
LIES = entries.ENCRYPTED | entries.PATCHED | entries.STRONG | entries.MASKED
"""Flags at which some readers refuse a member, and others do not look."""

_RULES = {"name": "renamed-member", "flags": "member-flags"}


def compare(sheet: Sheet, entry: Entry, here: Entry, start: int, path: str) -> None:
    """Say in which fields the entry of the directory and the header `here` contradict each other."""

    def odd(rule: str, message: str, gravity: Gravity = Gravity.HARMFUL) -> None:
        sheet.odd(Topic.HIDING, rule, message, at=entry.offset, gravity=gravity)

    for one in entries.differences(entry, here):
        rule = _RULES.get(one.partition(" ")[0], "")
        message = f"the directory and the local header of `{path}` differ in {one}"
        odd(rule or "zip-readers-differ", message, Gravity.HARMFUL if rule else Gravity.BROKEN)
    if here.odd:
        message = f"the local header of `{path}` has {here.odd}"
        odd("zip-readers-differ", message, Gravity.BROKEN)
    for unicode in dict.fromkeys((entry.unicode, here.unicode)):
        if unicode and unicode != entry.name:
            text = unicode.decode("utf-8", "replace")
            odd("renamed-member", f"`{path}` is called `{text}` by readers that take Unicode names")
    flags = (entry.flags | here.flags) & LIES
    if flags and entry.method == 0 and entry.packed == entry.size:  # encryption adds twelve bytes
        message = f"`{path}` is marked as encrypted or patched (flags 0x{flags:x}), and is not"
        odd("member-flags", message)
    _extra(sheet, entry, start, path)


def _extra(sheet: Sheet, entry: Entry, start: int, path: str) -> None:
    """Long extra fields align what follows, and then hold one byte over and over."""
    at = entry.offset + entries.LOCAL.size + len(entry.name)
    if start - at > MAX_EXTRA:
        padding = sheet.extent.at(at + 4, start - at - 4)
        if padding.strip(padding[:1]):
            message = f"{start - at} bytes in the extra fields of `{path}`"
            sheet.odd(Topic.HIDING, "bytes-in-extra", message, at=at)
