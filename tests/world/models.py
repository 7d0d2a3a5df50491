"""Model files, and caches of them, made in a folder."""

import hashlib
import pickle
from collections import OrderedDict
from pathlib import Path

BAD = b"\x80\x02cposix\nsystem\nX\x0b\x00\x00\x00echo inert!\x85R."
UNLISTED = b"\x80\x02cown.package\nThing\n)R."
GOOD = pickle.dumps(OrderedDict(a=1), 2)
COMMIT = "0123456789abcdef0123456789abcdef01234567"
LATER = "89abcdef0123456789abcdef0123456789abcdef"
TINY = '{"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}\n@zeros 4\n'
TENSORS = """\
pickle
  PROTO:2 GLOBAL:collections.OrderedDict EMPTY_TUPLE REDUCE MARK BINUNICODE:"w"
  GLOBAL:torch._utils._rebuild_tensor_v2 MARK MARK BINUNICODE:"storage" GLOBAL:torch.FloatStorage
  BINUNICODE:"0" BINUNICODE:"cpu" BININT1:4 TUPLE BINPERSID BININT1:0 BININT1:4 TUPLE1 BININT1:1 TUPLE1
  NEWFALSE GLOBAL:collections.OrderedDict EMPTY_TUPLE REDUCE TUPLE REDUCE SETITEMS STOP
labels
storage 0
  numbers:16
"""


def hub(place: Path, name: str, commit: str, files: dict[str, bytes], ref: str = "main") -> Path:
    """A repository as the client of a hub leaves it: blobs, links to them, and a reference."""
    repository = place / "hub" / f"models--{name.replace('/', '--')}"
    snapshot = repository / "snapshots" / commit
    for part in (repository / "blobs", repository / "refs", snapshot):
        part.mkdir(parents=True, exist_ok=True)
    (repository / "refs" / ref).write_text(commit)
    for path, data in files.items():
        digest = hashlib.sha256(data).hexdigest()
        if path.endswith((".json", ".md", ".py")):
            digest = hashlib.sha1(
                b"blob %d\0" % len(data) + data, usedforsecurity=False
            ).hexdigest()
        (repository / "blobs" / digest).write_bytes(data)
        link = snapshot / path
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to("../" * (2 + path.count("/")) + f"blobs/{digest}")
    return repository
