"""Which finding first: what is imported and asked for directly, before what is not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ostiary.core.run import Run
from ostiary.subjects.places.walk import read_within
from world.auditor import Auditor
from world.sites import install, record


def test_an_imported_package_comes_before_one_that_is_only_there(
    place: Path, audited: Auditor, advise: Callable[..., None]
) -> None:
    advise(
        record("OSV-1", "flawed"),
        record("OSV-2", "unused"),
        record("MAL-2026-1", "evil", fixed="9"),
    )
    (place / "requirements.txt").write_text("flawed==1.0\nunused==1.0\nevil==1.0\n")
    (place / "app.py").write_text("from flawed_module import part\n")
    env = place / ".venv/lib/python3.11/site-packages"
    install(env, "flawed", "1.0", {"flawed_module/__init__.py": "A = 1\n"})
    install(env, "unused", "1.0", {"unused/__init__.py": "A = 1\n"})
    run = audited()
    assert run.audit is not None
    order = [(one.subject, one.words[2]) for one in run.audit.pressing]
    assert order[0][0] == "pkg:pypi/evil@1.0"
    assert ("pkg:pypi/flawed@1.0", "imported") in order
    assert ("pkg:pypi/unused@1.0", "declared, not seen imported") in order
    names = [name for name, _ in order]
    assert names.index("pkg:pypi/flawed@1.0") < names.index("pkg:pypi/unused@1.0")
    assert all(one.ssvc for one in run.audit.pressing)


def test_own_files_whose_imports_nobody_saw_are_named(place: Path, audited: Auditor) -> None:
    (place / "requirements.txt").write_text("flawed==1.0\n")
    install(
        place / ".venv/lib/python3.11/site-packages", "flawed", "1.0", {"flawed/__init__.py": ""}
    )
    (place / "app.py").write_text("import os\n")
    unseen = "declared, not seen imported"
    assert unseen in tiers(audited())
    (place / "long.py").write_bytes(b"#" * (8 << 20) + b"\nimport flawed\n")
    run = audited()
    assert tiers(run) == {"not known whether it is imported"}
    (note,) = (one for one in run.notes if "imports of" in one)
    assert "`long.py` (only its first 8388608 bytes were looked through)" in note
    (place / "long.py").unlink()
    assert unseen in tiers(audited())


def test_own_files_that_cannot_be_opened_are_named(
    place: Path, audited: Auditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "requirements.txt").write_text("flawed==1.0\n")
    (place / "app.py").write_text("import flawed\n")

    def refuse(root: Path, path: str, limit: int) -> bytes:
        if path == "app.py":
            raise OSError(13, "Permission denied")
        return read_within(root, path, limit)

    monkeypatch.setattr("ostiary.flows.audit.reach.read_within", refuse)
    run = audited()
    assert any(
        "the imports of `app.py` (Permission denied) were not seen" in one for one in run.notes
    )


def tiers(run: Run) -> set[str]:
    """How near the own code comes to what has findings."""
    assert run.audit is not None
    return {one.words[2] for one in run.audit.pressing}
