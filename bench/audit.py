"""What does a cold audit of a lock with 500 packages cost, against 260,000 advisories?

`python bench/audit.py EXPORT [EXPORT ...] [--keep FOLDER]`: the OSV exports from which advisories are made
by renaming packages (their sizes are then optimistic); `--keep` keeps them for the next time. Each run is
a whole process, `ostiary audit LOCK --format json`, against `python -c pass` in the same run: CPU seconds
and peak memory, medians. Bounds: 300 ms above bare Python for JSON, 400 ms for the other formats, 80 MB.

Peers on the same advisories: none that the index of packages offers runs offline. pip-audit asks a registry
about every package, `npm audit` its registry about all of them; `npm audit --offline` reports nothing,
whatever is wrong. Measured instead is the method of scanners that keep exports as they are: to decode
every record once (`--peer`).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from advisories import MOST, NAMES, Silent, chosen, generated
from compiled import compile_once

from ostiary.store.advisories_build import update
from ostiary.store.feeds import Feed

RUNS = 7
BOUNDS = {"package-lock.json": 0.3, "uv.lock": 0.4, "pnpm-lock.yaml": 0.4}
MEMORY = 80


def locks(folder: Path, keys: list[tuple[str, str, str]]) -> list[Path]:
    """Three locks of the same 500 names, which the advisories are about."""
    names = [(name, version) for _, name, version in keys]
    packages: dict[str, object] = {
        "": {"name": "app", "version": "1.0.0", "dependencies": dict(names[:40])}
    }
    uv = ['version = 1\nrequires-python = ">=3.11"\n']
    uv.append('[[package]]\nname = "app"\nversion = "1.0"\nsource = { virtual = "." }\n')
    pnpm = ["lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n"]
    keep, snapshots = ["\npackages:\n"], ["\nsnapshots:\n"]
    for number, (name, version) in enumerate(names):
        below = names[(number * 7 + 3) % len(names)][0]
        packages[f"node_modules/{name}"] = {
            "version": version,
            "resolved": f"https://registry.example.invalid/{name}/-/{number}.tgz",
            "integrity": "sha512-" + "A" * 86 + "==",
            "dependencies": {below: "*"},
        }
        wheels = "".join(
            f'    {{ url = "https://files.example.invalid/{number}-{tag}.whl", hash = "sha256:{"a" * 64}",'
            f" size = {tag}000 }},\n"
            for tag in range(1, 13)
        )
        uv.append(
            f'[[package]]\nname = "{name}"\nversion = "{version}"\n'
            'source = { registry = "https://index.example.invalid/simple" }\n'
            f'dependencies = [\n    {{ name = "{below}" }},\n]\nwheels = [\n{wheels}]\n'
        )
        if number < 40:
            pnpm.append(f"      '{name}':\n        specifier: '*'\n        version: {version}\n")
        keep.append(
            f"\n  '{name}@{version}':\n    resolution: {{integrity: sha512-{'A' * 86}==}}\n"
        )
        snapshots.append(f"\n  '{name}@{version}': {{}}\n")
    files = {
        "package-lock.json": json.dumps(
            {"name": "app", "lockfileVersion": 3, "packages": packages}, indent=2
        ),
        "uv.lock": "\n".join(uv),
        "pnpm-lock.yaml": "".join([*pnpm, *keep, *snapshots]),
    }
    made = []
    for name, text in files.items():
        (folder / name).write_text(text)
        made.append(folder / name)
    return made


def whole(argv: list[str], data: Path) -> tuple[float, float]:
    """CPU seconds and peak megabytes of one process and its children."""
    environ = {**os.environ, "OSTIARY_DATA": str(data), "OSTIARY_OFFLINE": "1"}
    code = (
        "import json, resource, subprocess, sys;"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL);"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *argv], env=environ, capture_output=True, check=True
    )
    spent, memory = json.loads(done.stdout)
    return spent, memory


def decoded(exports: list[Path], count: int) -> float:
    """CPU seconds to decode as many records once as there are advisories: the method of others."""
    bodies = [
        archive.read(name)
        for export in exports
        for archive in [zipfile.ZipFile(export)]
        for name in archive.namelist()
        if name.endswith(".json")
    ]
    start = time.process_time()
    for body in bodies:
        msgspec.json.decode(body)
    return (time.process_time() - start) * count / len(bodies)


def main() -> int:
    """Print a line for each lock; 1 if one misses its bound."""
    compile_once()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("exports", nargs="+", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--peer", action="store_true")
    args = parser.parse_args()
    missed = 0
    with tempfile.TemporaryDirectory() as made:
        data = args.keep or Path(made)
        if not (data / "advisories" / "current.json").exists():
            feed = Feed(
                "made",
                "made",
                "osv",
                lambda: generated(args.exports, MOST),
                whole=True,
                total=MOST,
            )
            update(data / "advisories", [feed], now=datetime.now(UTC), progress=Silent())
        bare = statistics.median(
            whole([sys.executable, "-c", "pass"], data)[0] for _ in range(RUNS)
        )
        for lock in locks(Path(made), chosen(args.exports, MOST, bad=False)):
            argv = [sys.executable, "-m", "ostiary", "audit", str(lock), "--no-record"]
            argv += ["--vet-new", "0", "--format", "json"]
            rows = [whole(argv, data) for _ in range(RUNS)]
            spent = statistics.median(row[0] for row in rows) - bare
            memory = max(row[1] for row in rows)
            bound = BOUNDS[lock.name]
            good = spent <= bound and memory <= MEMORY
            missed += not good
            print(
                f"{lock.name:<18} {NAMES} packages, {MOST:,} advisories: {spent * 1000:.0f} ms of CPU above"
                f" bare Python (bound {bound * 1000:.0f}), {memory:.0f} MB (bound {MEMORY})"
                f"{'' if good else '  MISSED'}"
            )
            if args.peer:
                other = decoded(args.exports, MOST)
                print(
                    f"  decoding every record once instead: {other:.1f} s, {other / spent:.0f} times"
                )
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
