"""What does one walk over a tree of 100,000 files cost, against `os.walk` plus reading what matched?

`python bench/walk.py [FOLDER]`: a folder of one's own, or a tree that is made for it: this environment's
own site-packages over and over, `node_modules` of made-up packages, and a project with lockfiles. CPU
seconds, the median of a few runs in one process.
"""

import json
import os
import shutil
import statistics
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ostiary.subjects.places.walk import every, read_within, walk

FILES = 100_000
RUNS = 3
BOUND = 1.5
LIMIT = 64 << 20


def made(root: Path) -> None:
    """A tree of about FILES files: links to the installed packages' own files, and packages for Node."""
    source = Path(sysconfig.get_path("purelib"))
    count = copy = 0
    while count < FILES * 2 // 3:
        target = root / f"service{copy}" / ".venv/lib/python3.11/site-packages"
        shutil.copytree(source, target, copy_function=os.link, symlinks=True)
        lock = root / f"service{copy}" / "requirements.txt"
        lock.write_text("".join(f"package{n}==1.{n}\n" for n in range(100)))
        count += sum(len(files) for _, _, files in os.walk(target))
        copy += 1
    for number in range((FILES - count) // 10):
        package = root / "web/node_modules" / f"package{number}"
        (package / "dist").mkdir(parents=True)
        manifest = {"name": package.name, "version": "1.0.0"}
        (package / "package.json").write_text(json.dumps(manifest))
        for file in range(9):
            (package / "dist" / f"part{file}.js").touch()


def spent(work: Callable[[], object]) -> float:
    """CPU seconds of this process, the median of a few runs."""
    figures = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        figures.append(time.process_time() - start)
    return statistics.median(figures)


def bare(root: Path, matched: list[str]) -> int:
    """`os.walk` over the tree, and what matched read."""
    files = sum(len(names) for _, _, names in os.walk(root))
    for path in matched:
        if (root / path).is_file():
            read_within(root, path, LIMIT)
    return files


def main() -> int:
    """Print the ratio; 1 if it misses the bound."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder)
        if root == Path(folder):
            made(root)
        seen = walk(root)
        matched = list(every(seen))

        def ours() -> None:
            for path in every(walk(root)):
                if (root / path).is_file():
                    read_within(root, path, LIMIT)

        least, mine = spent(lambda: bare(root, matched)), spent(ours)
        ratio = mine / least
        print(f"files {seen.files}, listings {len(seen.listings)}, packages {len(seen.packages)}")
        print(f"os.walk and reading what matched {least:.2f} s, ours {mine:.2f} s CPU")
        print(f"ratio {ratio:.2f} (bound {BOUND})")
    return int(ratio > BOUND)


if __name__ == "__main__":
    raise SystemExit(main())
