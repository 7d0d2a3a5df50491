"""The own code of a place, with the real linter."""

from pathlib import Path

from ostiary.core.scale import Decision, Severity
from world.auditor import Auditor
from world.sites import install


def test_own_code_is_read_and_packages_are_not(place: Path, audited: Auditor) -> None:
    (place / "app.py").write_text(
        "import subprocess\nimport torch\n\n\ndef f(name):\n"
        "    subprocess.run(f'ls {name}', shell=True)\n    return torch.load(name)\n"
    )
    install(place / "env", "sound", "1.0", {"sound/__init__.py": "import torch\ntorch.load('x')\n"})
    run = audited(own_code=True)
    found = {(one.check, str(one.at)) for one in run.findings}
    assert ("unsafe-load", "app.py:7") in found
    assert ("linter-rule", "app.py:6") in found
    assert not any("sound" in at for _, at in found)
    assert run.worst is Decision.REVIEW
    assert audited().findings == ()


def test_an_exception_with_reason_and_end_is_information(place: Path, audited: Auditor) -> None:
    comment = "# ostiary: ignore[unsafe-load] made by our own job until 2026-12-31"
    (place / "app.py").write_text(f"import joblib\njoblib.load('x')  {comment}\n")
    run = audited(own_code=True)
    (one,) = run.findings
    assert one.severity is Severity.INFO
    assert run.worst is Decision.ALLOW


def test_a_file_that_is_no_python_is_unknown_not_clean(place: Path, audited: Auditor) -> None:
    (place / "app.py").write_text("def f(:\n")
    run = audited(own_code=True)
    states = {one.check: one.state.value for one in run.outcomes}
    assert states["unsafe-load"] == "unknown"


def test_without_the_linter_its_rules_are_unknown(place: Path, audited: Auditor) -> None:
    (place / "app.py").write_text("x = 1\n")
    run = audited(own_code=True, environ={"PATH": "/nonexistent"})
    states = {one.check: one.state.value for one in run.outcomes}
    assert states["linter-rule"] == "unknown"
