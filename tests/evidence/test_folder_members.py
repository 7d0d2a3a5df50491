"""A folder gives the same members as an archive of it, and tells of all that it could not read."""

import gzip
import hashlib
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from ostiary.evidence.folder import members, single
from ostiary.formats.archive.limits import Limits
from ostiary.formats.archive.member import Member
from ostiary.formats.contents import Fault, FaultKind


def split(folder: Path, **limits: int) -> tuple[list[Member], list[Fault]]:
    items = list(members(folder, Limits(**limits)))
    found = [one for one in items if isinstance(one, Member)]
    return found, [one for one in items if isinstance(one, Fault)]


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, data)
    return out.getvalue()


def test_files_in_order_of_path(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.py").write_bytes(b"2")
    (tmp_path / "a.py").write_bytes(b"1")
    (tmp_path / "a.py").chmod(0o755)
    (tmp_path / ".git" / "objects" / "ab").mkdir(parents=True)
    (tmp_path / ".git" / "objects" / "ab" / ("c" * 38)).write_bytes(b"3")
    found, faults = split(tmp_path)
    assert [(one.path, one.data, one.executable, one.depth) for one in found] == [
        ("a.py", b"1", True, 0),
        ("b/c.py", b"2", False, 0),
    ]
    assert faults == []


def test_links_are_told_of_and_never_followed(tmp_path: Path) -> None:
    (tmp_path / "l").symlink_to(tmp_path.parent)
    (tmp_path / "m").symlink_to("nowhere")
    found, faults = split(tmp_path)
    assert found == []
    assert [(one.kind, one.path) for one in faults] == [
        (FaultKind.LINK, "l"),
        (FaultKind.LINK, "m"),
    ]


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p")
    assert [one.kind for one in split(tmp_path)[1]] == [FaultKind.DEVICE]


def test_a_large_file_is_hashed_and_its_head_kept(tmp_path: Path) -> None:
    data = bytes(range(256)) * 100
    (tmp_path / "big").write_bytes(data)
    (one,), faults = split(tmp_path, member_bytes=1000)
    assert (one.data, one.size, one.whole) == (data[:1000], len(data), False)
    assert one.sha256 == hashlib.sha256(data).hexdigest()
    assert faults == []


def test_limits_of_a_folder(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_bytes(bytes(400))
    assert [one.kind for one in split(tmp_path, members=2)[1]] == [FaultKind.LIMIT]
    assert [one.kind for one in split(tmp_path, total_bytes=1000)[1]] == [FaultKind.LIMIT]
    assert {one.kind for one in split(tmp_path, total_bytes=300)[1]} == {FaultKind.LIMIT}


@pytest.mark.parametrize("before", [b"", b"\x89PNG\r\n\x1a\n", b"MZ" + bytes(70)])
def test_archives_in_a_folder_are_opened_whatever_stands_before_them(
    tmp_path: Path, before: bytes
) -> None:
    inner = zipped("x/y.py", b"pass")
    (tmp_path / "a.bin").write_bytes(before + zipped("in.zip", inner))
    found = split(tmp_path)[0]
    assert [(one.path, one.depth) for one in found] == [
        ("a.bin", 0),
        ("a.bin!/in.zip", 1),
        ("a.bin!/in.zip!/x/y.py", 2),
    ]


def test_a_compressed_file_in_a_folder_is_opened(tmp_path: Path) -> None:
    (tmp_path / "rows.csv.gz").write_bytes(gzip.compress(b"1,2"))
    found, faults = split(tmp_path)
    assert [(one.path, one.data) for one in found][1:] == [("rows.csv.gz!/rows.csv", b"1,2")]
    assert faults == []


def test_faults_in_nested_archives_bear_the_path(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../x"))
    (tmp_path / "t.tar").write_bytes(out.getvalue())
    (fault,) = split(tmp_path)[1]
    assert (fault.kind, fault.path) == (FaultKind.TRAVERSAL, "t.tar!/../x")


def test_a_folder_that_cannot_be_listed_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shut").mkdir()
    real = os.scandir

    def scandir(path: str) -> object:  # permissions do not stop the administrator's own tests
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    (fault,) = split(tmp_path)[1]
    assert (fault.kind, fault.path) == (FaultKind.CORRUPT, "shut")


def test_names_that_are_no_text_are_shown(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"a\xff.py")).write_bytes(b"1")
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    (one,), _ = split(tmp_path)
    assert one.path == "a\\xff.py"


def test_a_single_file(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_bytes(b"x = 1\n")
    with path.open("rb") as stream:
        assert list(single(stream, "m.py")) == [Member("m.py", b"x = 1\n", False, 0)]


def test_names_in_the_cache_of_a_model_hub_are_followed_inside_it_and_nowhere_else(
    tmp_path: Path,
) -> None:
    store = tmp_path / "models--org--name"
    (store / "blobs").mkdir(parents=True)
    (store / "snapshots" / "abc" / "sub").mkdir(parents=True)
    (store / "blobs" / "d1").write_bytes(b"{}")
    (store / "blobs" / "d2").write_bytes(b"nobody names it")
    outside = tmp_path / "outside"
    outside.write_bytes(b"secret")
    (store / "snapshots" / "abc" / "config.json").symlink_to("../../blobs/d1")
    (store / "snapshots" / "abc" / "sub" / "c.json").symlink_to("../../../blobs/d1")
    (store / "snapshots" / "abc" / "out").symlink_to("../../../outside")
    (store / "snapshots" / "abc" / "up").symlink_to("../../blobs/../../outside")
    found = {one.path: one for one in members(store)}
    inside = {path: one.data for path, one in found.items() if isinstance(one, Member)}
    assert inside == {
        "blobs/d2": b"nobody names it",
        "snapshots/abc/config.json": b"{}",
        "snapshots/abc/sub/c.json": b"{}",
    }
    for path in ("snapshots/abc/out", "snapshots/abc/up"):
        assert isinstance(found[path], Fault)
