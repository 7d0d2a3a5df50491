"""Limits hold while streaming, at every depth, and end as a fault."""

import bz2
import gzip
import io
import lzma
from collections.abc import Callable
from hashlib import sha256

import pytest
import zstandard
from archive_samples import (
    Entry,
    end,
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
    large, small = members
    assert (large.data, large.whole, large.size) == (bytes(1000), False, len(ZEROS))
    assert large.sha256 == sha256(ZEROS).hexdigest()
    assert (small.data, small.whole, small.size) == (b"2", True, 1)
    assert small.sha256 == sha256(b"2").hexdigest()
    assert faults == []


@pytest.mark.parametrize("method", [0, 8, 12, 14])
def test_checksum_of_a_large_member(method: int) -> None:
    data = bytearray(honest_zip({"a": ZEROS}, method))
    members, faults = scan(bytes(data), member_bytes=1000)
    assert [one.whole for one in members] == [False]
    assert faults == []
    for at in (14, data.rfind(b"PK\1\2") + 16):
        data[at] ^= 1
    members, faults = scan(bytes(data), member_bytes=1000)
    assert {fault.kind for fault in faults} == {FaultKind.CORRUPT}
    assert members[0].sha256 == sha256(ZEROS).hexdigest()


def test_large_member_of_a_compressed_file() -> None:
    data = honest_tar({"data.bin.gz": gzip.compress(ZEROS, mtime=0)})
    inner = scan(data, member_bytes=1_000_000)[0][1]
    assert (inner.path, inner.size, inner.whole) == ("data.bin.gz!/data.bin", len(ZEROS), False)


def test_large_member_has_a_head_of_a_megabyte() -> None:
    member = scan(honest_tar({"a": ZEROS}), member_bytes=2_000_000)[0][0]
    assert len(member.data) == 1 << 20


def test_large_member_that_is_cut_off() -> None:
    data = tar(file(b"a", ZEROS))[:1_000_000]
    members, faults = scan(data, member_bytes=1000)
    assert members == []
    assert [(fault.kind, fault.path) for fault in faults] == [(FaultKind.TRUNCATED, "a")]


def test_large_member_with_two_sizes_or_holes_says_that_it_was_read_one_way_only() -> None:
    data = tar(pax((b"size", b"3000")), header(b"a", 0) + bytes(3072))
    members, faults = scan(data, member_bytes=1000)
    assert [(one.size, one.whole) for one in members] == [(3000, False)]
    assert {fault.kind for fault in faults} == {FaultKind.DISAGREE, FaultKind.LIMIT}
    sparse = tar(pax((b"GNU.sparse.major", b"1")), file(b"a", bytes(3000)))
    assert kinds(sparse, member_bytes=1000) == {FaultKind.LIMIT}


def test_large_archive_inside_is_not_opened() -> None:
    data = honest_tar({"d/a.zip": honest_zip({"a": bytes(5000)}, 0)})
    members, faults = scan(data, member_bytes=1000)
    assert [one.path for one in members] == ["d/a.zip"]
    assert [(one.kind, one.path) for one in faults] == [(FaultKind.LIMIT, "d/a.zip")]


def test_link_to_a_large_member() -> None:
    data = tar(file(b"a", ZEROS), header(b"l", kind=b"2", link=b"a"))
    assert [(one.path, one.size) for one in scan(data, member_bytes=1000)[0]] == [
        ("a", len(ZEROS)),
        ("l", len(ZEROS)),
    ]


def test_a_small_artifact_may_not_unpack_to_much() -> None:
    inner = gzip.compress(ZEROS)
    data = honest_zip({f"{number}.gz": inner for number in range(10)})
    assert kinds(data, total_floor=10_000_000, ratio=100) == {FaultKind.LIMIT}
    assert kinds(data, total_floor=40_000_000, ratio=100) == set()


def test_packed_bytes_of_which_nothing_comes_are_counted() -> None:
    empty = b"\0\0\0\xff\xff" * 20_000
    kernel = Entry(b"a", b"")
    for side in (kernel.local, kernel.central):
        side["packed"] = len(empty)
    kernel.packed = empty
    local = kernel.local_bytes()
    index = b"".join(Entry(b"%03d" % n, b"", packed=len(empty)).central_bytes(0) for n in range(40))
    data = local + index + end(40, len(index), len(local))
    assert FaultKind.LIMIT in kinds(data, total_bytes=1_000_000)
    assert FaultKind.LIMIT not in kinds(data)


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


def test_archives_that_are_open_count_with_what_they_hold() -> None:
    data = tar(file(b"f", ZEROS))
    for _ in range(3):
        data = tar(file(b"n.tar", data))
    members, _ = scan(data, member_bytes=5_000_000)
    assert [one.whole for one in members] == [True, False]
    assert members[-1].size > len(ZEROS)
    members, _ = scan(data, member_bytes=20_000_000)
    assert all(one.whole for one in members)


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


FAULTY = [
    tar(file(b"../x"), file(b"/y"), file(b"a\nb")),
    tar(file(b"a"), file(b"a"), header(b"l", kind=b"2", link=b"../../z"), header(b"d", kind=b"3")),
    tar(file(b"f", bytes(1000)))[:700],
    tar(pax((b"size", b"1")), header(b"a", 600) + bytes(1024)),
    tar(file(b"a")) + b"tail",
    gzip.compress(tar(file(b"a")))[:-5],
    gzip.compress(tar(file(b"a"))) + b"tail",
    zipped(Entry(b"../x"), Entry(b"/y"), Entry(b"l", b"../../z", mode=0o120777)),
    zipped(Entry(b"a"), between=Entry(b"stray").local_bytes()),
    zipped(Entry(b"a", size=77), Entry(b"b", flags=1)),
    zipped(Entry(b"a"))[:-3],
    b"7z\xbc\xaf\x27\x1c" + bytes(50),
    honest_tar({"deep.tar": tar(file(b"../x"))}),
]


@pytest.mark.parametrize("data", FAULTY)
@pytest.mark.parametrize("make", [honest_tar, honest_zip])
def test_faults_of_a_nested_archive_bear_its_path(
    make: Callable[[dict[str, bytes]], bytes], data: bytes
) -> None:
    faults = scan(make({"p/tests/odd.bin": data}))[1]
    assert faults
    assert all(
        fault.path == "p/tests/odd.bin" or fault.path.startswith("p/tests/odd.bin!/")
        for fault in faults
    )
