"""Nothing that can run counts as understood, as data or as a test unless it is."""

import zlib

import pytest
from artifact_samples import ELF, NPM, SDIST, WHEEL, account, examined, seen

from ostiary.core.coverage import Reach
from ostiary.evidence.loading import worst
from ostiary.formats.contents import Fault, FaultKind
from ostiary.program.model import Program

BROKEN = b"def broken(:\n    }}} return ]\n" * 3
CALLS = b"import os\nos.system('true')\n"


def calls(filename: str, files: dict[str, bytes] | list[tuple[str, bytes]]) -> list[str]:
    program = next(one for one in examined(filename, files).facts if isinstance(one, Program))
    return [f"{one.name} {one.reach.value}" for one in program.calls]


def test_ordinary_files_are_understood() -> None:
    files = {"p/__init__.py": b"import os\n", "p/data.txt": b"words\n", "p/tests/t.py": b"x = 1\n"}
    found = account(WHEEL, files)
    assert all(row.understood and not row.reason for row in found.values())
    assert [found[path].reach.value for path in files] == ["import", "data", "test"]


def test_what_an_init_imports_out_of_a_folder_of_tests_is_no_test() -> None:
    files = {
        "p/__init__.py": b"from p.tests import x\n",
        "p/tests/__init__.py": b"",
        "p/tests/x.py": BROKEN,
    }
    assert seen(WHEEL, "p/tests/x.py", files) == ("code", "import")
    files["p/__init__.py"] = b""
    assert seen(WHEEL, "p/tests/x.py", files) == ("code", "test")


def test_what_setup_imports_out_of_a_folder_of_tests_runs() -> None:
    files = {"setup.py": b"import tests.x\n", "tests/__init__.py": b"", "tests/x.py": BROKEN}
    assert seen(SDIST, "tests/x.py", files) == ("code", "import")
    del files["tests/__init__.py"]
    assert seen(SDIST, "tests/x.py", files) == ("code", "install")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (b"from p.tests import fast\n", "fast.so"),
        (b"import p.tests.fast\n", "fast.cpython-311-x86_64-linux-gnu.so"),
        (b"from .tests.fast import run\n", "fast.abi3.so"),
        (b"from .tests import fast\n", "fast.cp311-win_amd64.pyd"),
    ],
)
def test_native_code_that_is_imported_out_of_a_folder_of_tests(code: bytes, name: str) -> None:
    files = {"p/__init__.py": code, f"p/tests/{name}": ELF}
    assert seen(WHEEL, f"p/tests/{name}", files) == ("native", "import")
    assert seen(SDIST, f"p/tests/{name}", files) == ("native", "import")


def test_bytecode_that_is_imported_out_of_a_folder_of_tests() -> None:
    code = b"\xa7\r\r\n" + bytes(12) + b"\xe3" + bytes(20)
    files = {"setup.py": b"import tests.x\n", "tests/__pycache__/x.cpython-311.pyc": code}
    assert seen(SDIST, "tests/__pycache__/x.cpython-311.pyc", files) == ("bytecode", "install")


def test_native_code_among_tests_counts_where_it_is_installed() -> None:
    files = {"p/__init__.py": b"", "p/tests/x.so": ELF}
    assert seen(WHEEL, "p/tests/x.so", files) == ("native", "call")
    assert seen(SDIST, "p/tests/x.so", files) == ("native", "test")


def test_an_archive_does_not_decide_that_its_folders_are_tests() -> None:
    files = {"p/__init__.py": b"", "p/x.zip!/tests/a.py": BROKEN, "p/tests/x.zip!/a.py": BROKEN}
    found = account(WHEEL, files)
    assert found["p/x.zip!/tests/a.py"].reach is Reach.CALL
    assert found["p/tests/x.zip!/a.py"].reach is Reach.TEST


def test_a_program_for_users_is_no_test() -> None:
    manifest = b'{"name": "p", "version": "1.0.0", "bin": {"p": "examples/run.js"}}'
    files = {"package.json": manifest, "examples/run.js": b"}}} ((( return ]\n" * 3}
    assert seen(NPM, "examples/run.js", files) == ("code", "call")


def test_data_that_code_loads_was_not_read_as_code() -> None:
    files = {"index.js": b"require('./words.dat');\n", "words.dat": b"a few plain words\n"}
    assert seen(NPM, "words.dat", files) == ("code", "import")
    files["index.js"] = b"module.exports = 1;\n"
    assert seen(NPM, "words.dat", files) == ("", "data")


def test_data_that_a_hook_runs_was_not_read_as_code() -> None:
    hook = b'{"name": "p", "version": "1.0.0", "scripts": {"postinstall": "node words.txt"}}'
    files = {"package.json": hook, "words.txt": b"a few plain words\n"}
    assert seen(NPM, "words.txt", files) == ("code", "install")


@pytest.mark.parametrize("name", ["style.css", "picture.svg", "words.json"])
def test_assets_are_imported_as_data(name: str) -> None:
    files = {"index.js": f"import x from './{name}';\n".encode(), name: b'{"a": 1}\n'}
    assert seen(NPM, name, files)[0] == ""


def test_two_files_of_one_name_are_both_read() -> None:
    harmless, harmful = ("setup.py", b"x = 1\n"), ("setup.py", CALLS)
    for files in ([harmless, harmful], [harmful, harmless]):
        assert calls(SDIST, files) == ["os.system install"]


def test_two_files_of_one_name_of_which_one_does_not_parse() -> None:
    files = [("setup.py", b"x = 1\n"), ("setup.py", BROKEN)]
    for order in (files, files[::-1]):
        assert seen(SDIST, "setup.py", order) == ("code", "install")
        assert (
            len([1 for one in examined(SDIST, order).coverage if one.path.endswith("setup.py")])
            == 2
        )


def test_a_second_manifest_is_unread() -> None:
    first = b'{"name": "p", "version": "1.0.0"}'
    second = b'{"name": "p", "version": "1.0.0", "scripts": {"postinstall": "node x"}}'
    assert seen(NPM, "package.json", [("package.json", first), ("package.json", second)]) == (
        "code",
        "install",
    )
    assert seen(NPM, "package.json", [("package.json", first)] * 2) == ("", "data")


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"#!/usr/bin/perl\nprint 1;\n", "run", "code"),
        (zlib.compress(b"some words"), "payload", ""),
        (b"hsqs" + bytes(100), "disk", "model"),
        (b"Execute other(1)\n", "run.vbs", "code"),
        (b"\x80\4\x95\3\0\0\0\0\0\0\0N.", "model", "model"),
        (bytes(range(256)), "blob", "data"),
    ],
)
def test_what_nobody_reads_is_not_understood(data: bytes, name: str, expected: str) -> None:
    assert seen(NPM, name, {name: data})[0] == expected


def test_sources_of_native_code_are_built_at_installation() -> None:
    assert seen(SDIST, "p/x.c", {"p/x.c": b"int x;\n"}) == ("compiled-source", "call")
    assert seen(SDIST, "tests/x.c", {"tests/x.c": b"int x;\n"}) == ("", "test")
    assert seen(NPM, "x.cc", {"x.cc": b"int x;\n"})[0] == ""
    assert seen(NPM, "x.cc", {"x.cc": b"int x;\n", "binding.gyp": b"{}"}) == (
        "compiled-source",
        "call",
    )


def test_faults_have_rows() -> None:
    faults = (
        Fault(FaultKind.TRUNCATED, "", "cut"),
        Fault(FaultKind.ENCRYPTED, "p-1.0/p/a.bin", "hidden"),
        Fault(FaultKind.LIMIT, "p-1.0/tests/x.zip!/b", "much"),
        Fault(FaultKind.DUPLICATE, "p-1.0/p/a.bin", "twice"),
    )
    found = account(SDIST, {}, *faults)
    assert [
        (found[path].opaque, found[path].reach.value) for path in ("", "p/a.bin", "tests/x.zip!/b")
    ] == [
        ("archive", "import"),
        ("encrypted", "call"),
        ("limit", "test"),
    ]
    assert len([row for row in found.values() if not row.understood]) == 3


def test_worst() -> None:
    assert worst(Reach.DATA, Reach.TEST, Reach.IMPORT, Reach.CALL) is Reach.IMPORT
    assert worst(Reach.START, Reach.INSTALL) is Reach.INSTALL


def test_start_up_lines_and_hooks_were_read_where_they_stand() -> None:
    files = {"p.pth": b"import os; os.system('true')\n", "p/__init__.py": b""}
    assert seen(WHEEL, "p.pth", files) == ("", "start")
    gyp = b"{'targets': [{'target_name': 'x', 'sources': ['<!(node -p 1)']}]}\n"
    assert seen(NPM, "binding.gyp", {"binding.gyp": gyp})[0] == ""


def test_completions_for_other_shells_are_text_until_something_runs_them() -> None:
    fish = b"function _p (((\n  set -l x (commandline -opc)[2..-1]\nend ))) }}\n" * 3
    assert seen(NPM, "p.fish", {"p.fish": fish})[0] == ""
    hook = b'{"name": "p", "version": "1.0.0", "scripts": {"postinstall": "sh p.fish"}}'
    assert seen(NPM, "p.fish", {"package.json": hook, "p.fish": fish}) == ("code", "install")


def test_cython_is_a_source_of_native_code_whatever_its_first_line_says() -> None:
    body = (
        b"#!python\n#cython: language_level=3\ncdef double f(int x) nogil:\n    return <double>x\n"
    )
    assert seen(SDIST, "thing/core.pyx", {"thing/core.pyx": body})[0] == "compiled-source"
