"""Which finding first: what is imported and asked for directly, before what is not."""

from collections.abc import Callable
from pathlib import Path

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
