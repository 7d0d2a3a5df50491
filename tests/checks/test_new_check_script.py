"""`make new-check` writes what a person has to fill in, and never over what is there."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "new_check.py"


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *words, "--root", str(root)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_check_of_a_fact_gets_json_samples(tmp_path: Path) -> None:
    done = run(tmp_path, "odd-hour", "history", "Lineage")
    assert done.returncode == 0, done.stderr
    code = tmp_path / "src/ostiary/checks/history/odd_hour.py"
    page = tmp_path / "docs/checks/odd-hour.md"
    compile(code.read_text(), str(code), "exec")
    assert '"odd-hour"' in code.read_text()
    assert "reads=Lineage" in code.read_text()
    assert page.read_text().startswith("# `odd-hour`: ")
    assert "```json Lineage" in page.read_text()
    assert "from ostiary.checks.history.odd_hour import odd_hour" in done.stdout


def test_a_check_of_code_gets_files_of_an_artifact(tmp_path: Path) -> None:
    assert run(tmp_path, "odd-call", "code", "Program").returncode == 0
    assert "### sdist: " in (tmp_path / "docs/checks/odd-call.md").read_text()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    run(tmp_path, "odd-hour", "history", "Lineage")
    page = tmp_path / "docs/checks/odd-hour.md"
    page.write_text("mine")
    again = run(tmp_path, "odd-hour", "history", "Lineage")
    assert again.returncode == 1
    assert "exists already" in again.stderr
    assert page.read_text() == "mine"


@pytest.mark.parametrize(
    "words",
    [
        ("Odd_Hour", "history", "Lineage"),
        ("../odd", "history", "Lineage"),
        ("odd-hour", "astrology", "Lineage"),
        ("odd-hour", "history", "NoSuchRecord"),
        ("odd-hour", "history", "Severity"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run(tmp_path, *words)
    assert done.returncode == 2
    assert "error: " in done.stderr
    assert not list(tmp_path.rglob("*.py"))
