"""What the linter says about a place, and that a limit is never quiet."""

import sys
from pathlib import Path

import pytest

from ostiary.core.errors import LimitError
from ostiary.subjects.places import ruff

BESIDE = {"PATH": str(Path(sys.executable).parent)}


def test_rows_beyond_the_limit_end_as_an_error_after_those_that_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.py").write_text("eval(x)\nexec(y)\n")
    assert [one.line for one in ruff.lint(tmp_path, ["a.py"], BESIDE)] == [1, 2]
    monkeypatch.setattr(ruff, "MAX_ROWS", 1)
    rows = ruff.lint(tmp_path, ["a.py"], BESIDE)
    assert next(rows).line == 1
    with pytest.raises(LimitError, match="names 2 places"):
        next(rows)
