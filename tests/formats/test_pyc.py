"""The header of a `.pyc` says which Python compiled it, from what, and when."""

import base64
import importlib.util
import py_compile
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import ParseError
from ostiary.formats.python.pyc import Pyc, read_pyc, version_of

OLD = base64.b64decode(
    "A/MNCgEAAABjAAAAAAAAAAABAAAAQAAAAHMJAAAAZAAAR0hkAQBTKAIAAAB0AQAAAHhOKAAAAAAoAAAA"
    "ACgAAAAAKAAAAABzBAAAAHgucHl0CAAAADxtb2R1bGU+AQAAAHQAAAAA"
)
"""`print "x"` of Python 2.7."""


def made(tmp_path: Path, mode: py_compile.PycInvalidationMode) -> bytes:
    source = tmp_path / "a.py"
    source.write_text("import os\n")
    target = py_compile.compile(str(source), str(tmp_path / "a.pyc"), invalidation_mode=mode)
    return Path(str(target)).read_bytes()


def test_by_time(tmp_path: Path) -> None:
    found = read_pyc("a.pyc", made(tmp_path, py_compile.PycInvalidationMode.TIMESTAMP))
    assert found.version == sys.version_info[:2]
    assert found.source_size == 10
    assert found.source_time == int((tmp_path / "a.py").stat().st_mtime)
    assert found.source_hash == b""
    assert found.code.names == ("os",)


def test_by_hash(tmp_path: Path) -> None:
    found = read_pyc("a.pyc", made(tmp_path, py_compile.PycInvalidationMode.CHECKED_HASH))
    assert found.flags == 0b11
    assert found.source_hash == importlib.util.source_hash(b"import os\n")
    assert found.source_time == 0


def test_python_2() -> None:
    found = read_pyc("a.pyc", OLD)
    assert found.version == (2, 7)
    assert found.source_time == 1
    assert found.code.name == "<module>"
    assert found.code.constants == (b"x", None)


def test_magic_numbers() -> None:
    known = {62211: (2, 7), 3379: (3, 6), 3394: (3, 7), 3413: (3, 8), 3425: (3, 9), 3439: (3, 10)}
    known |= {3495: (3, 11), 3531: (3, 12), 3571: (3, 13), 3627: (3, 14), 3666: (3, 15)}
    for magic, version in known.items():
        assert version_of(magic.to_bytes(2, "little") + b"\r\n") == version
    assert version_of(importlib.util.MAGIC_NUMBER) == sys.version_info[:2]


@pytest.mark.parametrize(
    "data",
    [b"", b"\xa7\r\r\n", b"\0\0\r\n" + bytes(20), importlib.util.MAGIC_NUMBER + bytes(12) + b"N"],
)
def test_what_is_no_pyc(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_pyc("a.pyc", data)


@given(st.sampled_from([OLD[:8], importlib.util.MAGIC_NUMBER]), st.binary(max_size=200))
def test_any_bytes(head: bytes, data: bytes) -> None:
    try:
        found = read_pyc("a.pyc", head + data)
    except ParseError:
        return
    assert isinstance(found, Pyc)
