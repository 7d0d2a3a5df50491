"""May these bytes be a pickle, by the first of them? What can tell is loaded where they may."""

from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.pickle.opcodes import FIRST

_FONT = regex(rb"(?s)\x80\x01.{4}%!")
"""A printer's font (Type 1, binary): no opcode is a percent sign, and four bytes before it call nothing."""


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """Whether a file is a pickle: only following its opcodes tells."""
    if len(head) < 2 or head[0] not in FIRST or _FONT.match(head):
        return False
    from ostiary.formats.model.pickle.recognise import recognised

    return recognised(head, extent, name)
