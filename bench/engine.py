"""How fast is an artifact examined, in how much memory, and how far is that from the least it could cost?

`python bench/engine.py [ARCHIVE ...]`; without archives `pip download` brings the sdists of a few packages,
or their wheels where pip cannot. Every archive is examined in a fresh process, so that peaks are its own, and
all sdists once more in one process, as a batch is: that is the throughput. The
bound, in the same run: to unpack it and to have Python's own parser read its Python files. The peer is
GuardDog, if pip installs it (`--no-peer`: not). At the end engine, peer and bound stand side by side over
the sdists, in megabytes unpacked for each second of CPU.
"""

import ast
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

from compiled import compile_once

from ostiary.evidence.artifact import examine
from ostiary.formats.archive.member import Member
from ostiary.formats.archive.read import read

PACKAGES = ("six", "idna", "click", "attrs", "requests", "pygments", "networkx", "sqlalchemy")
SMALL = 300_000  # bytes of an archive up to which it counts as a small package
TARGET_SPEED, TARGET_PEAK = 10.0, 300  # MB/s unpacked over the sdists, MB at the largest
RUNS = 3


def peak() -> int:
    """Megabytes that this process had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def once(path: Path) -> dict[str, float]:
    """Examine one archive: CPU seconds, megabytes unpacked, peak megabytes, and those before."""
    before, start = peak(), time.process_time()
    with path.open("rb") as stream:
        found = examine(stream, path.name)
    spent = time.process_time() - start
    return {"cpu": spent, "mb": sum(one.size for one in found.coverage) / 1e6} | {
        "peak": peak(),
        "idle": before,
    }


def batch(paths: list[Path]) -> dict[str, float]:
    """Examine several archives one after the other: CPU seconds and megabytes unpacked."""
    rows = [once(path) for path in paths]
    return {key: sum(row[key] for row in rows) for key in ("cpu", "mb")}


def bound(path: Path) -> dict[str, float]:
    """Unpack one archive, then parse its Python files: CPU seconds of each."""
    start = time.process_time()
    items = read(io.BytesIO(path.read_bytes()), path.name)
    texts = [one.data for one in items if isinstance(one, Member) and one.path.endswith(".py")]
    unpacked = time.process_time()
    warnings.simplefilter("ignore")
    for text in texts:
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            continue
    return {"unpack": unpacked - start, "parse": time.process_time() - unpacked}


def fresh(what: str, path: Path) -> dict[str, float]:
    """One of the two above in a process of its own; the median of a few runs."""
    rows = [asked(what, path) for _ in range(RUNS if path.stat().st_size < SMALL else 1)]
    return {key: statistics.median(row[key] for row in rows) for key in rows[0]}


def asked(what: str, *paths: Path) -> dict[str, float]:
    """What a process of its own measures."""
    argv = [sys.executable, __file__, what, *map(str, paths)]
    found: dict[str, float] = json.loads(
        subprocess.run(argv, check=True, capture_output=True).stdout
    )
    return found


def cpu(argv: list[str]) -> float:
    """CPU seconds of a process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(argv, check=False, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peer(folder: Path) -> str:
    """GuardDog in an environment of its own; empty if it cannot be had."""
    home = folder / "peer"
    subprocess.run([sys.executable, "-m", "venv", home], check=False, capture_output=True)
    argv = [str(home / "bin" / "pip"), "install", "--quiet", "guarddog"]
    if not (home / "bin" / "pip").exists():
        return ""
    subprocess.run(argv, check=False, capture_output=True)
    program = home / "bin" / "guarddog"
    works = (
        program.exists()
        and not subprocess.run([program, "--version"], check=False, capture_output=True).returncode
    )
    return str(program) if works else ""


def downloaded(folder: Path) -> list[Path]:
    """A few packages by name, as pip would install them."""
    argv = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "-d", str(folder)]
    for name in PACKAGES:
        sdist = subprocess.run([*argv, "--no-binary", ":all:", name], check=False).returncode == 0
        if not sdist:
            subprocess.run([*argv, name], check=True)
    return sorted(one for one in folder.iterdir() if one.is_file())


def table(paths: list[Path]) -> tuple[bool, list[dict[str, float]], float]:
    """A line for each archive and what they come to; whether both bars hold, the figures by archive,
    and the seconds of all sdists in one process."""
    print(f"{'archive':<44}{'MB':>7}{'s':>7}{'MB/s':>7}{'peak MB':>9}{'x bound':>9}")
    rows = []
    for path in paths:
        row = fresh("--once", path) | fresh("--bound", path)
        rows.append(row)
        ratio = row["cpu"] / max(row["unpack"] + row["parse"], 1e-6)
        speed = row["mb"] / max(row["cpu"], 1e-6)
        name = path.name[:43]
        print(
            f"{name:<44}{row['mb']:>7.1f}{row['cpu']:>7.2f}{speed:>7.1f}{row['peak']:>9.0f}{ratio:>9.1f}"
        )
    sdists = [path for path in paths if is_sdist(path)] or paths
    together = asked("--batch", *sdists)
    total = {key: sum(row[key] for row in rows) for key in rows[0]}
    all_of, most = total["mb"] / total["cpu"], max(row["peak"] for row in rows)
    speed = together["mb"] / together["cpu"]
    least = total["unpack"] + total["parse"]
    print(
        f"\neach by itself: {all_of:.1f} MB/s unpacked, {total['cpu'] / least:.1f} times the bound",
        end=" ",
    )
    print(f"(unpacking {total['unpack']:.2f} s, ast.parse {total['parse']:.2f} s)")
    print(f"peak {most:.0f} MB, {rows[0]['idle']:.0f} of them before anything was examined")
    small = [
        row["cpu"] for row, path in zip(rows, paths, strict=True) if path.stat().st_size < SMALL
    ]
    if small:
        middle, mean = statistics.median(small), statistics.mean(small)
        print(f"small packages ({len(small)}): median {middle:.3f} s, mean {mean:.3f} s")
    met = speed >= TARGET_SPEED and most <= TARGET_PEAK
    print(
        f"bars {TARGET_SPEED:.0f} MB/s (sdists in one process: {speed:.1f}) and {TARGET_PEAK} MB",
        end=": ",
    )
    print("met" if met else "MISSED")
    return met, rows, together["cpu"]


def is_sdist(path: Path) -> bool:
    """Whether pip would build the archive."""
    return path.name.endswith((".tar.gz", ".zip"))


def beside(paths: list[Path], rows: list[dict[str, float]], together: float, program: str) -> None:
    """Engine, whole program, peer and bound over the sdists, in MB unpacked for each second of CPU."""
    several = [(path, row) for path, row in zip(paths, rows, strict=True) if is_sdist(path)]
    several = several or list(zip(paths, rows, strict=True))
    size = sum(row["mb"] for _, row in several)
    ours = [sys.executable, "-m", "ostiary", "scan", "--fresh", "--jobs", "1", "--quiet"]
    spent = {
        "engine": together,
        "engine, each by itself": sum(row["cpu"] for _, row in several),
        "ostiary scan": sum(cpu([*ours, str(path)]) for path, _ in several),
        "bound": sum(row["unpack"] + row["parse"] for _, row in several),
    }
    if program:
        spent["guarddog"] = sum(cpu([program, "pypi", "scan", str(path)]) for path, _ in several)
    print(f"\nsdists ({len(several)}, {size:.1f} MB unpacked)   CPU s    MB/s")
    for name, seconds in spent.items():
        print(f"  {name:30}{seconds:8.2f}{size / max(seconds, 1e-6):8.1f}")


def whole(paths: list[Path], program: str) -> None:
    """CPU of whole processes over the small archives, side by side with the peer."""
    small = [one for one in paths if one.stat().st_size < SMALL] or paths[:1]
    ours = [sys.executable, "-m", "ostiary"]
    print(f"\nwhole processes, CPU seconds, mean of {len(small)} archives")
    print(f"  {'start-up':24}{cpu([*ours, '--version']):8.2f}")
    scans = [cpu([*ours, "scan", "--fresh", "--jobs", "1", "--quiet", str(one)]) for one in small]
    print(f"  {'ostiary scan':24}{statistics.mean(scans):8.2f}")
    if not program:
        print("  guarddog is absent: pip did not install it here, or was not asked to")
        return
    peers = [cpu([program, "pypi", "scan", str(one)]) for one in small]
    mean = statistics.mean(peers)
    print(f"  {'guarddog scan':24}{mean:8.2f}   {mean / statistics.mean(scans):.1f} times ours")


def main(words: list[str]) -> int:
    if words[:1] == ["--batch"]:
        print(json.dumps(batch([Path(word) for word in words[1:]])))
        return 0
    if words[:1] in (["--once"], ["--bound"]):
        run = once if words[0] == "--once" else bound
        print(json.dumps(run(Path(words[1]))))
        return 0
    compile_once()
    with tempfile.TemporaryDirectory() as folder:
        named = [Path(word) for word in words if not word.startswith("--")]
        (files := Path(folder) / "files").mkdir()
        paths = named or downloaded(files)
        met, rows, together = table(paths)
        program = "" if "--no-peer" in words else peer(Path(folder))
        whole(paths, program)
        beside(paths, rows, together, program)
    return 0 if met else 1


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    sys.exit(main(sys.argv[1:]))
