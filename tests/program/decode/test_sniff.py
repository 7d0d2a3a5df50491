"""Blobs whose decoder nobody names: what is found in them, and what is left alone."""

import base64
import bz2
import gzip
import lzma
import marshal
import pickle
import zlib
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting import calls_of
from ostiary.program.decode.sniff import layers

CODE = b"import sys\n\ndef main():\n    print('hello', sys.version)\n\nmain()\n"
UNICODE = 'print("Привет, мир! Всё хорошо сегодня")\n'.encode()
POWERSHELL = "Write-Output 'hello from here'".encode("utf-16-le")

FOUND: list[tuple[str, bytes | str, bytes]] = [
    ("base64", base64.b64encode(CODE), CODE),
    ("base64", base64.encodebytes(CODE), CODE),
    ("base64", base64.b64encode(CODE).decode().rstrip("="), CODE),
    ("base64", base64.urlsafe_b64encode(UNICODE), UNICODE),
    ("base64", base64.b64encode(POWERSHELL), POWERSHELL),
    ("base64", base64.b64encode(zlib.compress(CODE)), zlib.compress(CODE)),
    ("base64", base64.b64encode(b"\x7fELF" + bytes(60)), b"\x7fELF" + bytes(60)),
    ("reversed base64", base64.b64encode(CODE)[::-1], CODE),
    ("reversed base64", base64.b64encode(zlib.compress(CODE))[::-1], zlib.compress(CODE)),
    ("hex", CODE.hex(), CODE),
    ("hex", "0x" + CODE.hex().upper(), CODE),
    ("reversed hex", CODE.hex()[::-1], CODE),
    ("hex", "".join(f"\\x{byte:02x}" for byte in CODE), CODE),
    ("base32", base64.b32encode(CODE), CODE),
    ("base85", base64.b85encode(CODE * 200), CODE * 200),
    ("ascii85", base64.a85encode(CODE, adobe=True), CODE),
    ("zlib", zlib.compress(CODE), CODE),
    ("zlib", zlib.compress(CODE, 9).decode("latin-1"), CODE),
    ("gzip", gzip.compress(CODE), CODE),
    ("bz2", bz2.compress(CODE), CODE),
    ("xz", lzma.compress(CODE), CODE),
    ("lzma", lzma.compress(CODE, lzma.FORMAT_ALONE), CODE),
]


@pytest.mark.parametrize(("how", "blob", "inside"), FOUND)
def test_what_is_found(how: str, blob: bytes | str, inside: bytes) -> None:
    assert (how, inside) in list(layers(blob))


def test_what_other_readers_take_on() -> None:
    code = marshal.dumps(compile(CODE, "a", "exec"))
    assert ("marshal", code) in list(layers(code))
    head = b"\xa7\r\r\n" + bytes(12)
    assert ("pyc", code) in list(layers(head + code))
    stored = pickle.dumps(["some", "list", 3])
    assert ("pickle", stored) in list(layers(stored))
    for made in (code, head + code, stored):
        assert list(layers(base64.b64encode(made))) == [("base64", made)]


ALONE = [
    "an ordinary sentence of a documentation text",
    "configuration_of_the_application",
    "ConfigurationManagerFactory",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    sha256(b"a").hexdigest(),
    base64.b64encode(sha256(b"a").digest()).decode(),
    "550e8400-e29b-41d4-a716-446655440000",
    "11111111111111111111",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "/usr/share/locale/de/LC",
    "",
    "====================",
    bytes(400),
    CODE,
    "\x78\x9c and then nothing of the kind",
]


@pytest.mark.parametrize("blob", ALONE)
def test_what_is_left_alone(blob: bytes | str) -> None:
    assert not list(layers(blob))


@given(st.binary(min_size=16, max_size=300))
def test_chance_is_no_layer(raw: bytes) -> None:
    digest = b"".join(sha256(raw + bytes([one])).digest() for one in range(4))
    assert not list(layers(digest.hex()))
    assert not list(layers(base64.b64encode(digest)))


@given(st.binary(max_size=100) | st.text(max_size=100))
def test_nothing_is_raised(blob: bytes | str) -> None:
    for how, made in layers(blob):
        assert how
        assert made


@pytest.mark.parametrize(
    "blob",
    ["A" * (8 << 20), "ab" * (4 << 20), "!z" * (1 << 20), b"\x78\x9c" * (1 << 20), "=" * 999],
)
def test_work(blob: bytes | str) -> None:
    assert calls_of(lambda: list(layers(blob))) < 1_000_000
