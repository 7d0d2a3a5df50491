"""Each fault of a zip, assembled byte by byte."""

import struct
import zlib

import pytest
from archive_samples import Entry, deflate, end, file, kinds, paths, scan, tar, zipped

from ostiary.formats.contents import FaultKind


def test_plain_sample_has_no_fault() -> None:
    assert kinds(zipped(Entry(b"a"), Entry(b"b/c", b"2" * 1000))) == set()


@pytest.mark.parametrize(
    "central",
    [
        {"name": b"other"},
        {"method": 0},
        {"crc": 1},
        {"size": 7},
        {"packed": 2},
        {"flags": 0x20},
    ],
)
def test_index_against_local_header(central: dict[str, object]) -> None:
    one = Entry(b"inner", b"data" * 10)
    one.central.update(central)
    assert FaultKind.DISAGREE in kinds(zipped(one))


def test_two_names_yield_both() -> None:
    data = zipped(Entry(b"local.py", b"x", name=b"index.txt"))
    assert paths(data) == [("index.txt", b"x"), ("local.py", b"x")]


def test_two_methods_yield_both() -> None:
    one = Entry(b"a", b"hello")
    one.central.update(method=0, crc=zlib.crc32(one.packed), size=len(one.packed))
    assert paths(zipped(one)) == [("a", one.packed), ("a", b"hello")]


def test_declared_size_that_cuts_yields_both() -> None:
    one = Entry(b"a", b"safe;evil")
    one.local.update(size=4, crc=zlib.crc32(b"safe"))
    one.central.update(size=4, crc=zlib.crc32(b"safe"))
    data = zipped(one)
    assert paths(data) == [("a", b"safe;evil"), ("a", b"safe")]
    assert FaultKind.DISAGREE in kinds(data)


def test_bad_crc() -> None:
    one = Entry(b"a")
    one.local["crc"] = one.central["crc"] = 5
    data = zipped(one)
    assert kinds(data) == {FaultKind.CORRUPT}
    assert paths(data) == [("a", b"x")]


def test_damaged_deflate() -> None:
    one = Entry(b"a", b"hello" * 50)
    one.packed = b"\xff" * len(one.packed)
    assert kinds(zipped(one)) == {FaultKind.CORRUPT}


def test_encrypted() -> None:
    one = Entry(b"a")
    one.local["flags"] = one.central["flags"] = 1
    data = zipped(one, Entry(b"b"))
    assert kinds(data) == {FaultKind.ENCRYPTED}
    assert paths(data) == [("b", b"x")]


@pytest.mark.parametrize("method", [1, 9, 98, 200])
def test_unsupported_method(method: int) -> None:
    assert kinds(zipped(Entry(b"a", packing=method))) == {FaultKind.UNSUPPORTED}


def test_duplicates_and_clashes() -> None:
    data = zipped(Entry(b"a", b"1"), Entry(b"a", b"2"), Entry(b"A", b"3"))
    assert kinds(data) == {FaultKind.DUPLICATE, FaultKind.CASE_CLASH}
    assert [one for _, one in paths(data)] == [b"1", b"2", b"3"]


@pytest.mark.parametrize("name", [b"setup.py\0.txt", "größe".encode(), b"a\x1b[2J", b"../x", b"/x"])
def test_bad_names(name: bytes) -> None:
    data = zipped(Entry(name))
    assert kinds(data) & {FaultKind.BAD_NAME, FaultKind.TRAVERSAL, FaultKind.ABSOLUTE}
    assert len(paths(data)) == 1


def test_nul_ends_a_name() -> None:
    assert paths(zipped(Entry(b"setup.py\0.txt")))[0][0] == "setup.py"


def test_unicode_name_field() -> None:
    one = Entry(b"a.txt")
    field = b"\1" + struct.pack("<L", zlib.crc32(b"a.txt")) + b"a.py"
    one.central["extra"] = one.local["extra"] = struct.pack("<2H", 0x7075, len(field)) + field
    assert FaultKind.DISAGREE in kinds(zipped(one))


def test_bytes_before_between_and_after() -> None:
    assert kinds(zipped(Entry(b"a"), prefix=b"#!/bin/sh\n")) == {FaultKind.HIDDEN}
    assert kinds(zipped(Entry(b"a"), Entry(b"b"), between=b"gap")) == {FaultKind.HIDDEN}
    assert kinds(zipped(Entry(b"a")) + b"tail") == {FaultKind.HIDDEN}


def test_prefix_with_offsets_that_ignore_it() -> None:
    data = b"prefix" + zipped(Entry(b"a", b"1"))
    assert kinds(data) == {FaultKind.HIDDEN}
    assert paths(data) == [("a", b"1")]


def test_members_that_the_index_does_not_list_are_read() -> None:
    data = zipped(Entry(b"a", b"1"), between=Entry(b"stray.py", b"evil").local_bytes())
    assert kinds(data) == {FaultKind.HIDDEN}
    assert ("stray.py", b"evil") in paths(data)


def test_two_zips_in_a_row_yield_both() -> None:
    data = zipped(Entry(b"first", b"1")) + zipped(Entry(b"second", b"2"))
    assert {("first", b"1"), ("second", b"2")} == set(paths(data))
    assert FaultKind.HIDDEN in kinds(data) or FaultKind.DISAGREE in kinds(data)


def test_end_record_inside_a_comment() -> None:
    first = Entry(b"first", b"1").local_bytes()
    second = Entry(b"second", b"2").local_bytes()
    index1 = Entry(b"first", b"1").central_bytes(0)
    index2 = Entry(b"second", b"2").central_bytes(len(first))
    start = len(first + second)
    inner = end(1, len(index2), start + len(index1) + 22)
    data = first + second + index1 + end(1, len(index1), start, index2 + inner) + index2 + inner
    assert {("first", b"1"), ("second", b"2")} <= set(paths(data))
    assert FaultKind.DISAGREE in kinds(data)


def test_count_and_length_that_lie() -> None:
    one = Entry(b"a")
    local, index = one.local_bytes(), one.central_bytes(0)
    assert kinds(local + index + end(2, len(index), len(local))) == {FaultKind.DISAGREE}


def test_no_index_at_all() -> None:
    data = Entry(b"a", b"1").local_bytes() + Entry(b"b", b"2").local_bytes()
    assert {FaultKind.TRUNCATED, FaultKind.HIDDEN} == kinds(data)
    assert paths(data) == [("a", b"1"), ("b", b"2")]


def test_overlapping_members() -> None:
    one = Entry(b"a", b"1" * 50)
    local = one.local_bytes()
    index = one.central_bytes(0) + Entry(b"b", b"1" * 50).central_bytes(0)
    data = local + index + end(2, len(index), len(local))
    assert FaultKind.DISAGREE in kinds(data)


def test_bytes_after_the_deflate_stream() -> None:
    one = Entry(b"a")
    one.packed += b"hidden"
    one.local["packed"] = one.central["packed"] = len(one.packed)
    assert kinds(zipped(one)) == {FaultKind.HIDDEN}


@pytest.mark.parametrize("good", [True, False])
def test_data_descriptor(good: bool) -> None:
    one = Entry(b"a", b"data")
    one.local.update(flags=8, crc=0, packed=0, size=0)
    one.central["flags"] = 8
    crc = zlib.crc32(b"data") if good else 1
    one.after = struct.pack("<4sLLL", b"PK\7\x08", crc, len(one.packed), 4)
    assert (FaultKind.DISAGREE in kinds(zipped(one))) is not good
    assert paths(zipped(one))[0] == ("a", b"data")


def test_symbolic_links_and_devices() -> None:
    away = zipped(Entry(b"l", b"/etc/passwd", mode=0o120777))
    assert kinds(away) == {FaultKind.LINK}
    inside = zipped(Entry(b"d.txt", b"code"), Entry(b"setup.py", b"d.txt", mode=0o120777))
    assert kinds(inside) == set()
    assert ("setup.py", b"code") in paths(inside)
    assert kinds(zipped(Entry(b"p", b"", mode=0o010644))) == {FaultKind.DEVICE}
    packed = zipped(Entry(b"-", b"what came out of a pipe", mode=0o010644))
    assert kinds(packed) == set()
    assert paths(packed) == [("-", b"what came out of a pipe")]


def test_folder_with_content() -> None:
    data = zipped(Entry(b"d/", b"content"))
    assert kinds(data) == {FaultKind.DISAGREE}
    assert paths(data) == [("d", b"content")]


def test_member_outside_the_file() -> None:
    assert kinds(zipped(Entry(b"a", offset=99999))) >= {FaultKind.TRUNCATED}


def test_tar_that_is_a_zip_too_yields_both() -> None:
    data = tar(file(b"t", b"1")) + zipped(Entry(b"z", b"2"))
    assert {("t", b"1"), ("z", b"2")} <= set(paths(data))
    assert {FaultKind.DISAGREE, FaultKind.HIDDEN} <= kinds(data)


def test_stored_zip_inside_is_no_second_index() -> None:
    inner = zipped(Entry(b"i", b"1"))
    data = zipped(Entry(b"inner.zip", inner, packing=0))
    assert kinds(data) == set()
    assert paths(data) == [("inner.zip", inner), ("inner.zip!/i", b"1")]


def test_deflate_helper_is_raw() -> None:
    assert zlib.decompress(deflate(b"x"), -15) == b"x"


def test_executable_bit() -> None:
    assert scan(zipped(Entry(b"a", mode=0o100755)))[0][0].executable


def test_the_mark_of_an_end_record_alone_is_no_zip() -> None:
    assert kinds(tar(file(b"lib.so", b"\x7fELF" + bytes(50) + b"PK\5\6" + bytes(50)))) == set()


def test_every_member_without_index_is_read_or_told_of() -> None:
    data = b"".join(Entry(b"%d" % number).local_bytes() for number in range(1500))
    assert len(paths(data)) == 1500
    assert FaultKind.LIMIT in kinds(data, members=1000)
