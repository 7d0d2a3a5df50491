"""A yes to exact bytes lifts missing evidence about those bytes, and about no others."""

import hashlib

from ostiary.core.exits import Exit
from world import build
from world.front import Front
from world.index import FakeIndex

WORDS = ("--reason", "read by hand", "--by", "ada")


def digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def test_a_yes_to_the_only_file(front: Front, index: FakeIndex) -> None:
    name, body = build.wheel("thing", "1.0")
    index.publish("thing", "1.0", [(name, body)])
    front.environ["OSTIARY_OSV_URL"] = ""
    assert front.vet("thing").code == Exit.INSUFFICIENT
    front("approve", "thing==1.0", *WORDS, "--digest", digest(body))
    said = front.vet("thing")
    assert (said.code, said.verdict["decision"]) == (Exit.OK, "allow")
    assert "read by hand" in said.grounds
    again = index.file(name)
    again.body = again.served = build.wheel("thing", "1.0", {"thing.py": "VALUE = 2\n"})[1]
    front.forget()
    assert front.vet("thing").code == Exit.INSUFFICIENT, "other bytes under the same name"


def test_a_yes_to_every_file(front: Front, index: FakeIndex) -> None:
    files = (build.wheel("thing", "1.0"), build.sdist("thing", "1.0"))
    index.publish("thing", "1.0", files)
    front.environ["OSTIARY_OSV_URL"] = ""
    for _, body in files:
        front("approve", "thing==1.0", *WORDS, "--digest", digest(body))
    assert front.vet("thing").code == Exit.OK


def test_a_yes_does_not_lift_a_block(front: Front, index: FakeIndex) -> None:
    name, body = build.wheel("thing", "1.0")
    index.publish("thing", "1.0", [(name, body)])
    front("refuse", "thing", "--reason", "not ours", "--by", "bob")
    front("approve", "thing==1.0", *WORDS, "--digest", digest(body))
    assert front.vet("thing").code == Exit.FOUND


def test_a_refusal_of_certain_bytes(front: Front, index: FakeIndex) -> None:
    name, body = build.wheel("thing", "1.0")
    index.publish("thing", "1.0", [(name, body), build.sdist("thing", "1.0")])
    front("refuse", "thing", "--reason", "not ours", "--by", "bob", "--digest", digest(body))
    assert front.vet("thing").code == Exit.FOUND
