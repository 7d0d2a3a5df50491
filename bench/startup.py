"""Start-up cost: CPU of `ostiary --version` above bare Python's own start, of help, and of the smallest scan.

The scan is of a package of two files, with nothing kept from before and with what the first one kept.
"""

import io
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from compiled import compile_once

RUNS = 15
TARGET = 300  # ms of the smallest scan
FILES = {
    "setup.py": b"from setuptools import setup\nsetup(name='tiny')\n",
    "tiny/__init__.py": b"X = 1\n",
}
CODE = "from ostiary.cli.main import main; main({words!r})"


def cpu(argv: list[str]) -> float:
    """CPU milliseconds of one fresh process, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(argv, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used * 1000


def smallest(folder: Path) -> str:
    """A package of two files."""
    path = folder / "tiny-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as out:
        for name, data in FILES.items():
            member = tarfile.TarInfo(f"tiny-1.0/{name}")
            member.size = len(data)
            out.addfile(member, io.BytesIO(data))
    return str(path)


def scans(folder: Path) -> None:
    """The smallest scan, in a home of its own."""
    os.environ.update({name: str(folder / "home") for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME")})
    argv = [sys.executable, "-m", "ostiary", "scan", "--format", "jsonl", smallest(folder)]
    cold, warm = [], []
    for _ in range(RUNS):
        shutil.rmtree(folder / "home", ignore_errors=True)
        cold.append(cpu(argv))
        warm.append(cpu(argv))
    print(f"a scan of two files, whole command; the bar is {TARGET}")
    for name, values in {"for the first time": cold, "once more": warm}.items():
        print(f"  {name:20} {statistics.median(values):7.1f}")


def main() -> None:
    """Interleave all commands, and print medians and differences."""
    compile_once()
    with tempfile.TemporaryDirectory() as folder:
        scans(Path(folder))
    commands = {
        "bare python": [sys.executable, "-I", "-c", "pass"],
        "ostiary --version": [sys.executable, "-I", "-c", CODE.format(words=["--version"])],
        "ostiary --help": [sys.executable, "-I", "-c", CODE.format(words=["--help"])],
        "ostiary vet --help": [sys.executable, "-I", "-c", CODE.format(words=["vet", "--help"])],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, argv in commands.items():
            times[name].append(cpu(argv))
    bare = statistics.median(times["bare python"])
    print(f"CPU ms, median of {RUNS}, interleaved; the bar for --version is 60 above bare Python")
    for name, values in times.items():
        middle = statistics.median(values)
        print(f"  {name:20} {middle:7.1f}   above bare {middle - bare:7.1f}")


if __name__ == "__main__":
    main()
