"""Limits hold while streaming, at every depth, and end as a fault."""

import bz2
import gzip
import io
import lzma

import pytest
import zstandard
from archive_samples import (
    Entry,
    file,
    header,
    honest_tar,
    honest_zip,
    kinds,
    paths,
    pax,
    scan,
    tar,
    zipped,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from ostiary.core.errors import ParseError
from ostiary.formats.archive.limits import Limits
from ostiary.formats.archive.member import Member
from ostiary.formats.archive.read import read
from ostiary.formats.contents import Fault, FaultKind

ZEROS = bytes(3_000_000)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_ratio_of_a_tar(pack: object) -> None:
    assert callable(pack)
    data = pack(tar(file(b"a", ZEROS)))
    assert FaultKind.LIMIT in kinds(data, ratio_floor=100_000, ratio=20)
    assert kinds(data) == set()


@pytest.mark.parametrize("method", [8, 12, 14])
def test_ratio_of_a_zip(method: int) -> None:
    data = honest_zip({"a": ZEROS}, method)
    assert kinds(data, ratio_floor=100_000, ratio=20) == {FaultKind.LIMIT}
    assert kinds(data) == set()


@pytest.mark.parametrize(
    "data", [honest_tar({"a": ZEROS, "b": b"2"}), honest_zip({"a": ZEROS, "b": b"2"})]
)
def test_member_bytes(data: bytes) -> None:
    members, faults = scan(data, member_bytes=1000)
    assert [one.path for one in members] == ["b"]
    assert {fault.kind for fault in faults} == {FaultKind.LIMIT}


@pytest.mark.parametrize("data", [honest_tar({"a": ZEROS}), honest_zip({"a": ZEROS})])
def test_total_bytes(data: bytes) -> None:
    assert FaultKind.LIMIT in kinds(data, total_bytes=100_000)


def test_total_bytes_counts_nested_archives() -> None:
    inner = gzip.compress(tar(file(b"x", bytes(range(256)) * 40)))
    data = honest_zip({f"{number}.tgz": inner for number in range(10)})
    assert kinds(data) == set()
    assert FaultKind.LIMIT in kinds(data, total_bytes=50_000)


@pytest.mark.parametrize("make", [honest_tar, honest_zip])
def test_members(make: object) -> None:
    assert callable(make)
    data = make({f"{number}": b"" for number in range(50)})
    assert kinds(data, members=50) == set()
    assert kinds(data, members=49) == {FaultKind.LIMIT}


def test_depth() -> None:
    data = tar(file(b"f", b"deep"))
    for _ in range(7):
        data = tar(file(b"n.tar", data))
    members, faults = scan(data)
    assert max(one.depth for one in members) == 5
    assert [fault.kind for fault in faults] == [FaultKind.LIMIT]
    assert members[-1].path == "/".join(["n.tar!"] * 5 + ["n.tar"])


@pytest.mark.parametrize(
    "data", [tar(pax((b"path", b"n" * 5000)), file(b"a")), zipped(Entry(b"n" * 5000))]
)
def test_name_bytes(data: bytes) -> None:
    assert FaultKind.LIMIT in kinds(data)
    assert len(paths(data)) == 1


def test_extended_header_of_any_size() -> None:
    assert FaultKind.LIMIT in kinds(tar(header(b"x", 1 << 21, b"x") + bytes(1 << 21), file(b"a")))


def test_overlap_bomb() -> None:
    kernel = Entry(b"a", ZEROS)
    local = kernel.local_bytes()
    index = b"".join(Entry(b"%03d" % n, ZEROS).central_bytes(0) for n in range(40))
    data = local + index + b"PK\5\6" + bytes(4) + b"\x28\0\x28\0" + len(index).to_bytes(4, "little")
    data += len(local).to_bytes(4, "little") + b"\0\0"
    assert FaultKind.LIMIT in kinds(data, total_bytes=10_000_000)


def test_conda_packages() -> None:
    inner = zstandard.compress(honest_tar({"info/index.json": b"{}"}))
    data = honest_zip({"metadata.json": b"{}", "pkg-x.tar.zst": inner}, 0)
    assert paths(data)[-1] == ("pkg-x.tar.zst!/info/index.json", b"{}")
    assert kinds(data) == set()


def test_bare_compressed_file_inside() -> None:
    data = honest_tar({"data.csv.gz": gzip.compress(b"1,2"), "x.xz": lzma.compress(b"y")})
    assert ("data.csv.gz!/data.csv", b"1,2") in paths(data)
    assert ("x.xz!/x", b"y") in paths(data)


def test_other_archives_inside_are_unread() -> None:
    assert kinds(honest_tar({"a.7z": b"7z\xbc\xaf\x27\x1c" + bytes(50)})) == {FaultKind.UNSUPPORTED}


def test_executable_with_a_zip_behind_it() -> None:
    data = honest_tar({"w.exe": b"MZ" + bytes(100) + honest_zip({"__main__.py": b"pass"})})
    assert ("w.exe!/__main__.py", b"pass") in paths(data)
    assert kinds(data) == {FaultKind.HIDDEN}


SMALL = Limits(members=100, member_bytes=100_000, total_bytes=1_000_000)
SAMPLES = [
    honest_tar({"a/b": b"12" * 600, "c": b"x"}),
    gzip.compress(honest_tar({"a": b"1"}), mtime=0),
    honest_zip({"a/b": b"12" * 600, "c": b"x"}),
    tar(pax((b"path", b"long")), file(b"a"), header(b"l", kind=b"2", link=b"long")),
    zipped(Entry(b"a"), between=b"PK\3\4"),
]


@settings(max_examples=300)
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0, 5000), st.binary(min_size=1, max_size=6)), max_size=5),
    st.integers(0, 5000),
)
def test_anything_ends_in_members_faults_or_parse_error(
    sample: bytes, changes: list[tuple[int, bytes]], cut: int
) -> None:
    data = bytearray(sample)
    for at, what in changes:
        data[at : at + len(what)] = what
    if cut < len(data) // 2:
        del data[len(data) - cut :]
    try:
        found = list(read(io.BytesIO(bytes(data)), "x", SMALL))
    except ParseError:
        return
    assert all(isinstance(one, Member | Fault) for one in found)
    assert found == list(read(io.BytesIO(bytes(data)), "x", SMALL))
