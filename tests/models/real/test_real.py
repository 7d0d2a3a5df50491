"""Ordinary good files of every kind, made by the real libraries, are clean.

`scripts/models` installs the libraries into `.models`, an environment of their own, and `scripts/test` calls
it. OSTIARY_MODELS_PYTHON names another interpreter that has them.
"""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from desks import read_all

from ostiary.formats.model.assurance import Assurance, assurance

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PYTHON = Path(os.environ.get("OSTIARY_MODELS_PYTHON", ROOT / ".models" / "bin" / "python"))
OLDER = Path(os.environ.get("OSTIARY_MODELS_OLDER", ROOT / ".models-older" / "bin" / "python"))
"""An interpreter with earlier versions of some of the libraries."""
LEAST_OLDER = 50
"""Kinds that the earlier versions have to be able to make."""
HEAVY = (
    ()
    if os.environ.get("OSTIARY_MODELS_HEAVY")
    else ("TensorFlow", "TensorFlow 1", "TensorFlow Lite")
)
"""Kinds whose libraries take a gigabyte: they are made only where somebody wants that."""
KINDS = [
    name
    for path in sorted(HERE.glob("*_kinds.py"))
    for name in re.findall(r'^@kind\("([^"]+)"', path.read_text("utf-8"), re.MULTILINE)
    if name not in HEAVY
]
LEAST = 40
"""So many kinds have to be made, whatever could not be installed."""
SAFE = (Assurance.SAFE_BY_FORMAT, Assurance.SAFE_BY_LIST)

AWAITED: dict[str, str] = {}
"""Kinds that are not clean yet, and why; this list only shrinks."""

pytestmark = pytest.mark.timeout(900)

Made = dict[str, list[str] | str]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with all files that could be made here."""
    assert PYTHON.exists(), f"{PYTHON} is not there: run scripts/models, or scripts/test"
    return written_by(PYTHON, tmp_path_factory.mktemp("models"))


def written_by(python: Path, place: Path) -> Path:
    """The same folder with all files that the libraries of an interpreter can make."""
    command = [str(python), "-I", "-c", _START, str(HERE), str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return place


_START = (
    "import runpy, sys; sys.path.insert(0, sys.argv[1]); sys.argv = ['make.py', sys.argv[2]];"
    " runpy.run_path(sys.path[0] + '/make.py', run_name='__main__')"
)
"""Started apart from the environment of the tests, which is none of the libraries' concern."""


@pytest.fixture(scope="session")
def made(folder: Path) -> Made:
    """By kind, the files, or why there are none."""
    found: Made = json.loads((folder / "made.json").read_text("utf-8"))
    return found


def unclean(folder: Path, names: list[str]) -> dict[str, str]:
    """What stands against each file that is not clean."""
    found = {}
    for name in names:
        desk = read_all(Path(name).name, (folder / name).read_bytes())
        bad = [one for one in desk.files if assurance(one) not in SAFE]
        if bad or not desk.files:
            found[name] = str(bad[:2])[:1500] or "nobody recognises it"
    return found


def test_enough_kinds_are_made(made: Made) -> None:
    assert {name for name in made if not name.endswith("_kinds")} <= {*KINDS, *HEAVY}
    failed = {name: why for name, why in made.items() if isinstance(why, str)}
    assert set(failed) <= set(HEAVY), failed
    assert len(made) - len(failed) >= LEAST, failed


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_file_is_clean(kind: str, folder: Path, made: Made) -> None:
    names = made.get(kind, "its libraries are not installed")
    assert not isinstance(names, str), f"{kind}: {names}; scripts/models installs them"
    bad = unclean(folder, names)
    if kind in AWAITED:
        assert bad, f"{kind} is clean now: take it off the list"
        pytest.xfail(f"{kind} {AWAITED[kind]}")
    assert not bad, bad


def test_good_files_of_earlier_versions_are_clean(tmp_path: Path) -> None:
    assert OLDER.exists(), f"{OLDER} is missing: `scripts/models older` makes that environment"
    place = written_by(OLDER, tmp_path)
    found: Made = json.loads((place / "made.json").read_text("utf-8"))
    kinds = {kind: names for kind, names in found.items() if not isinstance(names, str)}
    assert len(kinds) >= LEAST_OLDER, found
    assert not [unclean(place, names) for names in kinds.values() if unclean(place, names)]
