"""What lies in an environment, and whether it is as it was installed."""

import shutil
from pathlib import Path

from ostiary.core.run import Run
from ostiary.core.scale import Decision, Severity
from world.auditor import Auditor
from world.sites import install


def found(run: Run, check: str) -> list[str]:
    """Where a check found something."""
    return [str(one.at) for one in run.findings if one.check == check]


def test_a_clean_environment_passes(place: Path, audited: Auditor) -> None:
    install(place / "env", "sound", "1.0")
    run = audited()
    assert run.worst is Decision.ALLOW
    assert run.audit is not None
    assert [one.purl for one in run.audit.places[0].components] == ["pkg:pypi/sound@1.0"]
    assert run.findings == ()


def test_a_known_flaw_is_found_at_the_place_of_the_package(place: Path, audited: Auditor) -> None:
    install(place / "env", "flawed", "1.9.1")
    run = audited()
    (one,) = run.findings
    assert (one.check, one.advisory, one.aliases) == (
        "known-vulnerability",
        "OSV-1",
        ("CVE-2026-1",),
    )
    assert one.fixed == ("2.0",)
    assert str(one.at) == "env/flawed-1.9.1.dist-info/METADATA"
    assert run.worst is Decision.REVIEW
    assert any("flawed 1.9.1" in reason.message for reason in run.asked[0].reasons)


def test_the_fixed_version_is_clean(place: Path, audited: Auditor) -> None:
    install(place / "env", "flawed", "2.0")
    assert audited().findings == ()


def test_without_advisories_nothing_is_clean(place: Path, audited: Auditor, tmp_path: Path) -> None:
    install(place / "env", "sound", "1.0")
    shutil.rmtree(tmp_path / "data" / "advisories")
    run = audited()
    assert run.worst is Decision.INSUFFICIENT
    assert "ostiary db update" in run.asked[0].reasons[0].remedy


def test_an_altered_file_is_named(place: Path, audited: Auditor) -> None:
    install(place / "env", "sound", "1.0")
    (place / "env/sound/__init__.py").write_text("VERSION = '1.1'\n")
    run = audited()
    assert found(run, "altered-file") == ["env/sound/__init__.py"]
    assert run.worst >= Decision.REVIEW


def test_an_altered_file_of_the_same_length_too(place: Path, audited: Auditor) -> None:
    install(place / "env", "sound", "1.0", {"sound/__init__.py": "A = 1\n"})
    (place / "env/sound/__init__.py").write_text("A = 2\n")
    assert found(audited(), "altered-file") == ["env/sound/__init__.py"]


def test_a_missing_file_is_named(place: Path, audited: Auditor) -> None:
    install(place / "env", "sound", "1.0")
    (place / "env/sound/__init__.py").unlink()
    run = audited()
    (one,) = [one for one in run.findings if one.check == "missing-file"]
    assert "env/sound/__init__.py" in one.message


def test_an_added_pth_with_code_blocks(place: Path, audited: Auditor) -> None:
    install(place / "env", "sound", "1.0")
    (place / "env/zz.pth").write_text("import os; os.getcwd()\n")
    run = audited()
    assert found(run, "unowned-hook") == ["env/zz.pth"]
    assert run.worst is Decision.BLOCK


def test_a_pth_that_only_adds_a_path_is_no_hook(place: Path, audited: Auditor) -> None:
    install(place / "env", "sound", "1.0")
    (place / "env/paths.pth").write_text("/srv/code\n# import nothing\n")
    run = audited()
    assert found(run, "unowned-hook") == []
    assert found(run, "unowned-file") == ["env/paths.pth"]


def test_an_altered_hook_of_a_package_is_critical(place: Path, audited: Auditor) -> None:
    install(place / "env", "hooked", "1.0", {"hooked.pth": "import sys\n"})
    assert audited().findings == ()
    (place / "env/hooked.pth").write_text("import sys; sys.path\n")
    (one,) = [one for one in audited().findings if one.check == "altered-file"]
    assert one.severity is Severity.CRITICAL


def test_the_hook_of_virtualenv_is_a_stranger_and_no_intruder(
    place: Path, audited: Auditor
) -> None:
    env = place / ".venv/lib/python3.11/site-packages"
    install(env, "sound", "1.0")
    (env / "_virtualenv.pth").write_text("import _virtualenv")
    (env / "_virtualenv.py").write_text("A = 1\n")
    assert audited().worst is Decision.BLOCK
    (place / ".venv/pyvenv.cfg").write_text("home = /usr/bin\nuv = 0.5.1\n")
    run = audited()
    assert run.worst is Decision.REVIEW
    assert found(run, "unowned-hook") == []
    assert len(found(run, "unowned-file")) == 2
    (env / "_virtualenv.pth").write_text("import _virtualenv; import os")
    assert audited().worst is Decision.BLOCK


def test_a_sitecustomize_counts_only_at_the_top(place: Path, audited: Auditor) -> None:
    install(place / "env", "sound", "1.0")
    (place / "env/sound/sitecustomize.py").write_text("A = 1\n")
    (place / "env/usercustomize.py").write_text("A = 1\n")
    run = audited()
    assert found(run, "unowned-hook") == ["env/usercustomize.py"]


def test_a_stranger_among_packages_is_named(place: Path, audited: Auditor) -> None:
    install(place / "env", "sound", "1.0")
    (place / "env/sound/extra.py").write_text("A = 1\n")
    assert found(audited(), "unowned-file") == ["env/sound/extra.py"]


def test_bytecode_beside_its_source_is_no_stranger(place: Path, audited: Auditor) -> None:
    install(place / "env", "sound", "1.0")
    cache = place / "env/sound/__pycache__"
    cache.mkdir()
    (cache / "__init__.cpython-311.pyc").write_bytes(b"x")
    (cache / "__init__.cpython-312.pyc").write_bytes(b"x")
    assert audited().findings == ()
    (cache / "lonely.cpython-311.pyc").write_bytes(b"x")
    assert found(audited(), "unowned-file") == ["env/sound/__pycache__/lonely.cpython-311.pyc"]


def test_a_distribution_without_record_cannot_be_compared(place: Path, audited: Auditor) -> None:
    info = install(place / "env", "sound", "1.0")
    (info / "RECORD").unlink()
    run = audited()
    states = {one.check: one.state.value for one in run.outcomes}
    assert states["altered-file"] == "unknown"
    assert audited("strict").worst is not Decision.ALLOW


def test_a_distribution_without_metadata_is_unauditable(place: Path, audited: Auditor) -> None:
    info = install(place / "env", "sound", "1.0")
    install(place / "env", "other", "1.0")
    (info / "METADATA").write_bytes(b"")
    run = audited()
    assert run.audit is not None
    (listing,) = run.audit.places[0].listings
    assert [one.name for one in listing.components] == ["other"]
    assert [one.name for one in listing.unauditable] == ["sound"]
    assert run.worst is not Decision.ALLOW


def test_without_integrity_nothing_is_compared(place: Path, audited: Auditor) -> None:
    install(place / "env", "sound", "1.0")
    (place / "env/sound/__init__.py").write_text("VERSION = '1.1'\n")
    assert audited(integrity=False).findings == ()
