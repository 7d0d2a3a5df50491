"""A mutation fuzzer for long campaigns.

`python tests/fuzz/run.py --seconds 600 --target archive --seed 1` starts from seeds generated in code and
from the corpus, keeps what shows a feature never seen before, and stops at the first crash or hang with the
input in a file `crash-*.b64`. Memory that grows from the first tenth of the time to its end is a find, too.
Seconds are those of CPU, so that a busy machine does not make a campaign shorter. `--keep` writes new small
inputs to the corpus. End it early with SIGTERM.
"""

import argparse
import base64
import faulthandler
import gc
import hashlib
import random
import resource
import signal
import sys
import time
import traceback
from pathlib import Path
from types import FrameType

from fuzz_listings import LISTING
from fuzz_manifest import MANIFEST
from fuzz_mutate import mutate
from fuzz_programs import JAVASCRIPT, PYTHON, altered
from fuzz_shells import SHELL
from fuzz_targets import SEEDS, TARGETS

CORPUS = Path(__file__).parent / "corpus"
MAX_KEPT = 4096
"""Bytes of an input that goes into the corpus."""
MAX_FILES = 150
PATIENCE = 5.0
"""Seconds of CPU for one input; real ones take a few milliseconds."""
MAX_SEEN = 100_000
"""Features after which no input is new: what is kept would weigh more than what is measured."""
GROWTH = 64 << 20
"""Bytes by which the process may grow beside its inputs; a leak of a few bytes an input exceeds it."""
WORDS = {
    "evaluate-python": PYTHON,
    "evaluate-javascript": JAVASCRIPT,
    "listing": LISTING,
    "model-signature": MANIFEST,
    "shell": SHELL,
}
"""Targets that take text: most of their inputs are made token by token."""


_enough: list[int] = []
"""Not empty once somebody asked for the end."""


class HangError(BaseException):
    """An input took longer than PATIENCE. Not an `Exception`, so that nothing under test can swallow it."""


def load(target: str) -> list[bytes]:
    """The corpus of a target: base64 text, inert as it stands in the repository."""
    return [base64.b64decode(path.read_text()) for path in sorted(CORPUS.glob(f"{target}-*.b64"))]


def save(folder: Path, name: str, data: bytes) -> Path:
    """Write an input as lines of base64."""
    path = folder / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}.b64"
    path.write_text(base64.encodebytes(data).decode("ascii"))
    return path


def guarded(target: str, data: bytes) -> set[str]:
    """Run one input against the clock. Raises `HangError`."""
    faulthandler.dump_traceback_later(PATIENCE * 12, exit=True)  # for a loop inside a C extension
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        return set(TARGETS[target](data))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()


def following(target: str, pool: list[bytes], dice: random.Random) -> bytes:
    """The next input."""
    words = WORDS.get(target)
    if words is not None and dice.random() < 0.8:
        return altered(dice.choice(pool), pool, dice, words)
    return mutate(dice.choice(pool), pool, dice)


def campaign(target: str, seconds: float, seed: int, keep: bool) -> int:
    """Fuzz for a while; 0 if nothing was found, 1 with the input written if something was."""
    dice = random.Random(seed)
    pool = SEEDS[target]() + load(target)
    seen: set[str] = set()
    slowest = 0.0
    for data in pool:
        seen |= guarded(target, data)
    begin = time.process_time()
    runs = kept = early = 0
    files = len(list(CORPUS.glob(f"{target}-*.b64")))
    while (spent := time.process_time() - begin) < seconds and not _enough:
        if not early and spent > seconds / 10:
            early = resident(pool, seen)
        data = following(target, pool, dice)
        start = time.process_time()
        try:
            features = guarded(target, data)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            traceback.print_exc()
            path = save(Path.cwd(), f"crash-{target}", data)
            sys.stdout.write(f"run {runs}, seed {seed}: {path}\n")
            return 1
        runs += 1
        slowest = max(slowest, time.process_time() - start)
        if len(seen) < MAX_SEEN and features - seen:
            seen |= features
            pool.append(data)
            kept += 1
            if keep and len(data) <= MAX_KEPT and files < MAX_FILES:
                save(CORPUS, target, data)
                files += 1
    grown = resident(pool, seen) - early if early else 0
    told = f"{target}: {spent:.0f} s, {runs} runs, {len(seen)} features, {kept} kept, "
    told += f"slowest input {slowest:.3f} s of CPU, grown by {grown / 1e6:.1f} MB"
    sys.stdout.write(f"{told}: {'too much' if grown > GROWTH else 'nothing found'}\n")
    return int(grown > GROWTH)


def resident(pool: list[bytes], seen: set[str]) -> int:
    """Bytes of memory that the process holds now, without its inputs and their features."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    own = sys.getsizeof(pool) + sys.getsizeof(seen)
    own += sum(map(sys.getsizeof, pool)) + sum(map(sys.getsizeof, seen))
    return pages * resource.getpagesize() - own


def alarm(signum: int, frame: FrameType | None) -> None:
    raise HangError(f"an input took longer than {PATIENCE} seconds")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--target", choices=sorted(TARGETS), required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", action="store_true", help="write new small inputs to the corpus")
    args = parser.parse_args()
    signal.signal(signal.SIGPROF, alarm)
    signal.signal(signal.SIGTERM, lambda signum, _: _enough.append(signum))
    return campaign(args.target, args.seconds, args.seed, args.keep)


if __name__ == "__main__":
    sys.exit(main())
