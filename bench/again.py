"""How fast is a scan of archives that were examined before, beside one that reads them?

`python bench/again.py ARCHIVE ...`: runs of `ostiary scan --jobs 1` over all of them, with a cache folder of
their own that is empty at first. CPU seconds of whole processes, start-up and workers included; megabytes
are those of the files that were unpacked.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from compiled import compile_once

TARGET = 25.0  # MB/s unpacked when everything was examined before
RUNS = 3  # of the warm scan; the median counts


def scan(paths: list[str], folder: Path) -> tuple[float, float, dict[str, Any]]:
    """CPU and wall seconds of one scan, and its report."""
    environ = {**os.environ, "OSTIARY_CACHE": str(folder), "OSTIARY_DATA": str(folder / "data")}
    argv = [sys.executable, "-m", "ostiary", "scan", "--jobs", "1", "--format", "json", *paths]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(argv, check=False, stdout=subprocess.PIPE, env=environ)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - start
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, wall, json.loads(done.stdout)


def megabytes(report: dict[str, Any]) -> float:
    """What was unpacked, or would have been."""
    return sum(int(row["size"]) for row in report["coverage"]) / 1e6


def lasting(report: dict[str, Any]) -> str:
    """A report without what belongs to one run alone: times, id and notes."""
    kept = {key: value for key, value in report.items() if key not in {"run", "notes"}}
    for row in kept["evidence"]:
        row.pop("collected_at", None)
    return json.dumps(kept, sort_keys=True)


def main(paths: list[str]) -> int:
    compile_once()
    if not paths:
        print("usage: python bench/again.py ARCHIVE ...")
        return 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        idle = scan([__file__], folder / "idle")[0]
        cold = scan(paths, folder)
        warm = [scan(paths, folder) for _ in range(RUNS)]
        kept = sum(one.stat().st_size for one in (folder / "examinations").rglob("?" * 64))
    size = megabytes(cold[2])
    spent = statistics.median(one[0] for one in warm)
    wall = statistics.median(one[1] for one in warm)
    print(
        f"{len(paths)} archives, {size:.1f} MB unpacked; kept {kept / 1e6:.1f} MB of examinations"
    )
    print(f"{'':8}{'CPU s':>9}{'wall s':>9}{'MB/s':>9}")
    print(f"{'cold':8}{cold[0]:>9.2f}{cold[1]:>9.2f}{size / cold[0]:>9.1f}")
    print(f"{'warm':8}{spent:>9.2f}{wall:>9.2f}{size / spent:>9.1f}")
    print(f"of that a scan of one small file: {idle:.2f} CPU s")
    same = all(lasting(one[2]) == lasting(cold[2]) for one in warm)
    print(f"reports: {'equal but for times and notes' if same else 'DIFFERENT'}")
    print(*warm[-1][2]["notes"], sep="\n")
    met = size / spent >= TARGET
    print(f"bar {TARGET:.0f} MB/s warm: {'met' if met else 'MISSED'}")
    return 0 if met and same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
