"""Each fault of a tar, assembled byte by byte."""

import bz2
import gzip
import struct
from collections.abc import Callable

import pytest
import zstandard
from archive_samples import body, file, header, kinds, paths, pax, record, scan, sealed, tar

from ostiary.core.errors import ParseError
from ostiary.formats.contents import FaultKind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (b"../x", FaultKind.TRAVERSAL),
        (b"a/../../x", FaultKind.TRAVERSAL),
        (b"a/..", FaultKind.TRAVERSAL),
        (b"..\\x", FaultKind.TRAVERSAL),
        (b"/etc/x", FaultKind.ABSOLUTE),
        (b"C:/x", FaultKind.ABSOLUTE),
        (b"\\x", FaultKind.ABSOLUTE),
        (b"a\nb", FaultKind.BAD_NAME),
        (b"a\xffb", FaultKind.BAD_NAME),
        (b"a\\b", FaultKind.BAD_NAME),
        (b"aux.py", FaultKind.BAD_NAME),
        (b"x/CON/y", FaultKind.BAD_NAME),
        (b"setup.py ", FaultKind.BAD_NAME),
        (b"a:b:c", FaultKind.BAD_NAME),
        (b"a.zip!/b", FaultKind.BAD_NAME),
        ("a\u202eb".encode(), FaultKind.BAD_NAME),
    ],
)
def test_names(name: bytes, kind: FaultKind) -> None:
    data = tar(file(name, b"1"), file(name + b"2", b"2"))
    members, faults = scan(data)
    assert kind in {fault.kind for fault in faults}
    assert [one.data for one in members] == [b"1", b"2"]


def test_a_plain_tar_without_end_mark_may_be_cut_off() -> None:
    whole = tar(file(b"a"), file(b"b"))
    assert kinds(whole[:2048]) == {FaultKind.TRUNCATED}
    assert kinds(whole[:1024]) == {FaultKind.TRUNCATED}
    assert kinds(whole[:-512]) == set()
    assert paths(whole[:1024]) == [("a", b"x")]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, zstandard.compress])
def test_a_compressed_tar_ends_where_its_compressed_stream_ends(
    pack: Callable[[bytes], bytes],
) -> None:
    assert kinds(pack(file(b"a"))) == set()
    assert kinds(tar(file(b"a.tar", file(b"b")))) == set()


def test_every_member_outside_is_told() -> None:
    faults = scan(tar(file(b"../a/x"), file(b"../a/y")))[1]
    assert [fault.path for fault in faults if fault.kind is FaultKind.TRAVERSAL] == [
        "../a/x",
        "../a/y",
    ]


def test_duplicate_names_yield_both() -> None:
    data = tar(file(b"a", b"1"), file(b"./a", b"2"))
    assert paths(data) == [("a", b"1"), ("a", b"2")]
    assert kinds(data) == {FaultKind.DUPLICATE}


@pytest.mark.parametrize(("first", "second"), [("a", "A"), ("SS", "ß"), ("e\u0301", "\xe9")])
def test_case_clash(first: str, second: str) -> None:
    data = tar(file(first.encode()), file(second.encode()))
    assert FaultKind.CASE_CLASH in kinds(data)


def test_file_and_folder_of_one_name() -> None:
    assert kinds(tar(file(b"a"), file(b"a/b"))) == {FaultKind.DUPLICATE}


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        (b"../../x", b"2"),
        (b"/etc/passwd", b"2"),
        (b"nothing", b"2"),
        (b"d/l", b"2"),
        (b"../x", b"1"),
        (b"c:x", b"2"),
    ],
)
def test_links_that_lead_away(target: bytes, kind: bytes) -> None:
    data = tar(file(b"f"), header(b"d/l", kind=kind, link=target))
    assert FaultKind.LINK in kinds(data)


@pytest.mark.parametrize(("kind", "target"), [(b"2", b"../data.txt"), (b"1", b"data.txt")])
def test_a_link_gives_its_file_another_name(kind: bytes, target: bytes) -> None:
    data = tar(file(b"data.txt", b"code"), header(b"p/setup.py", kind=kind, link=target))
    assert paths(data) == [("data.txt", b"code"), ("p/setup.py", b"code")]
    assert kinds(data) == set()


def test_a_link_to_a_folder_aliases_what_is_in_it() -> None:
    data = tar(header(b"l", kind=b"2", link=b"d"), file(b"d/x", b"1"))
    assert paths(data) == [("d/x", b"1"), ("l/x", b"1")]


def test_writing_through_a_link() -> None:
    assert FaultKind.LINK in kinds(
        tar(file(b"f"), header(b"d", kind=b"2", link=b"."), file(b"d/x"))
    )


@pytest.mark.parametrize("kind", [b"3", b"4", b"6"])
def test_devices(kind: bytes) -> None:
    assert kinds(tar(header(b"dev", kind=kind))) == {FaultKind.DEVICE}


def test_pax_size_against_header_size_yields_both_views() -> None:
    inner = file(b"smuggled", b"evil")
    data = tar(pax((b"size", b"%d" % len(inner))), header(b"a", 0) + inner)
    assert FaultKind.DISAGREE in kinds(data)
    assert ("smuggled", b"evil") in paths(data)
    assert ("a", inner) in paths(data)


def test_pax_size_below_header_size_yields_both_views() -> None:
    rest = file(b"b", b"2")
    data = tar(pax((b"size", b"0")), header(b"a", len(rest)) + rest)
    assert FaultKind.DISAGREE in kinds(data)
    assert {("a", rest), ("a", b""), ("b", b"2")} <= set(paths(data))


@pytest.mark.parametrize(
    "parts",
    [
        (pax((b"path", b"x"), kind=b"g"), file(b"a")),
        (pax((b"path", b"x"), (b"path", b"y")), file(b"a")),
        (pax((b"path", b"x")), pax((b"path", b"y")), file(b"a")),
        (pax((b"path", b"x")), header(b"L", 2, b"L") + body(b"y\0"), file(b"a")),
        (header(b"L", 5, b"L") + body(b"y\0zzz"), file(b"a")),
        (header(b"d", 512, b"5") + file(b"in"),),
        (file(b"a", kind=b"Z"),),
        (file(b"a", magic=b"ustar  \0", prefix=b"p"),),
    ],
)
def test_what_extractors_read_differently(parts: tuple[bytes, ...]) -> None:
    assert FaultKind.DISAGREE in kinds(tar(*parts))


def test_content_of_a_folder_is_read_as_headers_too() -> None:
    data = tar(header(b"d", 1024, b"5") + file(b"in", b"evil"))
    assert ("in", b"evil") in paths(data)


@pytest.mark.parametrize("records", [b"9999 path=x\n", b"x path=y\n", b"12 path\n", b"10 path=xy"])
def test_broken_pax(records: bytes) -> None:
    data = tar(header(b"p", len(records), b"x") + body(records), file(b"a"))
    assert FaultKind.CORRUPT in kinds(data)
    assert ("a", b"x") in paths(data)


def test_pax_before_nothing() -> None:
    assert kinds(tar(file(b"a"), pax((b"path", b"x")))) == {FaultKind.HIDDEN}


def test_pax_record_helper_counts_its_own_length() -> None:
    assert record(b"k", b"v") == b"6 k=v\n"
    assert len(record(b"path", b"x" * 91)) == int(record(b"path", b"x" * 91).split()[0])


def test_old_sparse_is_expanded() -> None:
    block = bytearray(header(b"s", 3, b"S", magic=b"ustar  \0"))
    block[386:410] = b"%011o\0%011o\0" % (5, 3)
    block[483:495] = b"%011o\0" % 10
    data = tar(sealed(block) + body(b"abc"))
    assert paths(data) == [("s", bytes(5) + b"abc" + bytes(2)), ("s", b"abc")]
    assert kinds(data) == {FaultKind.DISAGREE}


def test_pax_sparse_is_expanded() -> None:
    packed = b"1\n5\n3\n".ljust(512, b"\0") + b"abc"
    data = tar(
        pax(
            (b"GNU.sparse.major", b"1"), (b"GNU.sparse.realsize", b"10"), (b"GNU.sparse.name", b"s")
        ),
        file(b"GNUSparseFile.0/s", packed),
    )
    assert paths(data)[0] == ("s", bytes(5) + b"abc" + bytes(2))


def test_bytes_after_the_end() -> None:
    data = tar(file(b"a")) + b"junk"
    assert kinds(data) == {FaultKind.HIDDEN}


def test_members_after_the_end_are_read() -> None:
    data = tar(file(b"a", b"1")) + tar(file(b"b", b"2"))
    assert paths(data) == [("a", b"1"), ("b", b"2")]
    assert kinds(data) == {FaultKind.HIDDEN}


def test_bytes_in_the_padding() -> None:
    data = bytearray(tar(file(b"a", b"1")))
    data[600] = 1
    assert kinds(bytes(data)) == {FaultKind.HIDDEN}


@pytest.mark.parametrize("cut", [512 + 10, 700, 1024 + 10])
def test_truncated(cut: int) -> None:
    data = tar(file(b"a", b"1" * 400), file(b"b"))[:cut]
    assert FaultKind.TRUNCATED in kinds(data)


def test_damaged_header() -> None:
    data = bytearray(tar(file(b"a"), file(b"b")))
    data[1024] ^= 1
    assert FaultKind.CORRUPT in kinds(bytes(data))


@pytest.mark.parametrize("field", [b"9", b"-1", b"0x10", b"1_0", b"\xff" * 12])
def test_sizes_that_are_no_octal_number(field: bytes) -> None:
    data = tar(header(b"a", size_field=field), file(b"b"))
    assert kinds(data) & {FaultKind.CORRUPT, FaultKind.DISAGREE}


def test_base_256_size() -> None:
    data = tar(
        header(b"a", size_field=b"\x80" + struct.pack(">11s", b"\0" * 10 + b"\3")) + body(b"abc")
    )
    assert paths(data) == [("a", b"abc")]


@pytest.mark.parametrize("lie", [b"77777777777", b"\x80" + b"\0" * 4 + b"\x7f" + b"\0" * 6])
def test_a_declared_size_is_not_believed(lie: bytes) -> None:
    data = tar(header(b"a", size_field=lie) + b"short")
    assert kinds(data) & {FaultKind.LIMIT, FaultKind.TRUNCATED}


def test_gzip_of_several_members_and_a_tail() -> None:
    data = tar(file(b"a", b"1" * 3000))
    two = gzip.compress(data[:1000]) + gzip.compress(data[1000:])
    assert paths(two) == [("a", b"1" * 3000)]
    assert kinds(two) == {FaultKind.HIDDEN}
    assert kinds(gzip.compress(data) + b"tail") == {FaultKind.HIDDEN}
    assert kinds(gzip.compress(data) + bytes(100)) == set()


def test_gzip_extra_field() -> None:
    packed = gzip.compress(tar(file(b"a")))
    extra = packed[:3] + b"\4" + packed[4:10] + b"\4\0abcd" + packed[10:]
    assert kinds(extra) == {FaultKind.HIDDEN}


def test_gzip_cut_and_damaged() -> None:
    packed = gzip.compress(tar(file(b"a", bytes(range(256)) * 20)))
    assert kinds(packed[:-6]) == {FaultKind.TRUNCATED}
    damaged = packed[:-6] + bytes([packed[-6] ^ 1]) + packed[-5:]
    assert kinds(damaged) == {FaultKind.CORRUPT}


def test_bzip2_of_several_streams_is_usual() -> None:
    data = tar(file(b"a", b"1" * 3000))
    assert kinds(bz2.compress(data[:1000]) + bz2.compress(data[1000:])) == set()


def test_zstd_skippable_frame_and_tail() -> None:
    packed = zstandard.compress(tar(file(b"a", b"1")))
    hidden = b"\x50\x2a\x4d\x18\4\0\0\0evil"
    assert kinds(hidden + packed) == {FaultKind.HIDDEN}
    assert kinds(packed + hidden) == {FaultKind.HIDDEN}
    assert kinds(packed + b"tail") == {FaultKind.HIDDEN}
    assert paths(hidden + packed) == [("a", b"1")]


@pytest.mark.parametrize(
    "data",
    [b"", b"x", b"hello" * 1000, bytes(2000), gzip.compress(b"no tar"), b"7z\xbc\xaf\x27\x1c"],
)
def test_no_archive(data: bytes) -> None:
    with pytest.raises(ParseError):
        scan(data)


def test_name_says_otherwise() -> None:
    assert kinds(tar(file(b"a")), "x.whl") == {FaultKind.DISAGREE}
