"""Compressed bytes unpack as the real functions unpack them, and no bomb gets through."""

import bz2
import gzip
import lzma
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from counting import calls_of
from ostiary.program.decode.catalogue import decode
from ostiary.program.decode.limits import MAX_OUTPUT


def _raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def _alone(data: bytes) -> bytes:
    return lzma.compress(data, lzma.FORMAT_ALONE)


FORMS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("zlib.decompress", zlib.compress),
    ("gzip.decompress", gzip.compress),
    ("bz2.decompress", bz2.compress),
    ("lzma.decompress", lzma.compress),
    ("lzma.decompress", _alone),
    ("zstandard.decompress", zstandard.compress),
    ("zlib.inflateSync", zlib.compress),
    ("zlib.inflateRawSync", _raw),
    ("zlib.gunzipSync", gzip.compress),
    ("zlib.unzipSync", gzip.compress),
    ("zlib.unzipSync", zlib.compress),
    ("pako.ungzip", gzip.compress),
)


@pytest.mark.parametrize(("name", "pack"), FORMS)
@given(data=st.binary(max_size=3000))
def test_there_and_back(name: str, pack: Callable[[bytes], bytes], data: bytes) -> None:
    packed = pack(data)
    assert decode(name, (packed,), {}) == data
    assert decode(name, (packed[:-3],), {}) is None


REAL: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    "zlib.decompress": (zlib.decompress, zlib.compress),
    "gzip.decompress": (gzip.decompress, gzip.compress),
    "bz2.decompress": (bz2.decompress, bz2.compress),
    "lzma.decompress": (lzma.decompress, lzma.compress),
}


@pytest.mark.parametrize("name", REAL)
@given(
    parts=st.lists(st.binary(max_size=40), min_size=1, max_size=3),
    tail=st.sampled_from([b"", b"\0" * 5, b"rubbish", b"\0\0x", b"BZh91AY", b"\x1f\x8b\x08"]),
    cut=st.integers(0, 12),
    flip=st.integers(0, 60),
)
def test_tails_members_and_damage(
    name: str, parts: list[bytes], tail: bytes, cut: int, flip: int
) -> None:
    real, pack = REAL[name]
    packed = bytearray(b"".join(map(pack, parts)) + tail)
    if flip < len(packed):
        packed[flip] ^= 0x10
    data = bytes(packed[: len(packed) - cut])
    try:
        expected: bytes | None = real(data)
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError):
        expected = None
    assert decode(name, (data,), {}) == expected


@pytest.mark.parametrize("window", [15, -15, 31, 47, 0, -9, 9, 8, 1000])
def test_windows(window: int) -> None:
    data = b"some text, some text, some text" * 9
    for own in (15, -15, 31, 9, -9):
        packer = zlib.compressobj(wbits=own)
        packed = packer.compress(data) + packer.flush()
        try:
            expected: bytes | None = zlib.decompress(packed, window)
        except (ValueError, zlib.error):
            expected = None
        assert decode("zlib.decompress", (packed,), {"wbits": window}) == expected


def test_several_members_and_large_output() -> None:
    data = bytes(range(256)) * 4000
    assert decode("gzip.decompress", (gzip.compress(data) * 9,), {}) == data * 9
    exact = bytes(MAX_OUTPUT)
    assert decode("zlib.decompress", (zlib.compress(exact),), {}) == exact
    assert decode("zlib.decompress", (zlib.compress(exact + b"0"),), {}) is None


@pytest.mark.parametrize(("name", "pack"), FORMS)
def test_bombs(name: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(bytes(40 << 20))
    tracemalloc.start()
    found: list[object] = []
    calls = calls_of(lambda: found.append(decode(name, (bomb,), {})))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [None]
    assert calls < 100_000
    assert peak < 6 * MAX_OUTPUT


@pytest.mark.parametrize(
    ("name", "pack"), [("gzip.decompress", gzip.compress), ("bz2.decompress", bz2.compress)]
)
def test_a_million_empty_streams(name: str, pack: Callable[[bytes], bytes]) -> None:
    many = pack(b"") * 100_000
    found: list[object] = []
    assert calls_of(lambda: found.append(decode(name, (many,), {}))) < 100_000
    assert found == [None]


def test_what_is_not_told() -> None:
    raw = lzma.compress(b"a", lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2}])
    assert decode("lzma.decompress", (raw, lzma.FORMAT_RAW), {}) is None
    assert decode("brotli.decompress", (b"\x0b\x02\x80abcde\x03",), {}) is None
    assert decode("zlib.decompress", ("text",), {}) is None
    assert decode("zlib.decompress", (), {}) is None
