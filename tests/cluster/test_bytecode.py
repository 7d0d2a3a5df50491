"""Bytecode of a package in one file: what is taken from it, and when all goes the ordinary way."""

import os
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import ostiary
from ostiary.cluster.bytecode import Bundle, place_of

SOURCES = {
    "__init__.py": "",
    "one.py": "from many.inner import two\nKNOWN = two.KNOWN\n",
    "inner/__init__.py": "",
    "inner/two.py": "KNOWN = 1\n",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package named `many`, compiled, that nobody has loaded."""
    root = tmp_path / "many"
    for name, text in SOURCES.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        py_compile.compile(str(path), doraise=True)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    yield root
    forget()


def forget() -> None:
    for name in [one for one in sys.modules if one.partition(".")[0] == "many"]:
        del sys.modules[name]


def loaded(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> object:
    """What `many.one` knows when it is loaded now, the bundle asked first."""
    forget()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "meta_path", [bundle, *sys.meta_path])
        return __import__("many.one", fromlist=["KNOWN"]).KNOWN


def kept(package: Path, monkeypatch: pytest.MonkeyPatch) -> Bundle:
    """Load once, keep, and open what was kept."""
    first = Bundle(package)
    assert loaded(first, monkeypatch) == 1
    assert first.missed == {"many", "many.one", "many.inner", "many.inner.two"}
    first.keep()
    return Bundle(package)


def test_all_is_found_the_next_time(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = kept(package, monkeypatch)
    for cache in package.rglob("*.pyc"):
        cache.unlink()
    assert loaded(bundle, monkeypatch) == 1
    assert bundle.missed == set()
    assert list(package.rglob("*.pyc")) == [], "nothing was compiled anew"
    module = sys.modules["many.inner.two"]
    assert module.__file__ == str(package / "inner/two.py")
    assert module.__cached__ == str(place_of(package))
    assert list(sys.modules["many.inner"].__path__) == [str(package / "inner")]


@pytest.mark.parametrize("shift", [0, 100], ids=["another size", "another time"])
def test_a_source_that_changed_is_read(
    package: Path, monkeypatch: pytest.MonkeyPatch, shift: int
) -> None:
    bundle = kept(package, monkeypatch)
    path = package / "inner/two.py"
    time = path.stat().st_mtime
    path.write_text("KNOWN = 2\n" if shift else "KNOWN = 200\n")
    os.utime(path, (time + shift, time + shift))
    assert loaded(bundle, monkeypatch) == (2 if shift else 200)
    assert bundle.missed == {"many.inner.two"}
    bundle.keep()
    again = Bundle(package)
    assert loaded(again, monkeypatch) == (2 if shift else 200)
    assert again.missed == set()


def test_a_module_that_came_later_is_found_and_kept(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = kept(package, monkeypatch)
    (package / "three.py").write_text("KNOWN = 3\n")
    (package / "one.py").write_text("from many.three import KNOWN\n")
    assert loaded(bundle, monkeypatch) == 3
    bundle.keep()
    again = Bundle(package)
    assert loaded(again, monkeypatch) == 3
    assert again.missed == set()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:3],
        lambda data: data[:40],
        lambda data: data[: len(data) // 2],
        lambda data: b"\xff" * 64,
        lambda data: b"\x7f\xff\xff\xff" + data[4:],
        lambda data: data[:4] + b"\xc1" + data[5:],
    ],
)
def test_what_is_damaged_is_no_bundle(
    package: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[bytes], bytes]
) -> None:
    kept(package, monkeypatch)
    place = place_of(package)
    place.write_bytes(damage(place.read_bytes()))
    assert loaded(Bundle(package), monkeypatch) == 1


def test_bytecode_of_another_interpreter_counts_for_nothing(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for cache in package.rglob("*.pyc"):
        data = cache.read_bytes()
        cache.write_bytes(b"\0\0\r\n" + data[4:])
    bundle = Bundle(package)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert loaded(bundle, monkeypatch) == 1
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    bundle.keep()
    assert not place_of(package).exists()


def test_no_bytecode_is_written_where_none_is_wanted(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = Bundle(package)
    loaded(bundle, monkeypatch)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    bundle.keep()
    assert not place_of(package).exists()


def test_a_place_that_cannot_be_written_is_no_error(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = Bundle(package)
    loaded(bundle, monkeypatch)
    place_of(package).mkdir()
    bundle.keep()
    assert [one.name for one in place_of(package).parent.iterdir() if one.suffix != ".pyc"] == [
        place_of(package).name
    ], "and nothing is left beside it"


def test_other_packages_are_none_of_its_business(package: Path) -> None:
    bundle = Bundle(package)
    assert bundle.find_spec("json") is None
    assert bundle.find_spec("manyfold.one") is None
    assert bundle.missed == set()


def test_a_scan_leaves_one_and_the_next_one_takes_it(tmp_path: Path) -> None:
    root = tmp_path / "place" / "ostiary"
    shutil.copytree(Path(ostiary.__file__).parent, root)
    artifact = tmp_path / "plain.py"
    artifact.write_text("print(1)\n")
    environment = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    environment |= {"PYTHONPATH": str(root.parent), "OSTIARY_CACHE": str(tmp_path / "cache")}
    argv = [sys.executable, "-m", "ostiary", "scan", "--fresh", "--format", "jsonl", str(artifact)]

    def scan() -> bytes:
        done = subprocess.run(argv, env=environment, capture_output=True, check=True)
        assert b'"verdict":"allow"' in done.stdout
        return done.stdout

    place = place_of(root)
    place.unlink(missing_ok=True)
    first = scan()
    made = place.stat()
    assert scan() == first
    assert place.stat().st_mtime_ns == made.st_mtime_ns, "nothing was missed"
    bundle = Bundle(root)
    assert bundle.find_spec("ostiary.cluster.nest") is not None
    assert bundle.find_spec("ostiary.program.engine.machine") is not None
