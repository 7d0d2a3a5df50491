"""Do local advisories answer right, and how fast? `python bench/advisories.py EXPORT...`

EXPORT is a zip, or a folder in the layout of OSV's bulk export. Two questions are asked:

conformance  every enumerated version of every record matches its record, and the fixed versions of its ranges
             do not. What is otherwise is listed one by one, with the reason. Exit code 1 if one has none.
speed        260,000 advisories (a third of them short ones, like those on malware) made from the export by
             renaming packages; then a fresh process opens them and matches 500 names, most of which have
             some. CPU and memory above bare Python. The texts repeat, so sizes on disk are optimistic.

`--records N` for another number, `--keep FOLDER` to keep what was built, `--only conformance|speed`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from ostiary.formats.osv import OsvRecord, parse_record
from ostiary.formats.osv_order import (
    UncomparableError,
    canonical_name,
    ecosystem_type,
    order_key,
)
from ostiary.store.advisories import AdvisoryStore, open_advisories
from ostiary.store.advisories_build import update
from ostiary.store.feeds import Feed, feeds_of

NAMES = 500
RUNS = 7
MOST = 260_000

PROBE = """
import json, sys, time
def peak():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(one.split()[1]) / 1024 for one in lines if one.startswith("VmHWM"))
def spent():
    return time.process_time() * 1000
keys = [tuple(one) for one in json.load(open(sys.argv[2]))]
began = spent()
from pathlib import Path
from ostiary.store.advisories import open_advisories
loaded = spent()
store = open_advisories(Path(sys.argv[1]))
opened = spent()
found = store.match_all(keys)
matched = spent()
hits = sum(len(one.records) for one in found.values())
memory = peak()
print(json.dumps([loaded - began, opened - loaded, matched - opened, matched, memory, hits]))
"""
BARE = """
import json, sys, time
def peak():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(one.split()[1]) / 1024 for one in lines if one.startswith("VmHWM"))
keys = [tuple(one) for one in json.load(open(sys.argv[2]))]
print(json.dumps([time.process_time() * 1000, peak()]))
"""


class Silent:
    """Progress that nobody sees."""

    def start(self, name: str, total: int) -> None: ...
    def step(self, name: str, done: int = 1) -> None: ...
    def stop(self, name: str) -> None: ...


def records(exports: Iterable[Path]) -> Iterator[tuple[bytes, OsvRecord]]:
    for path in exports:
        for feed in feeds_of(path, str(path), {}):
            if feed.label == "osv":
                for _, body in feed.bodies():
                    yield body, parse_record(body)


def conformance(exports: list[Path]) -> int:
    """Every enumerated version, and every first fixed one, through the index that was built."""
    every = list(records(exports))
    with tempfile.TemporaryDirectory() as folder:
        feeds = [one for path in exports for one in feeds_of(path, str(path), {})]
        update(Path(folder), feeds, now=datetime.now(UTC), progress=Silent())
        store = open_advisories(Path(folder))
        listed = fixed = 0
        faults: list[tuple[str, str]] = []
        asked: dict[tuple[str, str], list[tuple[OsvRecord, str, bool]]] = {}
        for _, record in every:
            if not record.withdrawn:
                for kind, name, version, wanted in questions(record):
                    asked.setdefault((kind, name), []).append((record, version, wanted))
        for (kind, name), rows in asked.items():
            found = matching(store, kind, name, {version for _, version, _ in rows})
            for record, version, wanted in rows:
                listed, fixed = listed + wanted, fixed + (not wanted)
                if (record.id in found[version]) != wanted:
                    what = (
                        "enumerated, does not match" if wanted else "first fixed version, matches"
                    )
                    label = f"{record.id} {kind}/{name} {version}: {what}"
                    faults.append((label, reason(record, kind, name, version)))
        store.close()
    print(f"{len(every):,} records: {listed:,} enumerated versions, {fixed:,} first fixed versions")
    for label, why in faults:
        print(f"  {label}: {why or 'NO REASON'}")
    bad = sum(not why for _, why in faults)
    total = listed + fixed
    good = total - len(faults)
    print(f"{good:,} of {total:,} as they should be, {len(faults)} faults of the data, {bad} wrong")
    return bad


def questions(record: OsvRecord) -> Iterator[tuple[str, str, str, bool]]:
    for entry in record.affected:
        kind = ecosystem_type(entry.ecosystem)
        if kind not in {"pypi", "npm"}:
            continue
        for version in entry.versions:
            yield kind, entry.name, version, True
        for line in entry.ranges:
            if line.type != "GIT":
                for event in line.events:
                    if event.kind == "fixed":
                        yield kind, entry.name, event.version, False


def matching(store: AdvisoryStore, kind: str, name: str, versions: set[str]) -> dict[str, set[str]]:
    """The ids of the records that match each version."""
    answers = store.match_all((kind, name, version) for version in versions)
    return {
        version: {one.id for found in answer.records for one in found.sources}
        for (_, _, version), answer in answers.items()
    }


def reason(record: OsvRecord, kind: str, name: str, version: str) -> str:
    """Why the record itself says so, where it contradicts itself."""
    try:
        key = order_key(kind, version)
    except UncomparableError:
        return "its fix is no version that can be compared"
    wanted = canonical_name(kind, name)
    for entry in record.affected:
        same = (
            ecosystem_type(entry.ecosystem) == kind and canonical_name(kind, entry.name) == wanted
        )
        for one in entry.versions if same else ():
            if one == version or _equal(kind, one, key):
                return f"the record enumerates {one}, which it also calls fixed"
    return ""


def _equal(kind: str, one: str, key: object) -> bool:
    try:
        return order_key(kind, one) == key
    except UncomparableError:
        return False


def generated(exports: list[Path], count: int) -> Iterator[tuple[str, bytes]]:
    """Renamed copies of the export's records, and short ones."""
    every = [json.loads(body) for body, record in records(exports) if not record.withdrawn]
    made = turn = 0
    while made < count:
        for whole in every:
            if made % 3 == 0:
                yield f"{made}.json", short(made)
            else:
                yield f"{made}.json", copied(whole, turn)
            made += 1
            if made == count:
                return
        turn += 1


def short(number: int) -> bytes:
    kind = ("npm", "PyPI")[number % 2]
    package = {"ecosystem": kind, "name": f"made-up-{number}"}
    whole: dict[str, object] = {
        "id": f"MAL-2026-{number}",
        "modified": "2026-01-01T00:00:00Z",
        "summary": f"Malicious code in made-up-{number} ({kind})",
        "affected": [{"package": package, "versions": ["1.0.0", f"9.{number % 90}.0"]}],
    }
    return json.dumps(whole).encode()


def copied(whole: dict[str, object], turn: int) -> bytes:
    text = json.dumps({**whole, "id": f"{whole['id']}-{turn}"})
    again = json.loads(text)
    again["aliases"] = [f"{one}-{turn}" for one in again.get("aliases") or []]
    for entry in again.get("affected") or []:
        if "package" in entry and turn:
            entry["package"]["name"] += f"-{turn}"
    return json.dumps(again).encode()


def chosen(exports: list[Path], count: int, *, bad: bool) -> list[tuple[str, str, str]]:
    """500 names over the whole set, 490 of which have advisories.

    In a version that is mostly not affected, as in a lock that is kept up to date; or, where `bad`, in the
    last version that a record enumerates.
    """
    turns = max(1, count // 4000)
    keys: dict[tuple[str, str], str] = {}
    for number, record in enumerate(record for _, record in records(exports)):
        for entry in record.affected[:1]:
            kind = ecosystem_type(entry.ecosystem)
            if kind in {"pypi", "npm"} and not record.withdrawn:
                turn = number % turns
                name = entry.name + (f"-{turn}" if turn else "")
                fixed = any(event.kind == "fixed" for line in entry.ranges for event in line.events)
                last = entry.versions[-1] if entry.versions else "0.1"
                if bad or fixed:
                    keys.setdefault((kind, name), last if bad else "9999.1.2")
    found = [(kind, name, version) for (kind, name), version in keys.items()][: NAMES - 10]
    return found + [("npm", f"not-there-{number}", "1.0.0") for number in range(NAMES - len(found))]


def speed(exports: list[Path], count: int, keep: str) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(keep or made) / "advisories"
        if not (folder / "current.json").exists():
            began = time.process_time()
            feed = Feed(
                "made", "made", "osv", lambda: generated(exports, count), whole=True, total=count
            )
            update(folder, [feed], now=datetime.now(UTC), progress=Silent())
            print(f"build, generating included: {time.process_time() - began:.1f} s of CPU")
        sizes = {
            one.name.partition("-")[0]: one.stat().st_size / 1e6 for one in folder.glob("*.db")
        }
        print(
            f"{count:,} advisories: "
            + ", ".join(f"{name} {size:.1f} MB" for name, size in sizes.items())
        )
        keys = Path(made) / "keys.json"
        for bad in (False, True):
            keys.write_text(json.dumps(chosen(exports, count, bad=bad)))
            probed = sorted((run(PROBE, folder, keys) for _ in range(RUNS)), key=lambda one: one[3])
            bare = sorted(run(BARE, folder, keys) for _ in range(RUNS))
            middle = probed[RUNS // 2]
            spent, memory = bare[RUNS // 2][0], min(one[1] for one in bare)
            print(
                f"{'affected' if bad else 'mostly fixed'} versions, median of {RUNS} fresh processes:"
                f" import {middle[0]:.0f}, open {middle[1]:.0f}, match {NAMES} names {middle[2]:.0f} ms"
                f" ({middle[5]} advisories)"
            )
            print(
                f"  above bare Python: {middle[3] - spent:.0f} ms of CPU, {middle[4] - memory:.1f} MB"
            )


def run(code: str, folder: Path, keys: Path) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), str(keys)],
        capture_output=True,
        text=True,
        check=True,
    )
    answer: list[float] = json.loads(done.stdout)
    return answer


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("exports", nargs="+", type=Path)
    parser.add_argument("--records", type=int, default=MOST)
    parser.add_argument("--keep", default="")
    parser.add_argument("--only", choices=("conformance", "speed"), default="")
    args = parser.parse_args()
    bad = conformance(args.exports) if args.only != "speed" else 0
    if args.only != "conformance":
        speed(args.exports, args.records, args.keep)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
