"""Confinement changes no report; where it fails, the run says so, and a policy may refuse."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from msgspec.structs import replace

from ostiary.cluster.hand import Hand
from ostiary.cluster.plan import Plan
from ostiary.core.exits import Exit
from ostiary.core.run import Run
from ostiary.core.scale import Decision
from ostiary.core.world import World
from ostiary.flows import artifacts, confinement, examining
from ostiary.flows.apart import PLAN
from ostiary.flows.preload import LATE
from ostiary.flows.scan import scan
from ostiary.policy.load import preset
from world import build
from world.front import Front
from world.index import FakeIndex

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
UNCONFINED = replace(PLAN, apart=False)
OPEN = replace(PLAN, without=frozenset({"landlock"}))
SETUP = "import os\nos.system('echo built')\n"


def world(folder: Path) -> World:
    return World(NOW, {}, folder, folder, folder, folder, run_id="one")


def scanned(
    paths: Iterable[Path], policy: str = "balanced", plan: Plan = PLAN, workers: int = 1
) -> dict[str, Run]:
    every = [*map(str, paths)]
    runs = dict(scan(every, preset(policy), world(Path("/nowhere")), workers=workers, plan=plan))
    still = {path: replace(run, seconds=0.0) for path, run in runs.items()}
    return {
        path: replace(run, examined=tuple(replace(one, seconds=0.0) for one in run.examined))
        for path, run in still.items()
    }


@pytest.fixture
def samples(tmp_path: Path) -> list[Path]:
    """An sdist, a wheel, an npm archive, a folder, a script, a link, a damaged archive, and nothing."""
    made = [
        build.sdist("thing", "1.0", {"setup.py": SETUP}),
        build.wheel("thing", "1.0", {"thing/__init__.py": "import socket\n" * 3}),
        ("thing-1.0.0.tgz", build.npm_archive({"name": "thing", "version": "1.0.0"})),
        ("broken-1.0-py3-none-any.whl", b"PK\x03\x04 and nothing more"),
        ("tool.py", SETUP.encode()),
    ]
    for name, body in made:
        (tmp_path / name).write_bytes(body)
    (tmp_path / "tool.py").chmod(0o755)
    (tmp_path / "folder" / "inner").mkdir(parents=True)
    (tmp_path / "folder" / "inner" / "setup.py").write_text(SETUP)
    (tmp_path / "link.py").symlink_to("tool.py")
    os.mkfifo(tmp_path / "pipe")
    names = [name for name, _ in made] + ["folder", "link.py", "pipe", "nothing"]
    return [tmp_path / name for name in names]


@pytest.mark.parametrize("policy", ["strict", "balanced"])
def test_reports_are_the_same_confined_or_not(samples: list[Path], policy: str) -> None:
    confined = scanned(samples, policy, workers=2)
    assert set(confined) == {str(path) for path in samples}
    assert all(run.notes == () for run in confined.values())
    for path, run in scanned(samples, policy, UNCONFINED).items():
        verdicts = run.verdicts
        if policy == "strict":  # which adds a reason
            verdicts = confined[path].verdicts
            assert {one.rule for one in run.verdicts[0].reasons} >= {
                one.rule for one in verdicts[0].reasons
            }
        assert replace(run, notes=(), verdicts=verdicts) == confined[path]


def test_what_was_open_is_a_note_and_strict_refuses(samples: list[Path]) -> None:
    sdist = samples[:1]
    for plan, part in ((OPEN, "files: "), (UNCONFINED, "network: ")):
        (run,) = scanned(sdist, "balanced", plan).values()
        (note,) = run.notes
        assert part in note
        assert "confinement" not in {reason.rule for reason in run.verdicts[0].reasons}
        (run,) = scanned(sdist, "strict", plan).values()
        reason = next(one for one in run.verdicts[0].reasons if one.rule == "confinement")
        assert reason.decision is Decision.INSUFFICIENT
        assert part in reason.message
        assert "ostiary doctor" in reason.remedy
    (run,) = scanned(sdist, "strict").values()
    assert "confinement" not in {reason.rule for reason in run.verdicts[0].reasons}


def test_who_takes_too_long_is_insufficient_and_the_run_goes_on(
    samples: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        Hand, "take", lambda _: None
    )  # the answer is not there yet, however fast it was
    runs = scanned(samples[:3], plan=replace(PLAN, patience=-1e9), workers=2)
    assert len(runs) == 3
    for run in runs.values():
        assert run.worst is Decision.INSUFFICIENT
        reasons = " ".join(one.message for one in run.verdicts[0].reasons)
        assert "the examination broke off: it took longer" in reasons


def test_vet_says_what_was_open(
    front: Front, index: FakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.publish("thing", "1.0", [build.wheel("thing", "1.0", {"thing/__init__.py": "x = 1\n"})])
    assert front.vet("thing==1.0").report["notes"] == []
    monkeypatch.setattr(artifacts, "PLAN", OPEN)
    (note,) = front.vet("thing==1.0").report["notes"]
    assert "files: what the user may read can be read: Landlock" in note
    assert "Landlock" in front("vet", "thing==1.0").out


def test_vet_of_a_path_is_confined_too(
    front: Front, samples: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("vet", str(samples[0]), "--format", "json", "--no-tree")
    assert front(*words).report["notes"] == []
    assert front("vet", str(samples[5]), "--format", "json", "--no-tree").report["notes"] == []
    monkeypatch.setattr(examining, "PLAN", OPEN)
    assert "Landlock" in front(*words).report["notes"][0]


def test_a_release_whose_worker_dies_is_insufficient(
    front: Front, index: FakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.publish("thing", "1.0", [build.wheel("thing", "1.0", {"thing/__init__.py": "x = 1\n"})])
    monkeypatch.setattr(artifacts, "PLAN", replace(PLAN, patience=-1e9))
    said = front.vet("thing==1.0")
    assert said.code == Exit.INSUFFICIENT
    assert "the examination broke off: it took longer" in said.grounds


@pytest.mark.parametrize("name", LATE)
def test_what_is_loaded_early_is_there(name: str) -> None:
    assert import_module(name).__name__ == name


def test_doctor_says_what_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {line.state for line in confinement.confinement()} == {"ok"}
    monkeypatch.setattr(confinement, "PLAN", replace(PLAN, without=frozenset({"seccomp"})))
    states = {line.name: line.state for line in confinement.confinement()}
    assert states == {
        "network": "missing", "files": "ok", "processes": "missing", "memory": "ok", "cpu": "ok",
    }  # fmt: skip
