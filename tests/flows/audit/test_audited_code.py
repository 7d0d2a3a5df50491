"""The own code of a place, with the real linter."""

from pathlib import Path

from ostiary.core.run import Run
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


CALL = "subprocess.run(f'ls {name}', shell=True)"


def linted(run: Run) -> dict[str, tuple[str, Severity]]:
    """Findings of the linter by place."""
    found = (one for one in run.findings if one.check == "linter-rule")
    return {str(one.at): (one.message, one.severity) for one in found}


def test_what_is_silenced_for_the_linter_is_found_and_counted(
    place: Path, audited: Auditor
) -> None:
    (place / "line.py").write_text(
        f"import subprocess\n\n\ndef f(name):\n    {CALL}  # noqa: S602\n    {CALL}  # noqa\n    {CALL}\n"
    )
    (place / "whole.py").write_text(
        f"# ruff: noqa\nimport subprocess\n\n\ndef f(name):\n    {CALL}\n"
    )
    run = audited(own_code=True)
    found = linted(run)
    assert set(found) == {"line.py:5", "line.py:6", "line.py:7", "whole.py:6"}
    said = {at for at, (message, _) in found.items() if "its author silenced the linter" in message}
    assert said == {"line.py:5", "line.py:6", "whole.py:6"}
    (note,) = (one for one in run.notes if "noqa" in one)
    assert note.startswith("3 of the linter's findings were silenced by the author")
    assert "`line.py:5`, `line.py:6`, `whole.py:6`" in note


def test_a_comment_with_reason_and_end_accepts_what_the_linter_finds(
    place: Path, audited: Auditor
) -> None:
    def line(word: str, reason: str = "names are ours until 2026-12-31", more: str = "") -> str:
        return f"    {CALL}  {more}# ostiary: ignore[{word}] {reason}\n"

    (place / "app.py").write_text(
        "import subprocess\n\n\ndef f(name):\n"
        + line("rule")
        + line("S602")
        + line("S602", more="# noqa: S602 ")
        + line("S999")
        + line("rule", "names are ours until 2026-01-01")
        + line("rule", "names are ours")
        + "    return name  # ostiary: ignore[rule] nothing is here until 2026-12-31\n"
    )
    run = audited(own_code=True)
    found = linted(run)
    quiet = {at for at, (_, severity) in found.items() if severity is Severity.INFO}
    assert quiet == {"app.py:5", "app.py:6", "app.py:7"}
    assert set(found) - quiet == {"app.py:8", "app.py:9", "app.py:10"}
    assert "its exception ended on 2026-01-01" in found["app.py:9"][0]
    assert "has no end" in found["app.py:10"][0]
    (note,) = (one for one in run.notes if "silence nothing" in one)
    assert "`app.py:8`, `app.py:11`" in note


def test_without_comments_there_is_no_note(place: Path, audited: Auditor) -> None:
    (place / "app.py").write_text(f"import subprocess\n\n\ndef f(name):\n    {CALL}\n")
    assert audited(own_code=True).notes == ()
