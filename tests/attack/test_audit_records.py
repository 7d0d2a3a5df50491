"""An attacker who can write to an environment edits its lists too; what they no longer prove is said."""

import re
from pathlib import Path

import pytest

from ostiary.core.run import Run
from ostiary.core.scale import Decision, Severity
from world.auditor import Auditor
from world.sites import install


def found(run: Run, check: str) -> list[str]:
    """Where a check found something."""
    return [str(one.at) for one in run.findings if one.check == check]


def rewrite(info: Path, old: str, new: str) -> None:
    """Change RECORD by a regular expression."""
    path = info / "RECORD"
    text, count = re.subn(old, new, path.read_text(), flags=re.MULTILINE)
    assert count
    path.write_text(text)


@pytest.mark.parametrize("digest", [",", "md5=AAAA,", "sha256=,", "none=x,", "sha1=AAAA,"])
def test_a_blanked_digest_hides_no_change(place: Path, audited: Auditor, digest: str) -> None:
    info = install(place / "env", "sound", "1.0")
    rewrite(info, r"^sound/__init__\.py,.*$", f"sound/__init__.py,{digest}")
    (place / "env/sound/__init__.py").write_text("VERSION = 'other'\n")
    run = audited()
    assert found(run, "altered-file") == ["env/sound/__init__.py"]
    assert run.worst is Decision.REVIEW


def test_a_hook_without_a_digest_is_worse(place: Path, audited: Auditor) -> None:
    info = install(place / "env", "hooked", "1.0", {"hooked.pth": "import sys\n"})
    rewrite(info, r"^hooked\.pth,.*$", "hooked.pth,,")
    (one,) = [one for one in audited().findings if one.check == "altered-file"]
    assert one.severity is Severity.HIGH


def test_what_installers_list_without_a_digest_is_no_fault(place: Path, audited: Auditor) -> None:
    info = install(place / "env", "sound", "1.0")
    rewrite(info, r"^(sound-1.0.dist-info/INSTALLER),.*$", r"\1,,")
    rewrite(info, r"\Z", "../bin/sound,,\n")
    (place / "bin").mkdir()
    (place / "bin/sound").write_text("#!/bin/sh\n")
    cache = place / "env/sound/__pycache__"
    cache.mkdir()
    (cache / "__init__.cpython-311.pyc").write_bytes(b"x")
    assert audited().findings == ()


def test_the_same_large_file_listed_often_is_hashed_once(place: Path, audited: Auditor) -> None:
    info = install(place / "env", "sound", "1.0", {"sound/big.py": "#" * (8 << 20)})
    row = next(one for one in (info / "RECORD").read_text().splitlines() if "big" in one)
    rows = [f"sound/{'x/../' * (number % 90)}big.py{row[12:]}" for number in range(3000)]
    (info / "RECORD").write_text("\n".join([*rows, (info / "RECORD").read_text()]))
    assert audited().seconds < 5


@pytest.mark.parametrize(
    "path",
    [
        "sound-1.0.dist-info/run.py",
        "sound-1.0.dist-info/run.so",
        "ghost.dist-info/run.py",
        "sound/__pycache__/__init__.py",
        "sound/__pycache__/inner/__init__.py",
        "sound/__pycache__/__init__.cpython-311-x86_64-linux-gnu.so",
        "sound/.hidden/run.py",
        "sound/.git/run.py",
        "sound/conda-meta/run.py",
        "sound/node_modules/x/run.py",
        "sound/node_modules/run.py",
    ],
)
def test_code_in_odd_folders_is_a_stranger(place: Path, audited: Auditor, path: str) -> None:
    install(place / "env", "sound", "1.0")
    target = place / "env" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("A = 1\n")
    run = audited()
    assert found(run, "unowned-file") == [f"env/{path}"]
    assert run.worst >= Decision.REVIEW


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pth", b"import\tos\n"),
        ("a.pth", b"\xef\xbb\xbfimport os\n"),
        ("a.pth", b"/srv\r\nimport os\r\n"),
        ("a.pth", b"/srv\rimport os\r"),
        ("a.pth", b"/srv\x0cimport os\n"),
        ("a.pth", b"/srv\xe2\x80\xa8import os\n"),
        ("a.pth", b"#" * (1 << 20) + b"\nimport os\n"),
        ("a.pth", b"#\n" * (1 << 20) + b"import os\n"),
        (".a.pth", b"import os\n"),
        ("sitecustomize.py", b"A = 1\n"),
        ("sitecustomize.pyc", b"A = 1\n"),
        ("sitecustomize/__init__.py", b"A = 1\n"),
        ("sitecustomize/__init__.pyc", b"A = 1\n"),
        ("sitecustomize/__init__.cpython-311-x86_64-linux-gnu.so", b"A = 1\n"),
        ("sitecustomize.cpython-311-x86_64-linux-gnu.so", b"A = 1\n"),
        ("usercustomize.abi3.so", b"A = 1\n"),
    ],
)
def test_every_kind_of_start_up_hook_blocks(
    place: Path, audited: Auditor, name: str, data: bytes
) -> None:
    install(place / "env", "sound", "1.0")
    target = place / "env" / name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(data)
    run = audited()
    assert found(run, "unowned-hook") == [f"env/{name}"]
    assert run.worst is Decision.BLOCK


@pytest.mark.parametrize("data", [b"/srv/import here\n", b" import os\n", b"importlib\n"])
def test_paths_that_look_like_code_are_no_hooks(place: Path, audited: Auditor, data: bytes) -> None:
    install(place / "env", "sound", "1.0")
    (place / "env/a.pth").write_bytes(data)
    assert found(audited(), "unowned-hook") == []


def test_a_distribution_that_cannot_be_told_is_not_read(place: Path, audited: Auditor) -> None:
    """Metadata that name nothing hide a package from every advisory."""
    install(place / "env", "sound", "1.0")
    info = install(place / "env", "flawed", "1.0")
    for name in ("METADATA", "RECORD"):
        (info / name).unlink()
    (place / "env/flawed/__init__.py").unlink()
    run = audited()
    assert run.audit is not None
    assert run.worst is Decision.INSUFFICIENT
    assert [str(one.at) for one in run.audit.places[0].unauditable] == ["env/flawed-1.0.dist-info"]


def test_metadata_under_another_name_are_named(place: Path, audited: Auditor) -> None:
    info = install(place / "env", "flawed", "1.0")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sound\nVersion: 3.0\n\n")
    run = audited()
    assert run.audit is not None
    assert any("flawed" in one.reason for one in run.audit.unchecked)
    assert run.worst >= Decision.REVIEW


def test_an_egg_is_a_package_too(place: Path, audited: Auditor) -> None:
    site = place / "lib/site-packages"
    install(site, "sound", "1.0")
    egg = site / "flawed-1.0-py3.11.egg/EGG-INFO"
    egg.mkdir(parents=True)
    (egg / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: flawed\nVersion: 1.0\n\n")
    run = audited()
    assert [one.advisory for one in run.findings if one.advisory] == ["OSV-1"]


def test_a_zipped_egg_is_said(place: Path, audited: Auditor) -> None:
    site = place / "lib/site-packages"
    install(site, "sound", "1.0")
    (site / "flawed-1.0-py3.11.egg").write_bytes(b"PK\x03\x04")
    run = audited()
    assert run.worst is Decision.INSUFFICIENT


def test_an_editable_claim_hides_no_package(place: Path, audited: Auditor) -> None:
    info = install(place / "env", "flawed", "1.0")
    (info / "direct_url.json").write_text('{"url": "file:///srv", "dir_info": {"editable": true}}')
    run = audited()
    assert [one.advisory for one in run.findings if one.advisory] == ["OSV-1"]
