"""On honest archives our reader and the standard library agree, and there are no faults."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Callable

import pytest
import zstandard
from archive_samples import honest_tar, honest_zip, scan
from hypothesis import given
from hypothesis import strategies as st

FILES = {
    "pkg/__init__.py": b"",
    "pkg/module.py": b"print('x')\n" * 500,
    "pkg/data.bin": bytes(range(256)) * 300,
    "pkg/exactly512": b"a" * 512,
    "pkg/" + "long" * 45 + ".txt": b"long name",
    "d/" * 60 + "deep": b"deep",
    "größe.txt": "größe".encode(),
}


def packed_zst(data: bytes) -> bytes:
    packer = zstandard.ZstdCompressor(write_checksum=True, write_content_size=False).compressobj()
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda data: data,
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.compress,
    "zst-streamed": packed_zst,
}


@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_tar_as_the_standard_library(packer: str, form: int) -> None:
    files = {n: d for n, d in FILES.items() if form != tarfile.USTAR_FORMAT or len(n) < 100}
    members, faults = scan(PACKERS[packer](honest_tar(files, form=form)))
    assert {one.path: one.data for one in members} == files
    assert faults == []
    assert [one.path for one in members] == list(files)


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_zip_as_the_standard_library(method: int) -> None:
    members, faults = scan(honest_zip(FILES, method))
    assert {one.path: one.data for one in members} == FILES
    assert faults == []


def test_zip_written_to_a_pipe_has_data_descriptors() -> None:
    class Pipe(io.RawIOBase):  # what cannot seek
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]  # narrower than a buffer
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in FILES.items():
            archive.writestr(name, data)
    members, faults = scan(pipe.data)
    assert {one.path: one.data for one in members} == FILES
    assert faults == []


def test_zip64_fields() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open("a", "w", force_zip64=True) as one:
        one.write(b"wide")
    members, faults = scan(out.getvalue())
    assert [(one.path, one.data) for one in members] == [("a", b"wide")]
    assert faults == []


def test_zip64_end_record() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(65_540):
            archive.writestr(f"{number}", b"")
    members, faults = scan(out.getvalue())
    assert len(members) == 65_540
    assert faults == []


@pytest.mark.parametrize("count", [3, 3_000])
def test_zip64_end_record_that_nobody_needs(count: int) -> None:
    """Torch writes it beside a plain record of the same; the longer index begins before the tail."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(count):
            archive.writestr(f"a folder/with/members/{number}", b"x")
    plain = out.getvalue()
    start, end = plain[:-22], plain[-22:]
    _, _, _, here, whole, length, offset, _ = struct.unpack("<4s4H2LH", end)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 798, 45, 0, 0, here, whole, length, offset)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(start), 1)
    members, faults = scan(start + record + locator + end)
    assert len(members) == count
    assert faults == []
    lies = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 798, 45, 0, 0, here, whole, length - 1, offset)
    assert scan(start + lies + locator + end)[1]


def test_modes_are_told() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, mode in (("run", 0o755), ("read", 0o644)):
            info = tarfile.TarInfo(name)
            info.mode = mode
            archive.addfile(info)
    assert [(one.path, one.executable) for one in scan(out.getvalue())[0]] == [
        ("run", True),
        ("read", False),
    ]


NAMES = st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8}){0,3}", fullmatch=True)
TREES = st.dictionaries(
    NAMES, st.binary(max_size=2000).map(lambda data: b"=" + data), max_size=8
).filter(lambda files: not any(a != b and b.startswith(a + "/") for a in files for b in files))


@given(TREES)
def test_any_tree_survives(files: dict[str, bytes]) -> None:
    reserved = {"con", "prn", "aux", "nul"}
    for packed in (honest_tar(files, "w:gz"), honest_zip(files)):
        members, faults = scan(packed)
        assert {one.path: one.data for one in members} == files
        assert faults == [] or any(part in reserved for name in files for part in name.split("/"))
