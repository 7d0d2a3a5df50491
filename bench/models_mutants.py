"""Does any mutant of a model file crash or hang a reader, or come out clean although loading it imports?

`python bench/models_mutants.py` changes bytes of the good and bad samples of `docs/models`, splices them into
each other, makes pickles out of random opcodes, and reads 100,000 of these (`--count`), each against a clock.
Whatever comes out clean is then given to the interpreter's own unpickler, which finds nothing but stubs:
what it looks for, in the file, in members of a zip or tar, behind compressors and in arrays, has to be what
the list calls harmless. The first that is not stops the run, with the bytes in a file.
"""

import argparse
import bz2
import collections
import gzip
import io
import lzma
import pickle
import random
import re
import resource
import signal
import struct
import sys
import tarfile
import time
import traceback
import zipfile
import zlib
from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "models"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "fuzz"))
from desks import read_all
from fuzz_mutate import mutate
from pickle_streams import by_grammar, mutant
from pickle_streams import seeds as pickles
from test_model_pages import SAMPLES
from test_mutated import mutated

from ostiary.core.scale import Decision
from ostiary.core.world import World
from ostiary.flows.apart import Asked, Given
from ostiary.flows.local import scanned
from ostiary.formats.model.assurance import Assurance, assurance
from ostiary.formats.model.judge import Realm
from ostiary.formats.model.pickle.inert import Inert, Stub, loaded
from ostiary.formats.model.record import ModelFile, Standing
from ostiary.policy.load import preset
from ostiary.program.loading.known import KNOWN

COUNT = 100_000
PATIENCE = 5.0
"""Seconds of CPU for one mutant."""
MEMORY = 2 << 30
"""Bytes that the process may have: the interpreter's unpickler takes what a mutant asks for."""
MAX_SEED = 20_000
MAX_PART = 1 << 20
MAX_STREAMS = 8
SAFE = {Assurance.SAFE_BY_FORMAT, Assurance.SAFE_BY_LIST}
BAD = {Standing.SINK, Standing.UNLISTED, Standing.ODD}
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_STREAMS = frozenset({"pickle", "torch-legacy"})
"""Formats of which a loader reads several pickles in a row."""
_UNPACK: tuple[Callable[[bytes], bytes], ...] = (
    gzip.decompress,
    bz2.decompress,
    lzma.decompress,
    zlib.decompress,
)


UNREADABLE = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, ValueError, LookupError, RuntimeError, OverflowError, MemoryError),
)
"""What unpackers raise over damage, ciphers and methods that they lack: such a thing is not loaded either."""


class Watched(Inert):
    """The same unpickler, which also knows whether anything that it found was called."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.stream = io.BytesIO(data)  # which tells where the pickle ended
        pickle.Unpickler.__init__(self, self.stream, encoding="latin-1")
        self.called: list[bool] = []
        self._found: dict[tuple[str, str], type] = {}

    def find_class(self, module: str, name: str, /) -> type:
        """A stub that notes its calls."""
        base, called = super().find_class(module, name), self.called
        if (module, name) not in self._found:

            def new(cls: type, *_: object, **__: object) -> object:
                called.append(True)
                return object.__new__(cls)

            body = {"__slots__": (), "__new__": new}
            self._found[module, name] = type(base)("Global", (Stub,), body)
        return self._found[module, name]


class HangError(BaseException):
    """A mutant took longer than PATIENCE."""


def asked(data: bytes, streams: int) -> Iterator[tuple[str, str]]:
    """The globals that the interpreter's unpickler looks for in the first pickles of these bytes.

    What breaks off, or goes on as something else, before anything was called is a text, and no pickle.
    """
    start = 0
    for _ in range(streams):
        inert = Watched(data[start:])
        fault = loaded(inert)
        start += inert.stream.tell()
        if not inert.called and (fault or (streams == 1 and start < len(data))):
            return
        for module, name in inert.asked:
            if not (_DOTTED.fullmatch(module) and _DOTTED.fullmatch(name)):
                return  # nothing is called that: the real loader comes no further
            yield module, name
        if fault or start >= len(data):
            return


def parts(data: bytes, depth: int = 3) -> Iterator[bytes]:
    """What a loader may unpickle: the bytes, and what lies in them as members, packed, or behind a head."""
    yield data
    if data.startswith(b"\x93NUMPY"):
        yield data[10 + int.from_bytes(data[8:10], "little") :]
    if not depth:
        return
    for inner in (*_members(data), *_unpacked(data)):
        yield from parts(inner[:MAX_PART], depth - 1)


def _members(data: bytes) -> list[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [
                archive.read(one) for one in archive.infolist()[:50] if one.file_size < MAX_PART
            ]
    except UNREADABLE:
        pass
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            found = [archive.extractfile(one) for one in archive.getmembers()[:50] if one.isfile()]
            return [one.read(MAX_PART) for one in found if one]
    except UNREADABLE:
        return []


def _unpacked(data: bytes) -> Iterator[bytes]:
    for unpack in _UNPACK:
        try:
            yield unpack(data)
        except UNREADABLE:
            continue


def slips(files: list[ModelFile], data: bytes) -> str:
    """The first global that loading looks for and nobody judged harmless, of a file that is clean."""
    if not all(assurance(one) in SAFE for one in files):
        return ""
    streams = MAX_STREAMS if any(one.format in _STREAMS for one in files) else 1
    judged = {call.name for one in files for call in one.calls if call.standing not in BAD}
    for part in parts(data):
        for module, name in asked(part, streams):
            other = NAME_MAPPING.get((module, name)) or (IMPORT_MAPPING.get(module, module), name)
            sink = KNOWN.named(Realm.PICKLE, f"{module}.{name}").standing is Standing.SINK
            if sink or not judged & {f"{module}.{name}", ".".join(other)}:
                return f"{module}.{name}"
    return ""


def examined(name: str, data: bytes, took: list[float]) -> str:
    """What became of one mutant: the worst verdict. Raises whatever a reader raises, or on a slip.

    `took` gets the seconds of CPU that reading took.
    """
    begin = time.process_time()
    files = read_all(name, data).files
    took.append(time.process_time() - begin)
    for one in files:
        assert 0 <= one.accounted <= one.size
        repr(one).encode()
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        found = slips(files, data)
    except HangError:
        return "not checked: the interpreter's unpickler took too long"
    if found and cleared(name, data):
        raise AssertionError(f"it is clean, and loading it looks for {found}")
    order = list(Assurance)
    return max(map(assurance, files), key=order.index).value if files else "no model"


def cleared(name: str, data: bytes) -> bool:
    """Whether the whole scan allows it: archives of other kinds are opened by others than these readers."""
    world = World(datetime.now(UTC), {}, Path("/"), Path("/"), Path("/"), Path("/"))
    run = scanned(Asked(name, preset("balanced"), world), Given(name), io.BytesIO(data))
    return run.verdicts[0].decision is Decision.ALLOW


def drawn(dice: random.Random) -> tuple[str, bytes]:
    """A mutant of a page's sample, a changed pickle, or random opcodes."""
    draw = dice.random()
    if draw < 0.2:
        return "mutant.pkl", mutant(dice, _PICKLES)
    if draw < 0.3:
        return "mutant.pkl", by_grammar(dice)
    name, data = dice.choice(_SEEDS)
    name = name if dice.random() < 0.8 else dice.choice(_SEEDS)[0]
    if draw < 0.65:
        return name, mutated(data, _SEEDS, dice)
    return name, mutate(data, _POOL, dice)


_SEEDS = [(one.name, data) for one in SAMPLES if len(data := one.data()) <= MAX_SEED]
_POOL = [data for _, data in _SEEDS]
_PICKLES = pickles()


def main() -> None:
    """Read so many, and print how they ended."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--count", type=int, default=COUNT)
    words.add_argument("--seed", type=int, default=1)
    asked_for = words.parse_args()

    def hang(_: int, frame: FrameType | None) -> None:
        where = "".join(traceback.format_stack(frame)[-3:])
        raise HangError(f"more than {PATIENCE} s of CPU at\n{where}")

    if slips([], b"cposix\ngetpid\n(tR.") != "posix.getpid":
        raise SystemExit("the question cannot be answered: a call was not seen")
    signal.signal(signal.SIGPROF, hang)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    dice = random.Random(asked_for.seed)
    ended: collections.Counter[str] = collections.Counter()
    took: list[float] = []
    for number in range(asked_for.count):
        name, data = drawn(dice)
        signal.setitimer(signal.ITIMER_PROF, PATIENCE)
        try:
            ended[examined(name, data, took)] += 1
        except BaseException:
            Path(f"mutant-{asked_for.seed}-{number}.bin").write_bytes(data)
            print(f"mutant {number} ({name}, {len(data)} bytes) of seed {asked_for.seed}")
            raise
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    count = sum(ended.values())
    print(f"{count} mutants of {len(_SEEDS)} samples, seed {asked_for.seed}: nothing raised")
    print(f"reading them took {sum(took):.0f} s of CPU, the longest {max(took):.2f} s")
    print("of none that is clean does loading look for what is not on the list")
    for word, times in ended.most_common():
        print(f"  {times:7} {word}")


if __name__ == "__main__":
    main()
