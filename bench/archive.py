"""How far is archive reading from the decompression bound? Prints medians of CPU time of one interleaved run.

`python bench/archive.py` builds a corpus of about 30 MB out of this interpreter's own library, in memory.
"""

import io
import statistics
import sys
import sysconfig
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from isal import igzip_lib

from ostiary.formats.archive.member import Member
from ostiary.formats.archive.read import read
from ostiary.formats.content import classify

SIZE = 30 * 1_000_000
ROUNDS = 9
TARGET = 2.0
ENDINGS = (".py", ".so", ".txt", ".json", ".pyi", ".js", ".h", ".c", ".md")


def corpus() -> list[tuple[str, bytes]]:
    """Library files in path order, up to SIZE bytes, as a wheel would hold them."""
    found: list[tuple[str, bytes]] = []
    total = 0
    for root in (Path(sysconfig.get_path("purelib")), Path(sysconfig.get_path("stdlib"))):
        for path in sorted(root.rglob("*")):
            if path.suffix in ENDINGS and path.is_file() and path.stat().st_size < 2_000_000:
                data = path.read_bytes()
                found.append((str(path.relative_to(root)), data))
                total += len(data)
                if total > SIZE:
                    return found
    return found


def make_tar(files: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def make_zip(files: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in dict(files).items():
            archive.writestr(name, data)
    return out.getvalue()


def bound_tar(packed: bytes) -> int:
    """Inflate in chunks, and copy every byte once."""
    decoder = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
    size = position = 0
    while not decoder.eof:
        block = packed[position : position + 65_536] if decoder.needs_input else b""
        position += len(block)
        size += len(bytearray(decoder.decompress(block, 1 << 20)))
    return size


def bound_zip(pieces: list[tuple[bytes, int]]) -> int:
    """Inflate each member at once, verify its CRC, and copy every byte once."""
    size = 0
    for piece, length in pieces:
        decoder = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_DEFLATE)
        size += len(bytearray(decoder.decompress(piece, length + 1)))
    return size


def deflated(files: list[tuple[str, bytes]]) -> list[tuple[bytes, int]]:
    pieces = []
    for data in dict(files).values():
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        pieces.append((packer.compress(data) + packer.flush(), len(data)))
    return pieces


def ours(packed: bytes) -> int:
    return sum(len(one.data) for one in read(io.BytesIO(packed), "x") if isinstance(one, Member))


def ours_classified(packed: bytes) -> int:
    members = (one for one in read(io.BytesIO(packed), "x") if isinstance(one, Member))
    return sum(len(one.data) + len(classify(one.path, one.data)) for one in members)


def stdlib_tar(packed: bytes) -> int:
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r|gz") as archive:
        opened = (archive.extractfile(one) for one in archive)
        return sum(len(one.read()) for one in opened if one is not None)


def stdlib_zip(packed: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return sum(len(archive.read(one)) for one in archive.infolist())


def measure(rows: dict[str, Callable[[], int]]) -> dict[str, float]:
    """Median CPU seconds of each row; all rows once in every round, so that noise hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(ROUNDS):
        for name, run in rows.items():
            start = time.process_time()
            run()
            times[name].append(time.process_time() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> int:
    files = corpus()
    total = sum(len(data) for _, data in files)
    print(f"{len(files)} files, {total / 1e6:.1f} MB; median CPU time of {ROUNDS} rounds")
    tar, wheel, pieces = make_tar(files), make_zip(files), deflated(files)
    worst = 0.0
    tables = {
        "tar.gz": {
            "bound: isal + one copy": lambda: bound_tar(tar),
            "ostiary": lambda: ours(tar),
            "ostiary + classify": lambda: ours_classified(tar),
            "tarfile": lambda: stdlib_tar(tar),
        },
        "zip": {
            "bound: isal + one copy": lambda: bound_zip(pieces),
            "ostiary": lambda: ours(wheel),
            "ostiary + classify": lambda: ours_classified(wheel),
            "zipfile": lambda: stdlib_zip(wheel),
        },
    }
    for kind, rows in tables.items():
        medians = measure(rows)
        bound = medians["bound: isal + one copy"]
        worst = max(worst, medians["ostiary"] / bound)
        print(f"\n{kind:<26}{'ms':>8}{'MB/s':>8}{'x bound':>9}")
        for name, seconds in medians.items():
            speed = total / 1e6 / seconds
            print(f"{name:<26}{seconds * 1e3:>8.1f}{speed:>8.0f}{seconds / bound:>9.2f}")
    print(
        f"\nworst {worst:.2f} of the bound, target {TARGET:.1f}: {'met' if worst <= TARGET else 'MISSED'}"
    )
    return 0 if worst <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
