"""What does a large PyTorch archive cost? CPU above start-up, and the peak of memory, in a fresh process.

`python bench/models_zip.py` writes an archive of 520 MB with 31 storages of random numbers into a temporary
folder, and one of many small storages. The bar for the first is 0.10 s of CPU above start-up and 60 MB.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from compiled import compile_once

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "models"))
from assemble.pieces import terms

ROUNDS = 7
LARGE = (31, 16_775_168)
"""Storages, and bytes of each."""
MANY = (20_000, 256)
CODE = """
import resource, sys
from ostiary.formats.model.assurance import assurance
from ostiary.formats.model.catalogue import FORMATS
from ostiary.formats.model.desk import Desk
from ostiary.formats.model.extent import Opened
from ostiary.program.loading.known import KNOWN
desk = Desk(FORMATS, KNOWN)
before = resource.getrusage(resource.RUSAGE_SELF)
if sys.argv[1:]:
    with open(sys.argv[1], "rb") as stream:
        desk.look("model.pt", Opened(stream))
after = resource.getrusage(resource.RUSAGE_SELF)
used = after.ru_utime + after.ru_stime
alone = used - before.ru_utime - before.ru_stime
verdicts = sorted({assurance(one).value for one in desk.files})
print(used, alone, after.ru_maxrss / 1024, *verdicts, sep="\\t")
"""


def state(storages: int, count: int) -> bytes:
    """The pickle of a state dictionary of so many tensors of 4-byte numbers."""
    out = terms("PROTO:2 EMPTY_DICT MARK")
    for key in range(storages):
        out += terms(
            f'BINUNICODE:"layer.{key}.weight" GLOBAL:torch._utils._rebuild_tensor_v2 MARK MARK '
            f'BINUNICODE:"storage" GLOBAL:torch.FloatStorage BINUNICODE:"{key}" BINUNICODE:"cpu" '
            f"BININT:{count} TUPLE BINPERSID BININT1:0 BININT:{count} TUPLE1 BININT1:1 TUPLE1 "
            "NEWFALSE GLOBAL:collections.OrderedDict EMPTY_TUPLE REDUCE TUPLE REDUCE"
        )
    return out + terms("SETITEMS STOP")


def write(path: Path, storages: int, size: int) -> None:
    """An archive as PyTorch lays it out."""
    block = os.urandom(min(size, 1 << 20))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        archive.writestr("archive/data.pkl", state(storages, size // 4))
        archive.writestr("archive/byteorder", "little")
        for key in range(storages):
            with archive.open(f"archive/data/{key}", "w") as member:
                for start in range(0, size, len(block)):
                    member.write(block[: size - start])
        archive.writestr("archive/version", "3\n")


def run(*words: str) -> tuple[float, float, float, str]:
    """CPU seconds of a process, those for the file alone, its peak in MB, and the verdicts."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, *words], check=True, capture_output=True, text=True
    )
    used, alone, peak, *verdicts = done.stdout.strip().split("\t")
    return float(used), float(alone), float(peak), ", ".join(verdicts)


def main() -> None:
    """Interleave start-up and files, and print medians."""
    compile_once()
    with tempfile.TemporaryDirectory() as folder:
        files = {"520 MB, 31 storages": LARGE, "5 MB, 20,000 storages": MANY}
        paths = {}
        for count, (name, (storages, size)) in enumerate(files.items()):
            paths[name] = Path(folder) / f"{count}.pt"
            write(paths[name], storages, size)
        start, rows = [], {name: list[tuple[float, float, float, str]]() for name in files}
        for _ in range(ROUNDS):
            start.append(run()[0])
            for name, path in paths.items():
                rows[name].append(run(str(path)))
        bare = statistics.median(start)
        print(f"start-up {bare:.3f} s of CPU; medians of {ROUNDS}, interleaved")
        for name, found in rows.items():
            used = statistics.median(one[0] for one in found)
            alone = statistics.median(one[1] for one in found)
            peak = statistics.median(one[2] for one in found)
            print(
                f"{name:24} {used - bare:6.3f} s above start-up ({alone:.3f} s for the file alone), "
                f"peak {peak:.0f} MB: {found[0][3]}"
            )


if __name__ == "__main__":
    main()
