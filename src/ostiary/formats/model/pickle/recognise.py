"""Are these bytes a pickle? Protocols 0 and 1 have no mark: only reading them tells."""

from ostiary.core.regex import regex
from ostiary.formats.model.extent import Extent
from ostiary.formats.model.judge import Nobody
from ostiary.formats.model.pickle.machine import Machine
from ostiary.formats.model.pickle.opcodes import CODES, HIGHEST_PROTOCOL, PUSHES_FIRST
from ostiary.formats.model.pickle.ruling import Docket
from ostiary.formats.model.pickle.run import Run, follow

MARKED_TRIAL = 1 << 10
"""Bytes that are followed first of what has a pickle's mark; they tell most."""
FIRST_TRIAL = 1 << 18
"""Bytes that are followed first to see whether they are a pickle without a mark."""
MAX_TRIAL = 16 << 20
"""Bytes after which a file that was nothing but opcodes so far is taken for a pickle."""
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

_NAME = regex(r"[^\W\d][\w.-]*")
_ASKED = frozenset({"PERSID", "BINPERSID"})
"""Any line after a `P` asks the loader: that says nothing."""
_PROTO = CODES["PROTO"]
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00")
_ZIP_END, _ZIP_TAIL = b"PK\x05\x06", 22 + (1 << 16)


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """Whether a file is a pickle: by its mark and first opcodes, or by all of it where it has no mark."""
    if len(head) < 2:
        return False
    if name.endswith(SURE) and head[0] in {_PROTO, *PUSHES_FIRST} and not _zipped(head, extent):
        return True
    if head[0] == _PROTO:
        return head[1] <= HIGHEST_PROTOCOL and _begins(head, extent, name)
    return head[0] in PUSHES_FIRST and _without_mark(extent, name)


def _zipped(head: bytes, extent: Extent) -> bool:
    """Whether a file is a zip: of a pickle the same bytes ask the loader for the line behind a `P`."""
    if not head.startswith(_ZIPS):
        return False
    return _ZIP_END in extent.at(max(0, extent.size - _ZIP_TAIL), _ZIP_TAIL)


def _trial(extent: Extent, most: int = FIRST_TRIAL) -> tuple[Docket, Run]:
    """Follow the bytes until they are a pickle beyond doubt, come to an end, or are no opcodes any more.

    Values that only pile up say nothing yet: what stands behind them decides.
    """
    while True:
        docket = Docket(Nobody())
        machine = Machine(extent, docket, 4)
        ran = follow(machine, 0, most)
        sure = docket.names or docket.uses or machine.memo.buffer_info()[1] or machine.marks
        if not ran.limit or sure or most >= MAX_TRIAL:
            return docket, ran
        most *= 8


def _begins(head: bytes, extent: Extent, name: str) -> bool:
    """After the mark some opcodes have to fit: a mark is only two bytes."""
    if name.endswith(NAMES):
        return True
    if extent.size > 2 and head[2] not in {_PROTO, *PUSHES_FIRST}:
        return False
    docket, ran = _trial(extent, MARKED_TRIAL)
    if ran.whole or ran.limit or docket.names or docket.uses:
        return True
    return ran.end >= min(16, extent.size) and ran.end > 3


def _without_mark(extent: Extent, name: str) -> bool:
    docket, ran = _trial(extent)
    called = any(how not in _ASKED for _, how, _, _ in docket.uses)
    first = next(iter(docket.names), None)
    if first and (called or name.endswith(NAMES)):
        # The first name alone: nobody gets beyond one that cannot be imported, nor back before a call.
        return _NAME.fullmatch(first.dotted) is not None
    if ran.whole:
        return ran.end == extent.size or name.endswith(NAMES)
    return bool(ran.limit)
