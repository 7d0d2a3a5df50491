"""Whatever breaks between us and the evidence, the answer is never `allow`, and the reason names it."""

import io
import zipfile

import pytest

from ostiary.core.exits import Exit
from world import build
from world.front import Front, Said
from world.index import FakeIndex
from world.packages import KINDS, PYPI, Kind, gone

both = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def insufficient(said: Said, *causes: str) -> None:
    """The run ended as insufficient, says so by its exit code, and names every cause."""
    assert (said.code, said.verdict["decision"]) == (Exit.INSUFFICIENT, "insufficient"), (
        said.grounds
    )
    for cause in causes:
        assert cause in said.grounds


@both
def test_the_index_refuses_connections(front: Front, index: FakeIndex, kind: Kind) -> None:
    kind.publish(index)
    front.hasty()
    index.refuse()
    insufficient(front.vet(*kind.words), "refuses the connection")


@both
@pytest.mark.parametrize("status", [500, 503, 429, 418])
def test_the_index_only_answers_errors(
    front: Front, index: FakeIndex, kind: Kind, status: int
) -> None:
    kind.publish(index)
    front.hasty()
    index.fail("/", "status", status)
    insufficient(front.vet(*kind.words), str(status))


@both
def test_the_index_asks_to_wait_for_ever(front: Front, index: FakeIndex, kind: Kind) -> None:
    kind.publish(index)
    index.fail("/", "status", 429, retry_after="86400")
    insufficient(front.vet(*kind.words), "asks to wait 86400 s")
    assert index.asked() == 1


@both
@pytest.mark.parametrize("mode", ["garbage", "truncate", "drop", "bomb"])
def test_the_page_of_the_package_is_damaged(
    front: Front, index: FakeIndex, kind: Kind, mode: str
) -> None:
    kind.publish(index)
    front.hasty()
    index.fail(kind.page, mode)
    said = front.vet(*kind.words)
    insufficient(said, "release is unknown")


@both
@pytest.mark.parametrize("mode", ["hang", "drip"])
def test_the_index_is_slower_than_anybody_waits(
    front: Front, index: FakeIndex, kind: Kind, mode: str
) -> None:
    kind.publish(index)
    front.hasty()
    index.fail(kind.page, mode)
    insufficient(front.vet(*kind.words), "127.0.0.1", "s")


@both
@pytest.mark.parametrize("mode", ["status", "truncate", "drop", "garbage", "drip", "hang"])
def test_the_archive_cannot_be_fetched(
    front: Front, index: FakeIndex, kind: Kind, mode: str
) -> None:
    kind.publish(index)
    front.hasty()
    index.fail(kind.files, mode)
    insufficient(front.vet(*kind.words), "contents is unknown", kind.archive())


@both
def test_the_index_dies_between_page_and_archive(
    front: Front, index: FakeIndex, kind: Kind
) -> None:
    kind.publish(index)
    gone(index, kind.files + kind.archive())
    said = front.vet(*kind.words)
    insufficient(said, f"{kind.archive()} is gone, though its index lists it")


@both
def test_other_bytes_arrive_than_were_promised(front: Front, index: FakeIndex, kind: Kind) -> None:
    kind.publish(index)
    index.tamper(kind.archive())
    insufficient(front.vet(*kind.words), kind.archive(), ", but its index promises ")


@both
@pytest.mark.parametrize(
    "body", [b"", b"<html>not found</html>", b"\x1f\x8b broken", b"PK\x03\x04"]
)
def test_the_archive_is_none(front: Front, index: FakeIndex, kind: Kind, body: bytes) -> None:
    kind.serve(index, body)
    insufficient(front.vet(*kind.words), kind.archive())


def test_one_of_two_archives_is_missing(front: Front, index: FakeIndex) -> None:
    PYPI.publish(index)
    gone(index, "/files/thing-1.0.0.tar.gz")
    said = front.vet("thing")
    insufficient(said, "thing-1.0.0.tar.gz is gone")
    assert {row["artifact"] for row in said.report["coverage"]} == {PYPI.archive()}


@both
def test_an_archive_hits_a_limit(front: Front, index: FakeIndex, kind: Kind) -> None:
    body = b"\0" * 1000
    for depth in range(8):
        body = build.tgz({f"deep{depth}.tgz": body, "module.py": "x = 1\n"})
    files: build.Files = {kind.module: "", "nested.tgz": body}
    if kind.name == "npm":
        hooked = {"scripts": {"postinstall": "tar xf nested.tgz"}}
        index.publish_npm("thing", "1.0.0", hooked, files)
    else:
        index.publish("thing", "1.0.0", [build.wheel("thing", "1.0.0", files)])
    said = front.vet(*kind.words)
    rows = [row for row in said.report["coverage"] if not row["understood"]]
    assert any("depth" in row["reason"] or "nested" in row["reason"] for row in rows), rows


@both
def test_a_bomb_hits_a_limit(front: Front, index: FakeIndex, kind: Kind) -> None:
    zeros = bytes(80 << 20)
    if kind.name == "npm":
        index.publish_npm("thing", "1.0.0", files={"index.js": zeros})
    else:
        _, body = build.wheel("thing", "1.0.0", {"thing.py": zeros})
        index.publish("thing", "1.0.0", [(kind.archive(), deflated(body))])
    insufficient(front.vet(*kind.words), "unpacks to more than 200 times its size")


def test_a_member_is_encrypted(front: Front, index: FakeIndex) -> None:
    name, body = build.wheel("thing", "1.0.0", {"thing.py": "VALUE = 1\n"})
    index.publish("thing", "1.0.0", [(name, encrypted(body, "thing.py"))])
    insufficient(front.vet("thing"), "encrypted", "thing.py")


@both
def test_code_that_an_import_runs_does_not_parse(
    front: Front, index: FakeIndex, kind: Kind
) -> None:
    kind.publish(index, "def broken(:\n    }}} return ]\n" * 3)
    insufficient(front.vet(*kind.words), kind.module)


def encrypted(body: bytes, name: str) -> bytes:
    """The zip with one member marked as encrypted, in both of its headers."""
    data = bytearray(body)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        at = archive.getinfo(name).header_offset
        central = body.index(b"PK\x01\x02", archive.start_dir)
        assert archive.infolist()[0].filename == name
    data[at + 6] |= 1
    data[central + 8] |= 1
    return bytes(data)


def deflated(body: bytes) -> bytes:
    """The same zip with every member packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for row in old.infolist():
            new.writestr(row.filename, old.read(row), zipfile.ZIP_DEFLATED)
    return out.getvalue()
