"""Code for which there is no room is named: nobody may take it for seen."""

import io
import tarfile
from functools import partial

import pytest

from ostiary.evidence import artifact, kept
from ostiary.evidence.artifact import examine
from ostiary.program.engine import executing, layers, ledger, package, run, shells
from ostiary.program.model import Program

CODE = b"import os\nos.system('id')\n"


def _program(files: dict[str, bytes], top: str = "thing-1.0") -> Program:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, data in files.items():
            row = tarfile.TarInfo(f"{top}/{name}")
            row.size = len(data)
            archive.addfile(row, io.BytesIO(data))
    stream.seek(0)
    found = examine(stream, f"{top}.tar.gz")
    (program,) = (one for one in found.facts if isinstance(one, Program))
    return program


def _exhausted(files: dict[str, bytes]) -> frozenset[str]:
    return _program(files).exhausted


def _unread(files: dict[str, bytes], top: str) -> dict[str, str]:
    return {one.path: one.reason for one in _program(files, top).modules if not one.parsed}


FILES = {
    "PKG-INFO": b"Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n",
    "thing/__init__.py": CODE,
    "thing/z.py": CODE + b"# another\n",
}


def test_with_room_nothing_is_lost() -> None:
    assert not _exhausted(FILES)


def test_code_beyond_the_room_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        artifact, "_Notes", partial(artifact._Notes, kept=kept.Kept(_left=len(CODE)))
    )
    assert _exhausted(FILES) == {"thing-1.0/thing/z.py"}


def test_modules_beyond_the_limit_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_MODULES", 0)
    assert "thing-1.0/thing/z.py" in _exhausted(FILES)


def test_functions_beyond_the_limit_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_LEFT", 1)
    several = b"import os\n" + b"".join(
        b"def f%d():\n    os.system('id')\n" % number for number in range(3)
    )
    assert "thing-1.0/thing/z.py" in _exhausted(FILES | {"thing/z.py": several})


def test_start_lines_beyond_the_limit_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MAX_START_LINES", 1)
    late = b"import os\nimport os; os.system('id')\n"
    assert "thing-1.0/thing.pth" in _exhausted(FILES | {"thing.pth": late})


def test_acts_beyond_the_limit_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "MAX_ACTS", 0)
    assert "thing-1.0/thing/z.py" in _exhausted(FILES)


def test_layers_beyond_the_limit_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executing, "MAX_LAYERS", 0)
    text = b"exec(\"import os; os.system('id')\")\n"
    assert "thing-1.0/thing/z.py" in _exhausted(FILES | {"thing/z.py": text})


def test_a_script_beyond_the_limit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shells, "MAX_LINES", 0)
    text = b"import os\nos.system('id; ls')\n"
    assert "thing-1.0/thing/z.py" in _exhausted(FILES | {"thing/z.py": text})


@pytest.mark.parametrize("limit", ["MAX_LAYER", "MAX_READ"])
def test_an_executed_text_beyond_the_limit_is_named(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(layers, limit, 0)
    text = b"exec(\"import os; os.system('id')\")\n"
    assert "thing-1.0/thing/z.py" in _exhausted(FILES | {"thing/z.py": text})


def test_what_is_read_late_counts_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that bears the name of examples is read in full after all others: only so much is kept."""
    monkeypatch.setattr(artifact, "_Notes", partial(artifact._Notes, kept=kept.Kept(_named=60)))
    many = b"".join(b"def f%d():\n    g%d()\n" % (number, number) for number in range(80))
    files = {
        "PKG-INFO": b"Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n",
        "sample/__init__.py": b"from . import heavy\n",
        "sample/heavy.py": many + CODE + b"#" * (1 << 17),
    }
    assert _unread(files, "sample-1.0") == {"sample-1.0/sample/heavy.py": kept.MORE}
