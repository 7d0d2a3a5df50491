"""Each kind by its bytes, by its name, and where the two disagree."""

import io
import json
import lzma
import marshal
import pickle
import py_compile
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.formats.content import classify
from ostiary.formats.contents import Kind

ELF = b"\x7fELF\2\1\1" + bytes(9) + b"\3\0\x3e\0" + bytes(44)
PE = b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0\x64\x86" + bytes(16) + b"\2\x20"


@pytest.mark.parametrize(
    ("data", "kind", "detail"),
    [
        (ELF, Kind.NATIVE, "ELF 64-bit x86-64 shared object"),
        (ELF[:12], Kind.NATIVE, "ELF, cut off"),
        (PE, Kind.NATIVE, "PE x86-64 DLL"),
        (
            b"\xcf\xfa\xed\xfe\7\0\0\1" + bytes(4) + b"\6\0\0\0",
            Kind.NATIVE,
            "Mach-O 64-bit x86-64 dynamic library",
        ),
        (
            b"\xce\xfa\xed\xfe\7\0\0\0" + bytes(4) + b"\2\0\0\0",
            Kind.NATIVE,
            "Mach-O 32-bit x86 executable",
        ),
        (
            b"\xfe\xed\xfa\xcf\1\0\0\x0c" + bytes(4) + b"\0\0\0\x08",
            Kind.NATIVE,
            "Mach-O 64-bit AArch64 bundle",
        ),
        (
            b"\xfe\xed\xfa\xce\0\0\0\x12" + bytes(4) + b"\0\0\0\1",
            Kind.NATIVE,
            "Mach-O 32-bit PowerPC object file",
        ),
        (b"\xca\xfe\xba\xbe\0\0\0\2" + bytes(8), Kind.NATIVE, "Mach-O for 2 architectures"),
        (b"\xca\xfe\xba\xbf\0\0\0\2" + bytes(8), Kind.NATIVE, "Mach-O for 2 architectures"),
        (b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(8), Kind.NATIVE, "Java class"),
        (b"!<arch>\nx.o/", Kind.NATIVE, "ar library"),
        (b"\0asm\1\0\0\0", Kind.WASM, "WebAssembly module"),
        (b"\x89PNG\r\n\x1a\n\0IEND\xaeB`\x82", Kind.IMAGE, "PNG image"),
        (
            b"\x89PNG\r\n\x1a\n\0IEND\xaeB`\x82import os",
            Kind.IMAGE,
            "PNG image with 9 bytes after its end",
        ),
        (b"\xff\xd8\xff\xe0\0", Kind.IMAGE, "JPEG image"),
        (b"RIFF\0\0\0\0WEBPVP8 ", Kind.IMAGE, "WebP image"),
        (b"wOF2\0\1", Kind.FONT, "WOFF2 font"),
        (b"\0\0\0\x20ftypisom\0", Kind.MEDIA, "MP4"),
        (b"SQLite format 3\0", Kind.DATA, "SQLite database"),
        (b"\x89HDF\r\n\x1a\n", Kind.DATA, "HDF5"),
        (b"PAR1\0\x15", Kind.DATA, "Parquet"),
        (b"%PDF-1.4\n\xff\xff", Kind.DATA, "PDF"),
        (b"\x93NUMPY\1\0v\0{'descr': '<f8', 'fortran_order': False}", Kind.DATA, "NumPy array"),
        (
            b"\x93NUMPY\1\0v\0{'descr': '|O', 'fortran_order': False}",
            Kind.PICKLE,
            "NumPy array of pickled objects",
        ),
        (zlib.compress(b"hello" * 9), Kind.ARCHIVE, "zlib stream"),
        (lzma.compress(b"x"), Kind.ARCHIVE, "xz"),
        (b"\xff\xfea\0b\0", Kind.TEXT, "UTF-16 text"),
        (bytes(range(256)), Kind.UNKNOWN, ""),
        (b"", Kind.EMPTY, ""),
        (b"plain words\n", Kind.TEXT, ""),
        (b"/*\r\n * Tables of a header\r\n */\r\n", Kind.TEXT, ""),
        (b'\xef\xbb\xbf{"a": 1}', Kind.JSON, "JSON"),
        (b"#!/usr/bin/env -S python3 -E\npass", Kind.PYTHON, "Python script"),
        (b"#!/usr/bin/node\n", Kind.JAVASCRIPT, "JavaScript script"),
        (b"#! /bin/bash -e\nls", Kind.SHELL, "shell script"),
        (b"#!/usr/bin/perl -w\n", Kind.TEXT, "perl script"),
    ],
)
def test_bytes_decide(data: bytes, kind: Kind, detail: str) -> None:
    for name in ("file", "folder.d/file", "file.thing"):
        assert classify(name, data) == (kind, detail)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.py", Kind.PYTHON),
        ("a.PYW", Kind.PYTHON),
        ("a.mjs", Kind.JAVASCRIPT),
        ("a.tsx", Kind.TYPESCRIPT),
        ("a.sh", Kind.SHELL),
        ("a.ps1", Kind.BATCH),
        ("a.cmd", Kind.BATCH),
        ("wscript", Kind.PYTHON),
        ("a.pth", Kind.TEXT),
    ],
)
def test_names_decide_on_text(name: str, kind: Kind) -> None:
    assert classify(name, b"anything at all")[0] is kind


def test_bytes_of_native_code_beat_a_source_name() -> None:
    assert classify("a.py", ELF)[0] is Kind.NATIVE


@pytest.mark.parametrize(
    "data", [b"GIF89a=1;import os", b"GIF89a\0\0/*\xff*/=1;", b"BM\xff\0junk\x80", b"\xff\xfe\0"]
)
def test_a_source_name_beats_passive_bytes(data: bytes) -> None:
    assert classify("a.js", data)[0] is Kind.JAVASCRIPT
    assert classify("a.py", data)[0] is Kind.PYTHON


def test_qt_translation_is_no_typescript() -> None:
    assert classify("a.ts", b"<?xml version='1.0'?><TS/>")[0] is Kind.TEXT


@pytest.mark.parametrize("protocol", range(6))
def test_pickles(protocol: int) -> None:
    data = pickle.dumps({"a": [1, 2], "b": (1.5, None)}, protocol)
    expected = Kind.PICKLE if protocol != 1 else classify("x", data)[0]
    assert classify("model.bin", data)[0] is expected
    assert classify("model.pkl", data)[0] is Kind.PICKLE


def test_bytecode(tmp_path: Path) -> None:
    source = tmp_path / "m.py"
    source.write_text("x = 1\n")
    compiled = py_compile.compile(str(source), str(tmp_path / "out"))
    assert compiled is not None
    data = Path(compiled).read_bytes()
    assert classify("x.txt", data)[0] is Kind.BYTECODE
    assert classify("x", data[16:])[0] is Kind.BYTECODE
    assert marshal.loads(data[16:]).co_name == "<module>"


def test_tar_and_zip() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"))
    assert classify("x", out.getvalue()) == (Kind.ARCHIVE, "tar")
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as wheel:
        wheel.writestr("a", "b")
    assert classify("x.png", zipped.getvalue()) == (Kind.ARCHIVE, "zip")
    assert classify("x.bin", b"\xfe\0\1" + zipped.getvalue())[0] is Kind.ARCHIVE


PYTHON = b"""import os
import sys

def run(path):
    # looks around
    for one in os.listdir(path):
        print(one)

run(sys.argv[1])
"""
ONE_LINE = b"import base64;exec(base64.b64decode('cGFzcw=='))"
SCRIPT = b"""const fs = require('fs');
function look(path) {
  return fs.readdirSync(path);
}
module.exports = { look };
"""


@pytest.mark.parametrize("name", ["a.txt", "a.dat", "a.png", "LICENSE", "a.cfg", "a.json"])
@pytest.mark.parametrize(
    ("data", "kind"), [(PYTHON, Kind.PYTHON), (ONE_LINE, Kind.PYTHON), (SCRIPT, Kind.JAVASCRIPT)]
)
def test_programs_under_a_name_of_data(name: str, data: bytes, kind: Kind) -> None:
    found, detail = classify(name, data)
    assert found is kind
    assert "named ." in detail or "without extension" in detail


def test_comments_in_front_do_not_hide_a_program() -> None:
    assert classify("a.txt", b"# words\n" * 5000 + PYTHON)[0] is Kind.PYTHON


@pytest.mark.parametrize(
    "text",
    [
        b"import duties are paid by the buyer.\nfrom here to there is a long way.\n",
        b"requests==2.0\nnumpy>=1.0 ; python_version < '3.9'\n",
        b"[console_scripts]\ntool = pkg.main:run\n",
        b"Usage: call run(path) to look. It returns a list; see eval() for more.\n" * 4,
        b"Copyright (c) 2020 Somebody\n\nPermission is hereby granted, free of charge\n",
        b"a,b,c\n1,2,3\n",
        b".cls { color: red; }\n",
        b"key: value\nlist:\n  - a\n",
    ],
)
def test_prose_and_data_are_no_programs(text: bytes) -> None:
    assert classify("file.txt", text)[0] is Kind.TEXT


def test_code_samples_in_documents_are_text() -> None:
    assert classify("README.md", PYTHON)[0] is Kind.TEXT


def test_text_named_as_an_image_is_told() -> None:
    assert classify("a.png", b"hello there") == (Kind.TEXT, "text named .png")


def test_old_encodings_are_text() -> None:
    assert classify("notes.txt", "Größe der Datei".encode("latin-1")) == (
        Kind.TEXT,
        "text, not UTF-8",
    )


@pytest.mark.parametrize("value", [{}, [], {"a": 1}, [1, 2], [{"a": []}], ["x"], [True]])
def test_json(value: object) -> None:
    assert classify("x", json.dumps(value, indent=1).encode()) == (Kind.JSON, "JSON")


@given(
    st.binary(max_size=600),
    st.sampled_from(["a", "a.py", "a.ts", "a.txt", "a.png", "", "/", ".", "a."]),
)
def test_anything_has_a_kind(data: bytes, name: str) -> None:
    kind, detail = classify(name, data)
    assert isinstance(kind, Kind)
    assert (kind is Kind.EMPTY) is (not data)
    detail.encode("utf-8")
