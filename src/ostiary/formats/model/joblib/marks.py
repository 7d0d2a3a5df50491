"""By what is a joblib file recognised?"""

from ostiary.formats.model.extent import Extent
from ostiary.formats.model.pickle.marks import sniff as is_pickle

MAX_SEARCHED = 64 << 20
"""Bytes in which the first wrapper of an array is looked for."""
STEP = 1 << 20

_MARK = b"joblib.numpy_pickle"


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """A pickle in which joblib's wrapper of arrays is named."""
    if not head or (_MARK not in head and not _named(head, extent)):
        return False
    return is_pickle(head, extent, name)


def _named(head: bytes, extent: Extent) -> bool:
    """Whether the wrapper is named behind the head of what has the mark of a pickle."""
    if head[0] != 0x80 or extent.size <= len(head):
        return False
    for at in range(len(head) - len(_MARK), min(extent.size, MAX_SEARCHED), STEP):
        if _MARK in extent.at(at, STEP + len(_MARK)):
            return True
    return False
