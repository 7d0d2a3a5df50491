"""What a list of known-bad files costs: sketches a megabyte of code, and look-ups by digest and by sketch.

Reads the Python files of this interpreter's own packages; prints megabytes a second and microseconds.
"""

import sysconfig
import time
from pathlib import Path

from ostiary.core.facts.release import FileForm
from ostiary.formats.contents import Contents, FileRow, Kind
from ostiary.formats.known_files import KnownFile, KnownFiles, KnownShape
from ostiary.program.likeness.known import KnownIndex
from ostiary.program.likeness.sketch import VERSION, FileShape, Shapes, sketch

FILES = 2000
LISTED = 100_000


def main() -> None:
    """Sketch, then look up."""
    paths = sorted(Path(sysconfig.get_paths()["purelib"]).rglob("*.py"))[:FILES]
    texts = [path.read_bytes() for path in paths]
    start = time.process_time()
    found = [sketch("python", text) for text in texts]
    spent = time.process_time() - start
    size = sum(map(len, texts)) / 1e6
    sketched = [one for one in found if one]
    print(f"{len(texts)} files, {size:.1f} MB: {size / spent:.1f} MB/s, {len(sketched)} sketched")
    files = tuple(KnownFile(f"{number:064x}", "family") for number in range(LISTED))
    shapes = tuple(KnownShape(one, "family") for one in sketched)
    start = time.process_time()
    index = KnownIndex(KnownFiles(files, shapes, VERSION))
    print(
        f"index of {LISTED:,} digests, {len(shapes)} sketches: {time.process_time() - start:.2f} s"
    )
    rows = tuple(FileRow(f"f{n}", f"{n:064x}", 1, Kind.PYTHON) for n in range(LISTED, LISTED * 2))
    contents = Contents("a.whl", FileForm.WHEEL, "", 0, rows)
    start = time.process_time()
    index.files(contents)
    print(f"a digest: {(time.process_time() - start) / len(rows) * 1e6:.2f} microseconds")
    every = tuple(FileShape(f"f{n}", "", one) for n, one in enumerate(sketched))
    start = time.process_time()
    index.look_alikes(Shapes("a.whl", every))
    print(f"a sketch: {(time.process_time() - start) / len(every) * 1e6:.0f} microseconds")


if __name__ == "__main__":
    main()
