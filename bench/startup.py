"""Start-up cost: CPU of `ostiary --version` above bare Python's own start, of help, and of the smallest scan.

The scan is of a package of two files, with nothing kept from before and with what the first one kept, by an
installed release and by this checkout (which is read in each run, to know whether it is the same as before).
`--peer COMMAND` runs another scanner on the same package, by turns: `--peer "guarddog pypi scan"`.
"""

import argparse
import io
import os
import resource
import shlex
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from compiled import compile_once

import ostiary

RUNS = 15
TARGET = 300  # ms of the smallest scan
FILES = {
    "setup.py": b"from setuptools import setup\nsetup(name='tiny')\n",
    "tiny/__init__.py": b"X = 1\n",
}
CODE = "from ostiary.cli.main import main; main({words!r})"


def cpu(argv: list[str]) -> float:
    """CPU milliseconds of one fresh process and of all that it started, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(argv, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used * 1000


def installed(folder: Path) -> list[str]:
    """The command of a release, installed beside the libraries of this environment."""
    place = folder / "release"
    checkout = Path(ostiary.__file__).parents[2]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(place)]
    subprocess.run([*pip, str(checkout)], check=True)
    code = f"import sys; sys.path.insert(0, {str(place)!r}); "
    return [sys.executable, "-c", code + "from ostiary.cli.main import main; sys.exit(main())"]


def smallest(folder: Path) -> str:
    """A package of two files."""
    path = folder / "tiny-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as out:
        for name, data in FILES.items():
            member = tarfile.TarInfo(f"tiny-1.0/{name}")
            member.size = len(data)
            out.addfile(member, io.BytesIO(data))
    return str(path)


def scans(folder: Path, peer: list[str]) -> None:
    """The smallest scan, in a home of its own, by turns."""
    os.environ.update({name: str(folder / "home") for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME")})
    package = smallest(folder)
    words = ["scan", "--format", "jsonl", package]
    release, checkout = installed(folder), [sys.executable, "-m", "ostiary"]
    names = ["release, at first", "release, once more", "checkout, at first"]
    times: dict[str, list[float]] = {name: [] for name in names + ["peer"] * bool(peer)}
    for turn in range(RUNS + 1):
        shutil.rmtree(folder / "home", ignore_errors=True)
        used = [cpu([*release, *words]), cpu([*release, *words])]
        shutil.rmtree(folder / "home", ignore_errors=True)
        used.append(cpu([*checkout, *words]))
        if peer:
            used.append(cpu([*peer, package]))
        if turn:  # the first one writes the bytecode
            for name, one in zip(times, used, strict=True):
                times[name].append(one)
    print(f"a scan of two files, whole command, CPU ms, median of {RUNS}; the bar is {TARGET}")
    for name, values in times.items():
        beside = f"   {_ratio(values, times['peer']):.2f} of the peer" if peer else ""
        print(f"  {name:20} {statistics.median(values):7.1f}{beside}")


def _ratio(values: list[float], others: list[float]) -> float:
    return statistics.median(one / other for one, other in zip(values, others, strict=True))


def main() -> None:
    """Interleave all commands, and print medians and differences."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--peer", default="", metavar="COMMAND", help="another scanner")
    peer = shlex.split(reader.parse_args().peer)
    compile_once()
    with tempfile.TemporaryDirectory() as folder:
        scans(Path(folder), peer)
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
