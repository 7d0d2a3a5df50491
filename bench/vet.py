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

RUNS = 5


def cpu(argv: list[str], env: dict[str, str]) -> float:
    """CPU seconds of one process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(argv, check=False, capture_output=True, env=env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(name: str) -> None:
    """Warm the cache, fetch the same files, and time both."""
    ostiary = [sys.executable, "-m", "ostiary"]
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "OSTIARY_CACHE": f"{folder}/cache", "OSTIARY_DATA": f"{folder}/data"}
        vet = [*ostiary, "vet", name, "--no-tree", "--quiet"]
        first = subprocess.run(
            [*vet, "--format", "json"], env=env, capture_output=True, check=False
        )
        version = json.loads(first.stdout)["verdicts"][0]["subject"].rpartition("@")[2]
        files = Path(folder) / "files"
        for kind in ("--only-binary=:all:", "--no-binary=:all:"):
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", kind]
            if kind.startswith("--no-binary"):
                pip += ["--no-build-isolation"]
            subprocess.run(
                [*pip, "-d", str(files), f"{name}=={version}"], check=False, capture_output=True
            )
        paths = sorted(str(path) for path in files.iterdir())
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
