"""Models in audited places: caches of hubs, folders, single files, stores without suffixes."""

import hashlib
import json
import pickle
import subprocess
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import pytest
from assemble.safetensors import assemble as safetensors
from assemble.torch_zip import assemble as torch_zip

from ostiary.core.audit import ChangeKind
from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.world import World
from ostiary.flows.audit.options import AuditOptions
from ostiary.flows.audit.run import audit
from ostiary.policy.load import preset
from ostiary.report.audit_text import render
from ostiary.report.options import Options
from world.auditor import Auditor
from world.models import BAD, COMMIT, GOOD, LATER, TENSORS, TINY, UNLISTED, hub
from world.silent import Silent
from world.sites import install


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


def test_what_changed_since_the_last_audit(place: Path, audited: Auditor) -> None:
    hub(place, "org/kept", COMMIT, {"model.pkl": GOOD})
    moved = hub(place, "org/moved", COMMIT, {"model.pkl": GOOD})
    (place / "single.pkl").write_bytes(GOOD)
    (place / "gone.pkl").write_bytes(GOOD + GOOD)
    audited()
    (moved / "snapshots" / COMMIT / "model.pkl").unlink()
    (moved / "snapshots" / COMMIT).rmdir()
    hub(place, "org/moved", LATER, {"model.pkl": GOOD})
    (place / "single.pkl").write_bytes(pickle.dumps(OrderedDict(a=2), 2))
    (place / "gone.pkl").unlink()
    (place / "fresh.pkl").write_bytes(pickle.dumps(OrderedDict(a=3), 2))
    run = audited()
    assert run.audit is not None
    assert run.audit.changes is not None
    found = {(one.kind, one.name) for one in run.audit.changes.components}
    assert found == {
        (ChangeKind.UPDATED, "org/moved"),
        (ChangeKind.ALTERED, "single.pkl"),
        (ChangeKind.GONE, "gone.pkl"),
        (ChangeKind.NEW, "fresh.pkl"),
    }
    assert [one.check for one in run.findings] == ["swapped-digest"]


def test_a_blob_that_was_exchanged(place: Path, audited: Auditor) -> None:
    files = {"model.pkl": GOOD, "config.json": b'{"model_type": "bert"}'}
    repository = hub(place, "org/name", COMMIT, files)
    assert not audited().findings
    (repository / "snapshots" / COMMIT / "config.json").resolve().write_bytes(
        b'{"model_type": "t5"}'
    )
    run = audited()
    assert run.audit is not None
    assert run.audit.changes is not None
    (change,) = run.audit.changes.components
    assert change.kind is ChangeKind.ALTERED
    found = {(one.check, one.at.path.rpartition("/")[2]) for one in run.findings}
    assert ("altered-model", "config.json") in found
    assert run.worst >= Decision.REVIEW


def test_large_files_go_by_their_names_unless_somebody_asks(place: Path, audited: Auditor) -> None:
    size = (64 << 20) + 4
    large = safetensors(
        f'{{"w": {{"dtype": "U8", "shape": [{size}], "data_offsets": [0, {size}]}}}}'
    )
    repository = hub(place, "org/name", COMMIT, {"model.safetensors": large})
    with next((repository / "blobs").iterdir()).open("r+b") as stream:
        stream.truncate(len(large) + size)  # sparse: what is there now was never in the blob
    plain, hashed = audited(), audited(verify=True)
    assert purls(plain) == {f"pkg:huggingface/org/name@{COMMIT}": Decision.ALLOW}
    assert not plain.examined[1].models[0].sha256
    assert "1 file larger" in " ".join(render(plain, Options()).split())
    assert "altered-model" in {one.check for one in hashed.findings}


def test_what_no_snapshot_names_is_said_and_weighs_little(place: Path, audited: Auditor) -> None:
    repository = hub(place, "org/name", COMMIT, {"model.pkl": GOOD})
    (repository / "blobs" / ("0" * 64 + ".incomplete")).write_bytes(UNLISTED[:-3])
    run = audited()
    assert run.worst is not Decision.INSUFFICIENT, render(run, Options())
    assert "pkg:huggingface/org/name" in {one.subject.purl for one in run.examined}


def test_code_that_a_configuration_names_is_read_and_other_code_is_not(
    place: Path, audited: Auditor
) -> None:
    folder = place / "bert"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(safetensors(TINY))
    (folder / "config.json").write_text('{"auto_map": {"AutoModel": "modeling_own.Own"}}')
    (folder / "modeling_own.py").write_text("from .helper_own import run\n")
    (folder / "helper_own.py").write_text("import os\nos.system('echo inert')\n")
    (folder / "unrelated.py").write_text("import os\nos.system('echo inert')\n")
    run = audited()
    found = {one.at.path for one in run.findings}
    assert "bert/helper_own.py" in found
    assert "bert/unrelated.py" not in found
    assert run.worst >= Decision.REVIEW


def test_stores_without_suffixes_go_by_content(place: Path, audited: Auditor) -> None:
    blobs = place / "models" / "blobs"
    blobs.mkdir(parents=True)
    for data in (GOOD, b"{{ .Prompt }}"):
        (blobs / f"sha256-{hashlib.sha256(data).hexdigest()}").write_bytes(data)
    run = audited()
    assert len(purls(run)) == 1
    assert run.worst is Decision.ALLOW, render(run, Options())
    assert run.audit is not None
    assert run.audit.places[0].not_models == 1
    (blobs / f"sha256-{hashlib.sha256(GOOD).hexdigest()}").write_bytes(pickle.dumps([1], 2))
    assert "altered-model" in {one.check for one in audited().findings}


def test_models_may_be_left_out_which_is_said_and_makes_none_of_them_gone(
    place: Path, audited: Auditor
) -> None:
    (place / "model.pkl").write_bytes(BAD)
    assert audited().worst is Decision.BLOCK
    run = audited(models=False)
    assert run.worst is Decision.ALLOW
    assert run.audit is not None
    assert run.audit.changes is not None
    assert not run.audit.changes.components
    assert "not examined: left out (--no-models)" in " ".join(render(run, Options()).split())
    again = audited()
    assert again.audit is not None
    assert again.audit.changes is not None
    assert not again.audit.changes.components
    assert again.worst is Decision.BLOCK


def test_files_of_the_same_bytes_are_one(place: Path, audited: Auditor) -> None:
    for name in ("a.pkl", "b.pkl"):
        (place / name).write_bytes(UNLISTED)
    run = audited()
    assert list(purls(run)) == ["pkg:generic/a.pkl"]
    assert {one.at.path for one in run.findings} == {"a.pkl", "b.pkl"}
    assert "+1 of the same bytes" in render(run, Options())


def test_what_is_called_a_model_and_is_none_is_no_pass(place: Path, audited: Auditor) -> None:
    (place / "odd.safetensors").write_bytes(b"nothing that anybody knows")
    (place / "firmware.bin").write_bytes(b"\x00\x01\x02 nothing either")
    run = audited()
    assert run.worst is Decision.INSUFFICIENT
    assert run.audit is not None
    assert [one.name for one in run.audit.places[0].components] == ["odd.safetensors"]
    assert "1 file with the name of a model" in render(run, Options())
    assert "odd.safetensors" in render(run, Options())


def test_a_pointer_says_that_the_model_is_not_here(place: Path, audited: Auditor) -> None:
    text = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12345\n"
    (place / "model.safetensors").write_text(text)
    run = audited()
    assert run.worst is Decision.ALLOW, render(run, Options())
    assert any("pointer of Git LFS" in row.reason for row in run.coverage)


def test_what_packages_bring_weighs_as_in_a_package(place: Path, audited: Auditor) -> None:
    install(
        place / "env" / "site-packages", "own", "1.0", {"own/data.pkl": UNLISTED.decode("latin-1")}
    )
    (place / "env/site-packages/own/data.pkl").write_bytes(UNLISTED)
    run = audited(integrity=False)
    assert run.worst is Decision.REVIEW, render(run, Options(verbose=True))


def test_a_snapshot_and_a_repository_may_be_audited_by_themselves(
    place: Path, make_world: Callable[..., World]
) -> None:
    repository = hub(place, "org/name", COMMIT, {"model.pkl": BAD})
    for path, where in (
        (repository, f"snapshots/{COMMIT}/model.pkl"),
        (repository / "snapshots" / COMMIT, "model.pkl"),
    ):
        run = alone(path, make_world)
        assert list(purls(run)) == [f"pkg:huggingface/org/name@{COMMIT}"]
        assert where in {one.at.path for one in run.findings}
        assert run.worst is Decision.BLOCK


def test_a_single_file_may_be_a_place(place: Path, make_world: Callable[..., World]) -> None:
    (place / "model.pkl").write_bytes(BAD)
    (place / "model.bin").write_bytes(b"nothing that anybody knows")
    assert alone(place / "model.pkl", make_world).worst is Decision.BLOCK
    assert alone(place / "model.bin", make_world).worst is Decision.INSUFFICIENT


def alone(path: Path, make_world: Callable[..., World]) -> Run:
    """One audit of one path."""
    options = AuditOptions(preset("balanced"), vet_limit=0)
    return audit([str(path)], options, make_world(offline=True), Silent())


def test_code_of_torch_hub_is_read_as_a_whole(place: Path, audited: Auditor) -> None:
    folder = place / "hub" / "owner_name_main"
    (folder / "inner").mkdir(parents=True)
    (folder / "hubconf.py").write_text("from inner.run import model\n")
    (folder / "inner" / "run.py").write_text("import os\nos.system('echo inert')\n")
    assert any(one.at.path.endswith("inner/run.py") for one in audited().findings)


def test_a_model_that_is_new_against_a_git_reference_counts(place: Path, audited: Auditor) -> None:
    (place / "kept.pkl").write_bytes(GOOD)
    for words in (
        ("init", "-q"),
        ("add", "."),
        ("-c", "user.name=a", "-c", "user.email=a@example.invalid", "commit", "-qm", "first"),
    ):
        subprocess.run(["git", "-C", str(place), *words], check=True)
    (place / "fresh.pkl").write_bytes(BAD)
    run = audited(since="HEAD", new_only=True)
    assert run.audit is not None
    assert run.audit.changes is not None
    assert [(one.kind, one.name) for one in run.audit.changes.components] == [
        (ChangeKind.NEW, "fresh.pkl")
    ]
    assert run.counted is Decision.BLOCK


def test_beyond_the_limit_is_said(
    place: Path, audited: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ostiary.flows.audit.models.MAX_GROUPS", 1)
    (place / "a.pkl").write_bytes(GOOD)
    (place / "b.pkl").write_bytes(BAD)
    run = audited()
    assert run.worst is Decision.REVIEW
    assert run.audit is not None
    assert [one.name for one in run.audit.unchecked] == ["b.pkl"]
