"""What does reading model files cost? CPU time above start-up and peak memory, each in a fresh process.

`python bench/models.py FOLDER` writes the files into the folder where they are not there yet and reads
them: 200 MiB pickles of many small objects (protocols 2 and 4; plain data, and instances of a listed class),
2,000 small pickles, and a PyTorch archive of 520 MB. `--peer` also runs, in turn over each file, the whole
program `ostiary scan` and those of picklescan, modelscan, fickling and modelaudit that are on the PATH; what
`ostiary scan` takes beyond reading is its start, and the digest by which a file is known. `--good FOLDER`
counts, over files that are known to be good (`tests/models/real/make.py` writes some), on how many each of
them raises an alarm.
"""

import argparse
import collections
import json
import os
import pickle
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from compiled import compile_once
from models_zip import LARGE
from models_zip import write as write_archive

BIG = 200 << 20
SMALL = 2_000
SECONDS = 300
"""Seconds of CPU for one path, read in a process of its own."""
PATIENCE = 20
"""Seconds of CPU that a whole program may take for one path."""
MEMORY = 12 << 30
LIMITS = {resource.RLIMIT_CPU: PATIENCE, resource.RLIMIT_AS: MEMORY}
FRAME = 64 << 10
BARS = {
    "data-2.pkl": (8.0, 150),
    "data-4.pkl": (8.0, 150),
    "small": (0.6, 150),
    "archive.pt": (0.1, 60),
}
PEERS = {
    "ostiary": [
        sys.executable,
        "-m",
        "ostiary",
        "scan",
        "--offline",
        "--fresh",
        "--fail-on",
        "review",
    ],
    "picklescan": ["picklescan", "-p"],
    "modelscan": ["modelscan", "-p"],
    "fickling": ["fickling", "--check-safety"],
    "modelaudit": ["modelaudit", "scan"],
}
MOST_GOOD = 50
"""Good files that each program gets, about: one process for each file takes its time."""
KEYS = ("id", "name", "score", "tags", "ok", "where")


class Writer:
    """Opcodes as the interpreter's own pickler writes them, without the objects in memory."""

    def __init__(self, protocol: int) -> None:
        self.late = protocol >= 4
        self.places = 0

    def put(self) -> bytes:
        self.places += 1
        if self.late:
            return b"\x94"
        place = self.places - 1
        return b"q" + bytes([place]) if place < 256 else b"r" + place.to_bytes(4, "little")

    def get(self, place: int) -> bytes:
        return b"h" + bytes([place])

    def text(self, text: str) -> bytes:
        raw = text.encode()
        head = b"\x8c" + bytes([len(raw)]) if self.late else b"X" + len(raw).to_bytes(4, "little")
        return head + raw + self.put()

    def integer(self, number: int) -> bytes:
        if number < 256:
            return b"K" + bytes([number])
        return (
            b"M" + number.to_bytes(2, "little")
            if number < 65536
            else b"J" + number.to_bytes(4, "little")
        )


def record(
    out: Writer, number: int, dice: random.Random, keys: dict[str, int], opening: bytes
) -> bytes:
    """One mapping of six keys, which stand in the memo from the second one on."""
    made = [opening + out.put() + b"("]
    values: tuple[Callable[[], bytes], ...] = (
        lambda: out.integer(number),
        lambda: out.text(f"user{number}"),
        lambda: b"G" + dice.randbytes(7) + b"\0",
        lambda: b"]" + out.put() + b"(" + out.text(f"t{number % 97}") + out.text("b") + b"e",
        lambda: b"\x88",
        lambda: out.integer(number % 7) + out.integer(number % 999) + b"\x86" + out.put(),
    )
    for key, value in zip(KEYS, values, strict=True):
        if key in keys:
            made.append(out.get(keys[key]))
        else:
            keys[key] = out.places
            made.append(out.text(key))
        made.append(value())
    return b"".join([*made, b"u"])


def stream(protocol: int, *, instances: bool, size: int) -> Iterator[bytes]:
    """One pickle: a list of records, or of instances that are filled like records, in frames from 4 on."""
    out, dice, keys = Writer(protocol), random.Random(1), dict[str, int]()
    opening = b"}"
    start = b"]" + out.put()
    if instances:
        name = out.places
        if out.late:
            start += out.text("collections") + out.text("OrderedDict") + b"\x93" + out.put() + b"0"
            name = out.places - 1
        else:
            start += b"ccollections\nOrderedDict\n" + out.put() + b"0"
        opening = out.get(name) + b")R"
    yield b"\x80" + bytes([protocol])
    pending, done, number = start, 0, 0
    while done < size:
        batch = (
            b"("
            + b"".join(record(out, number + n, dice, keys, opening) for n in range(1000))
            + b"e"
        )
        number += 1000
        pending += batch
        if len(pending) >= FRAME:
            done += len(pending)
            yield _framed(pending) if out.late else pending
            pending = b""
    yield _framed(pending + b".") if out.late else pending + b"."


def _framed(data: bytes) -> bytes:
    return b"\x95" + len(data).to_bytes(8, "little") + data


class Payload:
    def __reduce__(self) -> tuple[object, ...]:
        return os.getpid, ()


def write(folder: Path, size: int) -> None:
    """All files that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for protocol in (2, 4):
        for kind in ("data", "instances"):
            path = folder / f"{kind}-{protocol}.pkl"
            if not path.exists():
                with path.open("wb") as file:
                    file.writelines(stream(protocol, instances=kind == "instances", size=size))
    if not (folder / "small").exists():
        dice = random.Random(2)
        for number in range(SMALL):
            inside = folder / "small" / f"{number % 20}"
            inside.mkdir(parents=True, exist_ok=True)
            pairs = {f"k{n}": [dice.random(), "text", n] for n in range(dice.randrange(1, 12))}
            value: object = collections.OrderedDict(pairs) if number % 4 == 0 else pairs
            if number % 100 == 0:
                value = Payload()
            (inside / f"{number}.pkl").write_bytes(pickle.dumps(value, number % 6))
    if not (folder / "archive.pt").exists():
        write_archive(folder / "archive.pt", *LARGE)


def examine(path: Path) -> None:
    """In a process of its own: read one file or folder, and print what it cost above start-up."""
    from ostiary.formats.model.assurance import assurance
    from ostiary.formats.model.catalogue import FORMATS
    from ostiary.formats.model.desk import Desk
    from ostiary.formats.model.extent import Opened
    from ostiary.program.loading.known import KNOWN

    before = time.process_time()
    said: collections.Counter[str] = collections.Counter()
    for one in sorted(path.rglob("*.pkl")) if path.is_dir() else [path]:
        with one.open("rb") as file:
            desk = Desk(FORMATS, KNOWN)
            desk.look(one.name, Opened(file))
        said[max(map(assurance, desk.files), key=list(type(assurance(desk.files[0]))).index)] += 1
    spent = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(json.dumps({"seconds": spent, "megabytes": peak, "said": said}))


def bounded() -> None:
    for limit, most in {**LIMITS, resource.RLIMIT_CPU: SECONDS}.items():
        resource.setrlimit(limit, (most, most))


def measured(path: Path) -> str:
    done = subprocess.run(
        [sys.executable, __file__, "--examine", str(path)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=bounded,
    )
    if done.returncode:
        return f"{path.name:18} ended with {done.returncode}: {done.stderr[-200:]}"
    found = json.loads(done.stdout)
    seconds, peak = found["seconds"], found["megabytes"]
    bar = BARS.get(path.name)
    kept = (
        "" if not bar else "  bar kept" if seconds <= bar[0] and peak <= bar[1] else f"  OVER {bar}"
    )
    said = ", ".join(f"{count} {word}" for word, count in found["said"].items())
    return f"{path.name:18} {seconds:7.2f} s CPU {peak:6} MB   {said}{kept}"


def ran(name: str, path: Path) -> tuple[int, float, int]:
    """The exit code of one program over one path, its CPU seconds, and its peak in megabytes."""
    with subprocess.Popen(
        [*PEERS[name], str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        for limit, most in LIMITS.items():
            resource.prlimit(process.pid, limit, (most, most))
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss >> 10


def peer(name: str, path: Path) -> str:
    code, spent, peak = ran(name, path)
    ended = f"exit {code}" if code >= 0 else f"ended by signal {-code}, limit {PATIENCE} s of CPU"
    return f"{path.name:18} {spent:7.2f} s CPU {peak:6} MB   {name} {ended}"


def alarms(name: str, folder: Path) -> str:
    """On how many good files a program raises an alarm (exit 1), or ends without an answer."""
    found = sorted(one for one in folder.rglob("*") if one.is_file() and one.name != "made.json")
    files = found[:: max(1, len(found) // MOST_GOOD)]
    codes = collections.Counter(ran(name, one)[0] for one in files)
    other = len(files) - codes[0] - codes[1]
    return f"{len(files)} good files: {name} raises {codes[1]} alarms, and {other} have no answer"


def main() -> None:
    compile_once()
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", type=Path)
    words.add_argument("--peer", action="store_true", help="run the peers that are installed, too")
    words.add_argument("--good", type=Path, help="a folder of good files, to count false alarms")
    words.add_argument("--size", type=int, default=BIG, help="bytes of each big pickle")
    words.add_argument(
        "--examine", action="store_true", help="read in this process; for this script itself"
    )
    asked = words.parse_args()
    if asked.examine:
        return examine(asked.folder)
    write(asked.folder, asked.size)
    archive, small = asked.folder / "archive.pt", asked.folder / "small"
    paths = [*sorted(asked.folder.glob("*.pkl")), small, archive]
    for path in paths:
        print(measured(path), flush=True)
    here = [name for name, command in PEERS.items() if shutil.which(command[0])]
    if asked.peer:
        for path in (archive, small, asked.folder / "data-2.pkl"):
            for name in here:
                print(peer(name, path), flush=True)
    if asked.good:
        for name in here:
            print(alarms(name, asked.good), flush=True)
    return None


if __name__ == "__main__":
    main()
