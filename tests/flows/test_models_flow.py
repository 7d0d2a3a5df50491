"""Model files from a path to a verdict: in place, in folders, in packages, under a policy."""

import gzip
import json
import pickle
from collections import OrderedDict
from datetime import UTC, date, datetime
from importlib import resources
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import jsonschema
import pytest
from assemble.torch_zip import assemble

from ostiary.core.examination import Examination
from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.world import World
from ostiary.evidence import modelled
from ostiary.evidence.artifact import examine, examine_members
from ostiary.evidence.folder import members, single
from ostiary.flows.admitted import admitted
from ostiary.flows.scan import scan
from ostiary.formats.model.record import Models, Standing
from ostiary.policy.load import load, preset
from ostiary.report.cyclonedx import render_17
from ostiary.report.json import document
from ostiary.report.options import Options
from ostiary.report.text import render

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
BAD = b"\x80\x02cposix\nsystem\nX\x0b\x00\x00\x00echo inert!\x85R."
UNLISTED = b"\x80\x02cown.package\nThing\n)R."
GOOD = pickle.dumps(OrderedDict(a=1), 2)
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


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(NOW, {}, tmp_path, tmp_path, tmp_path / "cache", tmp_path / "data")


def scanned(path: Path, world: World, policy: str = "balanced") -> Run:
    return next(run for _, run in scan([str(path)], preset(policy), world))


def models_of(examination: Examination) -> Models:
    return next(fact for fact in examination.facts if isinstance(fact, Models))


@pytest.mark.parametrize(
    ("data", "decision"),
    [
        (BAD, Decision.BLOCK),
        (UNLISTED, Decision.INSUFFICIENT),
        (GOOD, Decision.ALLOW),
        (GOOD + b"more", Decision.REVIEW),
        (BAD[:-2], Decision.BLOCK),
        (GOOD[:-1], Decision.INSUFFICIENT),
    ],
)
def test_a_pickle_by_itself(data: bytes, decision: Decision, tmp_path: Path, world: World) -> None:
    path = tmp_path / "model.pkl"
    path.write_bytes(data)
    run = scanned(path, world)
    assert run.worst is decision, render(run, Options())


def test_the_name_of_a_model_is_a_promise(tmp_path: Path, world: World) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"\xfe\xed" * 100)
    assert scanned(path, world).worst is Decision.INSUFFICIENT
    path.write_bytes(b"")
    assert scanned(path, world).worst is Decision.ALLOW


def test_no_policy_lets_an_unlisted_call_pass(tmp_path: Path, world: World) -> None:
    path = tmp_path / "model.pkl"
    path.write_bytes(UNLISTED)
    assert all(scanned(path, world, one).worst > Decision.ALLOW for one in ("strict", "open"))


def test_a_policy_may_name_what_is_harmless_until_a_day(tmp_path: Path) -> None:
    (tmp_path / "m.pkl").write_bytes(UNLISTED)
    (tmp_path / "bad.pkl").write_bytes(BAD)
    found = examine_members(members(tmp_path), "folder", "", 0)
    lines = '[[models.allow]]\nname = "{}"\nreason = "looked at"\nuntil = 2026-06-30\n'
    policy = load(lines.format("own.package.Thing") + lines.format("posix.system"), "p.toml")
    lifted = admitted(found, policy, date(2026, 6, 1))
    standing = {call.name: call.standing for file in models_of(lifted).files for call in file.calls}
    assert standing == {"own.package.Thing": Standing.INERT, "posix.system": Standing.SINK}
    assert {row.opaque for row in found.coverage} == {"", "unlisted"}
    assert {row.opaque for row in lifted.coverage} == {""}
    assert admitted(found, policy, date(2026, 7, 1)) == found


def test_a_policy_names_no_patterns() -> None:
    with pytest.raises(Exception, match="dotted name"):
        load('[[models.allow]]\nname = "own.*"\nreason = "all of it"\n', "p.toml")


def test_large_files_are_read_in_place_and_hashed_only_if_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modelled, "HASHED", 100)
    (tmp_path / "model.pt").write_bytes(assemble(TENSORS))
    for hashed in (False, True):
        found = examine_members(members(tmp_path, hashed=hashed), "folder", "", 0)
        assert bool(found.sha256) is hashed
        assert [(one.path, one.format) for one in models_of(found).files] == [
            ("model.pt", "torch-zip")
        ]
        assert all(row.understood for row in found.coverage)


def test_a_single_container_is_a_model_and_no_archive(tmp_path: Path, world: World) -> None:
    path = tmp_path / "model.pt"
    path.write_bytes(assemble(TENSORS))
    run = scanned(path, world)
    assert run.worst is Decision.ALLOW
    (row,) = run.examined[0].models
    assert (row.format, row.assurance, row.tensors, row.accounted) == (
        *("torch-zip", "safe by list", 1),
        path.stat().st_size,
    )
    assert row.plain_load == "weights_only=True"


def test_pickles_in_a_wheel_are_read_and_weigh_by_their_place() -> None:
    out = BytesIO()
    with ZipFile(out, "w") as made:
        made.writestr("own/__init__.py", "")
        made.writestr("own/data.bin", BAD)
        made.writestr("own/tests/data.pkl", BAD)
        made.writestr("own/packed.joblib", gzip.compress(BAD))
        made.writestr("own-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: own\nVersion: 1\n")
        made.writestr("own-1.dist-info/WHEEL", "Wheel-Version: 1.0\n")
        made.writestr("own-1.dist-info/RECORD", "")
    found = examine(BytesIO(out.getvalue()), "own-1-py3-none-any.whl")
    reach = {file.path: file.reach.value for file in models_of(found).files}
    assert reach == {
        "own/data.bin": "data",
        "own/tests/data.pkl": "test",
        "own/packed.joblib!/packed": "data",
    }


def test_code_in_a_model_reaches_those_who_read_code(tmp_path: Path, world: World) -> None:
    cells = [{"cell_type": "code", "source": ["import os\n", "os.system('echo ran')"]}]
    book = {"nbformat": 4, "cells": cells}
    (tmp_path / "demo.ipynb").write_text(json.dumps(book))
    run = scanned(tmp_path, world)
    (row,) = [one for one in run.coverage if one.path == "demo.ipynb!/cells.py"]
    assert row.understood
    assert "python" in row.readers


def test_reports_tell_checked_from_claimed_and_keep_to_their_schemas(
    tmp_path: Path, world: World
) -> None:
    (tmp_path / "model.pt").write_bytes(assemble(TENSORS))
    card = "---\nlicense: mit\ndatasets:\n- org/data\npipeline_tag: text-generation\n---\n"
    (tmp_path / "README.md").write_text(card)
    run = scanned(tmp_path, world)
    text = resources.files("ostiary.report").joinpath("schema/run-1.schema.json").read_text("utf-8")
    form = json.loads(json.dumps(document(run)))
    jsonschema.Draft202012Validator(json.loads(text)).validate(form)
    (row,) = form["verdicts"][0]["models"]
    assert {"label": "licence", "value": "mit"} in row["claimed"]
    bom = json.loads(render_17(run, Options()))
    model = next(one for one in bom["components"] if one["type"] == "machine-learning-model")
    assert model["modelCard"]["modelParameters"] == {
        "task": "text-generation",
        "datasets": [{"type": "dataset", "name": "org/data"}],
    }
    named = {one["name"] for one in model["properties"]}
    assert {"ostiary:claimed:licence", "ostiary:checked:assurance"} <= named


def test_one_file_stays_open_for_its_turn_only(tmp_path: Path) -> None:
    path = tmp_path / "m.pt"
    path.write_bytes(assemble(TENSORS))
    with path.open("rb") as stream:
        (item,) = single(stream, "m.pt")
        assert isinstance(item, modelled.Resting)
        assert item.digest()


def test_a_folder_called_as_a_model_with_a_mark_hides_nothing(tmp_path: Path, world: World) -> None:
    (tmp_path / "f" / "m.pkl!").mkdir(parents=True)
    (tmp_path / "f" / "m.pkl").write_bytes(GOOD)
    (tmp_path / "f" / "m.pkl!" / "other.pkl").write_bytes(BAD)
    inner = BytesIO()
    with ZipFile(inner, "w") as held:
        held.writestr("other.pkl", BAD)
    for name, data in (("other.pkl", BAD), ("inner.zip", inner.getvalue())):
        with ZipFile(tmp_path / f"{name}.zip", "w") as held:
            held.writestr("m.pkl", GOOD)
            held.writestr(f"m.pkl!/{name}", data)
    for path in tmp_path.iterdir():
        assert scanned(path, world).worst is Decision.BLOCK, path


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("order", [(UNLISTED, GOOD), (GOOD, UNLISTED)])
def test_of_two_files_of_one_name_neither_clears_the_other(
    order: tuple[bytes, bytes], tmp_path: Path, world: World
) -> None:
    path = tmp_path / "two.zip"
    with ZipFile(path, "w") as held:
        for data in order:
            held.writestr("m.pkl", data)
    assert scanned(path, world).worst is Decision.INSUFFICIENT
    with path.open("rb") as stream:
        found = examine(stream, path.name)
    other = load('[[models.allow]]\nname = "another.Thing"\nreason = "x"\n', "p.toml")
    assert {row.opaque for row in admitted(found, other, date(2026, 6, 1)).coverage} == {"unlisted"}
