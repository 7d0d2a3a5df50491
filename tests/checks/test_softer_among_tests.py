"""What lies among the tests of a source distribution weighs less, and is never skipped."""

import io
import tarfile
import zipfile

import pytest

from ostiary.checks.contents.archive_fault import archive_fault
from ostiary.checks.contents.bytecode_without_source import bytecode_without_source
from ostiary.core.check import Check
from ostiary.core.coverage import Reach
from ostiary.core.finding import Hit
from ostiary.core.scale import Severity
from ostiary.evidence.artifact import examine
from ostiary.formats.contents import Contents
from ostiary.program.model import Program

BYTECODE = b"\xa7\x0d\x0d\x0a" + bytes(12) + b"\xe3" + bytes(64)


def tar(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def severities(check: Check, files: dict[str, bytes]) -> set[Severity]:
    facts = examine(io.BytesIO(tar(files)), "thing-1.0.tar.gz").facts
    contents = next(fact for fact in facts if isinstance(fact, Contents))
    hits = [one for one in check.run(contents) if isinstance(one, Hit)]
    return {check.severity if one.severity is None else one.severity for one in hits}


def sdist(files: dict[str, bytes]) -> dict[str, bytes]:
    named = {"PKG-INFO": b"Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n", **files}
    return {f"thing-1.0/{name}": data for name, data in named.items()}


@pytest.mark.parametrize(
    ("place", "severity"),
    [("thing/data.tar.gz", Severity.MEDIUM), ("tests/data.tar.gz", Severity.LOW)],
)
def test_a_climbing_name_inside_a_sample_archive(place: str, severity: Severity) -> None:
    inner = tar({"../out.txt": b"x"})
    assert severities(archive_fault, sdist({place: inner})) == {severity}


@pytest.mark.parametrize(
    ("place", "severity"),
    [("thing/data.yaml", Severity.MEDIUM), ("thing_tests/bad.yaml", Severity.LOW)],
)
def test_a_sample_archive_that_is_damaged_as_a_whole(place: str, severity: Severity) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", b"x")
    whole = out.getvalue()
    end = whole.index(b"PK\x05\x06")
    inner = whole[: end + 8] + b"\x02\x00\x02\x00" + whole[end + 12 :]
    assert severities(archive_fault, sdist({place: inner})) == {severity}


@pytest.mark.parametrize(
    ("place", "severity"),
    [
        ("thing/core.pyc", Severity.HIGH),
        ("tests/bad.pyc", Severity.LOW),
        ("thing/bad.pyc-tpl", Severity.LOW),
    ],
)
def test_bytecode_without_source(place: str, severity: Severity) -> None:
    files = sdist({place: BYTECODE, "thing/__init__.py": b""})
    assert severities(bytecode_without_source, files) == {severity}


@pytest.mark.parametrize(("module", "reach"), [("thing", Reach.IMPORT), ("aid", Reach.INSTALL)])
def test_the_module_that_is_the_package_is_no_helper_of_the_installer(
    module: str, reach: Reach
) -> None:
    files = sdist(
        {"setup.py": f"import {module}\n".encode(), f"{module}.py": b"import os\nos.system('x')\n"}
    )
    facts = examine(io.BytesIO(tar(files)), "thing-1.0.tar.gz").facts
    program = next(fact for fact in facts if isinstance(fact, Program))
    assert {call.reach for call in program.calls if call.name == "os.system"} == {reach}
