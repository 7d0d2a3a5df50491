"""Models in audited places: caches of hubs, folders, single files, stores without suffixes."""

import hashlib
import json
import pickle
from collections import OrderedDict
from pathlib import Path

from assemble.torch_zip import assemble as torch_zip

from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.report.audit_text import render
from ostiary.report.options import Options
from world.auditor import Auditor

BAD = b"\x80\x02cposix\nsystem\nX\x0b\x00\x00\x00echo inert!\x85R."
UNLISTED = b"\x80\x02cown.package\nThing\n)R."
GOOD = pickle.dumps(OrderedDict(a=1), 2)
COMMIT = "0123456789abcdef0123456789abcdef01234567"
LATER = "89abcdef0123456789abcdef0123456789abcdef"
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


def purls(run: Run) -> dict[str, Decision]:
    """Every model with the decision on it."""
    rows = {one.subject.purl for one in run.examined if one.models}
    return {one.subject: one.decision for one in run.verdicts if one.subject in rows}


def test_a_repository_in_the_cache_of_a_hub(place: Path, audited: Auditor) -> None:
    hub(place, "org/name", COMMIT, {"model.pt": torch_zip(TENSORS), "config.json": b"{}"})
    run = audited()
    assert purls(run) == {f"pkg:huggingface/org/name@{COMMIT}": Decision.ALLOW}, render(
        run, Options()
    )
    assert run.audit is not None
    (component,) = run.audit.places[0].components
    assert dict(component.properties)["refs"] == "main"
    assert component.digests
    assert run.worst is Decision.ALLOW, render(run, Options())


def test_a_pickle_that_runs_a_command_blocks_the_place(place: Path, audited: Auditor) -> None:
    hub(place, "org/name", COMMIT, {"nested/model.pkl": BAD})
    run = audited()
    assert run.worst is Decision.BLOCK
    (finding,) = [one for one in run.findings if one.check == "model-call"]
    path = f"hub/models--org--name/snapshots/{COMMIT}/nested/model.pkl"
    assert finding.at.path == path
    assert run.audit is not None
    assert not run.audit.unchecked
    assert json.dumps(path)[1:-1][-30:] in render(run, Options(verbose=True))
