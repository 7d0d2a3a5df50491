"""May these bytes be a pickle, by the first of them? What can tell is loaded where they may."""

from ostiary.formats.model.extent import Extent
from ostiary.formats.model.pickle.opcodes import FIRST


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """Whether a file is a pickle: only following its opcodes tells."""
    if len(head) < 2 or head[0] not in FIRST:
        return False
    from ostiary.formats.model.pickle.recognise import recognised

    return recognised(head, extent, name)
