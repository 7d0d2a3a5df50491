"""Are these bytes a pickle? Protocols 0 and 1 have no mark: only reading them tells."""

from ostiary.formats.content import is_text
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.pickle.opcodes import CODES, FIRST, HIGHEST_PROTOCOL, PUSHES_FIRST
from ostiary.formats.model.pickle.trial import calls, loads, names, parts, trial
from ostiary.formats.model.zipped.marks import ends

MARKED_TRIAL = 1 << 10
"""Bytes that are followed first of what has a pickle's mark; they tell most."""
SURE = (".pkl", ".pickle", ".pck", ".dill")
"""Endings of names that nothing but pickles have, as long as the first opcode fits."""
NAMES = (
    ".pkl",
    ".pickle",
    ".p",
    ".pck",
    ".dill",
    ".joblib",
    ".pt",
    ".pth",
    ".bin",
    ".ckpt",
    ".dat",
)
"""Endings of names under which pickles are kept."""

HEAD = 4096
"""Bytes by which a text is told."""
_PROTO = CODES["PROTO"]
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00")
_DIRECTORY = (b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06")
"""What stands where the directory begins; the end where there are no members."""


def recognised(head: bytes, extent: Extent, name: str) -> bool:
    """Whether a file that begins as one may is a pickle: by its mark and first opcodes, or by all of it."""
    if name.endswith(SURE) and not _zipped(head, extent):
        return True  # by its name; of a zip it says nothing
    if head[0] == _PROTO:
        return head[1] <= HIGHEST_PROTOCOL and _begins(head, extent, name)
    return head[0] in PUSHES_FIRST and _without_mark(extent, name)


def _zipped(head: bytes, extent: Extent) -> bool:
    """Whether a file is a zip: of a pickle the same bytes ask the loader for the line behind a `P`.

    A directory stands where the end of the zip says, and nothing is named by reading on as a pickle.
    """
    if not head.startswith(_ZIPS):
        return False
    found = any(
        end.stop == extent.size and extent.at(end.start, 4) in _DIRECTORY for end in ends(extent)
    )
    return found and not names(*trial(extent))


def _begins(head: bytes, extent: Extent, name: str) -> bool:
    """After the mark some opcodes have to fit: a mark is only two bytes."""
    if name.endswith(NAMES):
        return True
    if extent.size > 2 and head[2] not in FIRST:
        return False
    docket, ran = trial(extent, MARKED_TRIAL)
    if ran.whole or ran.limit or docket.names or docket.uses:
        return True
    return ran.end >= min(16, extent.size) and ran.end > 3


def _without_mark(extent: Extent, name: str) -> bool:
    docket, ran = trial(extent)
    strange = loads(docket) and not is_text(extent.at(0, HEAD))  # not two lines of a list of words
    acts = calls(docket) or strange or parts(docket) or name.endswith(NAMES)
    if acts and names(docket, ran):
        return True
    if ran.whole:
        return ran.end == extent.size or name.endswith(NAMES)
    return bool(ran.limit)
