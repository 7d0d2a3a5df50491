"""`vet` with a warm cache against the analysis alone: is it bound by analysis or by overhead?

Asks the user's own index for one package (default: requests). Prints CPU seconds of whole processes, run
in turn: `vet --no-tree` with everything cached, `scan` of the same files, and `ostiary --version`.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from compiled import compile_once

RUNS = 5


def cpu(argv: list[str], env: dict[str, str]) -> float:
    """CPU seconds of one process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(argv, check=False, capture_output=True, env=env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cached(folder: Path) -> list[Path]:
    """The archives that `vet` kept in its cache, under names by which their form is known."""
    files = folder / "files"
    files.mkdir()
    found = []
    for number, path in enumerate(sorted((folder / "cache").rglob("*"))):
        head = path.read_bytes()[:4] if path.is_file() else b""
        suffix = {b"PK\3\4": ".whl", b"\x1f\x8b\x08\x08": ".tar.gz"}.get(head, "")
        suffix = suffix or (".tar.gz" if head.startswith(b"\x1f\x8b") else "")
        if suffix:
            copy = files / f"sample{number}-1.0{suffix}"
            copy.write_bytes(path.read_bytes())
            found.append(copy)
    return found


def main(name: str) -> None:
    """Warm the cache, fetch the same files, and time both."""
    compile_once()
    ostiary = [sys.executable, "-m", "ostiary"]
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "OSTIARY_CACHE": f"{folder}/cache", "OSTIARY_DATA": f"{folder}/data"}
        vet = [*ostiary, "vet", name, "--no-tree", "--quiet"]
        first = subprocess.run(
            [*vet, "--format", "json"], env=env, capture_output=True, check=False
        )
        version = json.loads(first.stdout)["verdicts"][0]["subject"].rpartition("@")[2]
        paths = [str(path) for path in cached(Path(folder))]
        commands = {
            "vet, warm cache": vet,
            "scan of the same files": [*ostiary, "scan", "--jobs", "1", *paths, "--quiet"],
            "start-up": [*ostiary, "--version"],
        }
        times: dict[str, list[float]] = {what: [] for what in commands}
        for _ in range(RUNS):
            for what, argv in commands.items():
                times[what].append(cpu(argv, env))
    middle = {what: statistics.median(values) for what, values in times.items()}
    print(f"{name} {version}, {len(paths)} files; CPU seconds, median of {RUNS}, in turn")
    for what, value in middle.items():
        print(f"  {what:24} {value:.2f}")
    print(f"  vet / scan = {middle['vet, warm cache'] / middle['scan of the same files']:.2f}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "requests")
