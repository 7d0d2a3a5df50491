"""Wheels: where files land, and whether RECORD accounts for them."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.core.errors import ParseError
from ostiary.core.facts.release import FileForm
from ostiary.formats.contents import Contents, FileRow, Kind
from ostiary.formats.manifests import read_manifests, wanted
from ostiary.formats.python import record
from ostiary.formats.python.entry_points import EntryPoint, parse_entry_points
from ostiary.formats.python.metadata import CoreMetadata
from ostiary.formats.python.places import import_name, site_path, starts
from ostiary.formats.python.pth import StartHooks
from ostiary.formats.python.record import RecordFault, compare, parse_record
from ostiary.formats.python.wheel import WheelLayout

INFO = "sample-1.0.dist-info"
METADATA = b"Name: sample\nVersion: 1.0\nRequires-Dist: needed\n"
WHEEL = b"Wheel-Version: 1.0\nGenerator: tool\nRoot-Is-Purelib: true\nTag: py3-none-any\nTag: py2-none-any\n"


def row(path: str, data: bytes = b"") -> FileRow:
    return FileRow(path, hashlib.sha256(data).hexdigest(), len(data), Kind.TEXT)


def contents(files: dict[str, bytes], name: str = "sample-1.0-py2.py3-none-any.whl") -> Contents:
    rows = tuple(sorted(row(path, data) for path, data in files.items()))
    return Contents(name, FileForm.WHEEL, "", 1, rows)


def read(files: dict[str, bytes]) -> tuple[WheelLayout, tuple[object, ...]]:
    files = {f"{INFO}/METADATA": METADATA, f"{INFO}/WHEEL": WHEEL, **files}
    texts = {path: data for path, data in files.items() if wanted(FileForm.WHEEL, path)}
    facts, problems = read_manifests(contents(files), texts)
    assert not problems
    return next(one for one in facts if isinstance(one, WheelLayout)), facts


def test_layout() -> None:
    layout, facts = read(
        {
            "sample/__init__.py": b"",
            "sample/part.py": b"",
            "_sample.cpython-311-x86_64-linux-gnu.so": b"",
            "space/part/__init__.py": b"",
            "tests/test_it.py": b"",
            "README.md": b"",
            "sample.pth": b"import os\n",
            "sample-1.0.data/scripts/run": b"",
            "sample-1.0.data/purelib/late.py": b"",
            "sample-1.0.data/platlib/sitecustomize.py": b"",
            "sample-1.0.data/data/lib/python3/site-packages/x.pth": b"import x\n",
            f"{INFO}/entry_points.txt": b"[console_scripts]\nrun = sample.part:main [extra]\n",
            f"{INFO}/RECORD": b"",
        }
    )
    assert layout.tags == ("py3-none-any", "py2-none-any")
    assert layout.purelib
    assert layout.import_names == ("_sample", "late", "sample", "sitecustomize", "space")
    assert layout.roots == ("_sample", "late", "sample", "sitecustomize")
    assert layout.outside == (
        "README.md",
        "sample-1.0.data/data/lib/python3/site-packages/x.pth",
        "sample-1.0.data/scripts/run",
        "sample.pth",
        "tests/test_it.py",
    )
    assert layout.start_hooks == (
        "sample-1.0.data/data/lib/python3/site-packages/x.pth",
        "sample-1.0.data/platlib/sitecustomize.py",
        "sample.pth",
    )
    assert layout.entry_points == (EntryPoint("console_scripts", "run", "sample.part:main"),)
    assert layout.requires == ("needed",)
    hooks = next(one for one in facts if isinstance(one, StartHooks))
    assert [one.text for one in hooks.lines] == ["import x", "import os"]
    assert hooks.modules == ("sample-1.0.data/platlib/sitecustomize.py",)


def test_a_wheel_without_metadata_says_which_facts_are_unknown() -> None:
    files = contents({"sample.py": b"", "evil.pth": b"import os"})
    facts, problems = read_manifests(files, {"evil.pth": b"import os"})
    assert {one.kind for one in problems} == {CoreMetadata, WheelLayout}
    hooks = next(one for one in facts if isinstance(one, StartHooks))
    assert [one.text for one in hooks.lines] == ["import os"]


def test_a_manifest_that_was_not_kept_is_a_problem() -> None:
    facts, problems = read_manifests(contents({"a.pth": b"x", f"{INFO}/METADATA": METADATA}), {})
    assert {one.path for one in problems} == {f"{INFO}/METADATA", f"{INFO}/WHEEL", "a.pth"}
    assert all(not isinstance(one, CoreMetadata) for one in facts)


def line(path: str, data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(data)}\n"


def faults(text: str, files: dict[str, bytes]) -> set[tuple[str, str]]:
    members = {
        path: ((hashlib.sha256(data).hexdigest(), len(data)),) for path, data in files.items()
    }
    found = compare(parse_record(text.encode()), members, INFO)
    return {(one.path, one.problem) for one in found}


def test_record_that_fits() -> None:
    files = {"a,b.py": b"1", "c.py": b"2", f"{INFO}/RECORD": b""}
    text = line('"a,b.py"', b"1") + line("c.py", b"2") + f"{INFO}/RECORD,,\n"
    assert faults(text, files) == set()


@pytest.mark.parametrize(
    ("text", "files", "expected"),
    [
        ("", {"a": b"1"}, {("a", record.NOT_LISTED)}),
        (line("a", b"1"), {}, {("a", record.MISSING)}),
        (line("a", b"1"), {"a": b"2"}, {("a", record.DIGEST)}),
        (line("a", b"12"), {"a": b"1"}, {("a", record.DIGEST), ("a", record.SIZE)}),
        ("a,,\n", {"a": b"1"}, {("a", record.NO_DIGEST)}),
        ("a,sha512=AA,1\n", {"a": b"1"}, {("a", record.UNCHECKED)}),
        (
            line("a", b"1") + "a,,\n",
            {"a": b"1"},
            {("a", record.DUPLICATE), ("a", record.NO_DIGEST)},
        ),
        (line("a\\b", b"1"), {"a/b": b"1"}, set()),
    ],
)
def test_record_that_does_not(
    text: str, files: dict[str, bytes], expected: set[tuple[str, str]]
) -> None:
    assert faults(text, files) == expected


def test_two_members_of_one_name_must_both_fit() -> None:
    members = {"a": ((hashlib.sha256(b"1").hexdigest(), 1), (hashlib.sha256(b"2").hexdigest(), 1))}
    assert compare(parse_record(line("a", b"1").encode()), members, INFO) == (
        RecordFault("a", record.DIGEST),
    )


def test_a_record_that_cannot_be_read_is_a_fault() -> None:
    layout, _ = read({f"{INFO}/RECORD": b"\0"})
    assert layout.record_faults == (RecordFault(f"{INFO}/RECORD", record.UNREADABLE),)
    layout, _ = read({})
    assert layout.record_faults == (RecordFault(f"{INFO}/RECORD", record.NO_RECORD),)


@pytest.mark.parametrize(
    ("path", "inner", "name", "started"),
    [
        ("a/b.py", "a/b.py", "a", False),
        ("a.py", "a.py", "a", False),
        ("a.abi3.so", "a.abi3.so", "a", False),
        ("a-1.dist-info/METADATA", "", "", False),
        ("a-1.data/purelib/a/b.py", "a/b.py", "a", False),
        ("a-1.data/scripts/x.pth", "", "", False),
        ("x.pth", "x.pth", "", True),
        ("a/x.pth", "a/x.pth", "a", False),
        ("usercustomize/__init__.py", "usercustomize/__init__.py", "usercustomize", True),
        ("sitecustomize.abi3.so", "sitecustomize.abi3.so", "sitecustomize", True),
        ("sitecustomize.pyi", "sitecustomize.pyi", "sitecustomize", False),
    ],
)
def test_places(path: str, inner: str, name: str, started: bool) -> None:
    assert site_path(path) == inner
    assert import_name(inner) == name
    assert starts(inner) == started


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_nothing_but_a_parse_error_comes_out_of_wheel_files(data: bytes) -> None:
    for parse in (parse_record, parse_entry_points):
        try:
            parse(data)
        except ParseError:
            continue
    files = {f"{INFO}/METADATA": data, f"{INFO}/WHEEL": data, f"{INFO}/RECORD": data, "a.pth": data}
    facts, _ = read_manifests(contents(files), files)
    assert any(isinstance(one, StartHooks) for one in facts)
