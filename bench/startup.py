"""Start-up cost: CPU of `ostiary --version` above bare Python's own start, and of every verb's help."""

import resource
import statistics
import subprocess
import sys

from compiled import compile_once

RUNS = 15
CODE = "from ostiary.cli.main import main; main({words!r})"


def cpu(argv: list[str]) -> float:
    """CPU milliseconds of one fresh process, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(argv, check=False, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used * 1000


def main() -> None:
    """Interleave all commands, and print medians and differences."""
    compile_once()
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
