"""Are these bytes a pickle? Protocols 0 and 1 have no mark: only reading them tells."""

import re

from ostiary.formats.model.extent import Extent, Part
from ostiary.formats.model.judge import Nobody
from ostiary.formats.model.pickle.machine import Machine
from ostiary.formats.model.pickle.opcodes import CODES, HIGHEST_PROTOCOL, PUSHES_FIRST
from ostiary.formats.model.pickle.ruling import Docket
from ostiary.formats.model.pickle.run import Run, follow

MAX_TRIAL = 1 << 18
"""Bytes that are followed to see whether they are a pickle without a mark."""
FIRST_TRIAL = 1 << 10
"""Bytes that are enough to tell most of those with a mark; more is followed where these say no."""
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

_NAME = re.compile(r"[^\W\d][\w.]*")
_ASKED = frozenset({"PERSID", "BINPERSID"})
"""Any line after a `P` asks the loader: that says nothing."""
_PROTO = CODES["PROTO"]


def sniff(head: bytes, extent: Extent, name: str) -> bool:
    """Whether a file is a pickle: by its mark and first opcodes, or by all of it where it has no mark."""
    if len(head) < 2:
        return False
    if name.endswith(SURE) and head[0] in {_PROTO, *PUSHES_FIRST} and not head.startswith(b"PK"):
        return True
    if head[0] == _PROTO:
        return head[1] <= HIGHEST_PROTOCOL and _begins(head, extent, name)
    return head[0] in PUSHES_FIRST and _without_mark(extent, name)


def _trial(extent: Extent, most: int = MAX_TRIAL) -> tuple[Machine, Docket, Run]:
    cut = extent if extent.size <= most else Part(extent, 0, most)
    docket = Docket(Nobody())
    machine = Machine(cut, docket, 4)
    return machine, docket, follow(machine, 0)


def _begins(head: bytes, extent: Extent, name: str) -> bool:
    """After the mark some opcodes have to fit: a mark is only two bytes."""
    if name.endswith(NAMES):
        return True
    if extent.size > 2 and head[2] not in PUSHES_FIRST:
        return False
    return _fits(extent, FIRST_TRIAL) or (extent.size > FIRST_TRIAL and _fits(extent, MAX_TRIAL))


def _fits(extent: Extent, most: int) -> bool:
    """Whether the first opcodes fit; what fits in few bytes fits in more."""
    _, docket, ran = _trial(extent, most)
    if ran.whole or ran.limit or docket.names or docket.uses:
        return True
    return ran.end >= min(16, extent.size) and ran.end > 3


def _without_mark(extent: Extent, name: str) -> bool:
    machine, docket, ran = _trial(extent)
    called = any(how not in _ASKED for _, how, _, _ in docket.uses)
    if called or (docket.names and name.endswith(NAMES)):
        return all(_NAME.fullmatch(one.name) for one in docket.names) or name.endswith(NAMES)
    if ran.limit or (not ran.whole and ran.end < machine.size):
        return False
    if ran.whole:
        return ran.end == extent.size or name.endswith(NAMES)
    return machine.size < extent.size and (machine.memo.buffer_info()[1] > 0 or bool(machine.marks))
