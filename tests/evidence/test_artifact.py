"""One pass over an archive gives every file its row, large ones included."""

import hashlib
import io
import tarfile
import zipfile

import pytest
from artifact_samples import ELF, NPM, SDIST, WHEEL, stream

from ostiary.core.coverage import Coverage
from ostiary.core.errors import ParseError
from ostiary.evidence.artifact import examine, of_type
from ostiary.formats.archive.limits import Limits
from ostiary.formats.contents import Contents, FileRow
from ostiary.program.model import Program

SMALL = Limits(member_bytes=10_000)
LARGE = bytes(range(256)) * 400


def wheel(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def sdist(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(f"p-1.0/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def large(data: bytes, name: str, filename: str = WHEEL) -> tuple[FileRow, Coverage]:
    """The row and the account of one large file."""
    pack = wheel if filename == WHEEL else sdist
    found = examine(stream(pack({name: data})), filename, SMALL)
    contents = next(iter(of_type(found, Contents)))
    assert isinstance(contents, Contents)
    row = next(one for one in contents.files if one.path.endswith(name))
    return row, next(one for one in found.coverage if one.path.endswith(name))


@pytest.mark.parametrize("filename", [WHEEL, SDIST])
def test_a_large_library_is_native_code_like_any_other(filename: str) -> None:
    data = ELF + LARGE
    row, account = large(data, "p/lib.so", filename)
    assert (row.size, row.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert row.detail == "ELF 64-bit x86-64 shared object"
    assert (account.opaque, account.size, account.sha256) == ("native", row.size, row.sha256)
    small, usual = large(ELF, "p/lib.so", filename)
    assert (small.detail, usual.opaque, usual.reach) == (row.detail, account.opaque, account.reach)
    assert "only its first 10000 bytes" in account.reason


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"x = 1\n" * 2000, "p/__init__.py"),
        (b"words\n" * 2000, "p/words.txt"),
        (b"\x89PNG\r\n\x1a\n", "p/picture.png"),
        (b"PK\3\4", "p/data.zip"),
        (b'{"a": 1}\n', "p/rows.json"),
        (b"#!/bin/sh\ntrue\n", "p/run"),
        (b"GIF89a", "p/tests/x.gif"),
    ],
)
def test_whatever_else_is_large_is_unread_beyond_a_limit(head: bytes, name: str) -> None:
    row, account = large(head + LARGE, name)
    assert row.size == len(head + LARGE)
    assert (account.understood, account.opaque) == (False, "limit")
    assert account.reason


def test_a_large_source_is_a_module_that_was_not_read() -> None:
    data = wheel({"p/__init__.py": b"x = 1\n" * 5000})
    found = examine(stream(data), WHEEL, SMALL)
    program = next(iter(of_type(found, Program)))
    assert isinstance(program, Program)
    assert [(one.path, one.parsed) for one in program.modules] == [("p/__init__.py", False)]


def test_a_large_manifest_is_a_problem() -> None:
    manifest = b'{"name": "p", "version": "1.0.0"}' + b" " * 20_000
    found = examine(stream(sdist({"package.json": manifest})), NPM, SMALL)
    assert "too large" in found.problems[0][2]


def test_digest_and_size_are_those_of_the_archive() -> None:
    data = wheel({"p/__init__.py": b""})
    found = examine(stream(data), WHEEL)
    assert (found.sha256, found.size) == (hashlib.sha256(data).hexdigest(), len(data))


@pytest.mark.parametrize("data", [b"", b"words", bytes(5000), b"\x1f\x8b\x08words"])
def test_what_is_no_archive_is_refused_or_told_of(data: bytes) -> None:
    try:
        found = examine(stream(data), SDIST)
    except ParseError:
        return
    assert any(not row.understood for row in found.coverage) or not found.coverage
