"""A folder of version control is no place to hide code in."""

from pathlib import Path

import pytest
from attack_files import FETCH

from ostiary.evidence.artifact import examine_members
from ostiary.evidence.folder import members


@pytest.mark.parametrize("place", [".git", ".git/objects", "pkg/.hg", ".svn/pristine"])
def test_code_beside_the_history_is_read(tmp_path: Path, place: str) -> None:
    (tmp_path / place).mkdir(parents=True)
    (tmp_path / place / "evil.py").write_text(f"import os\nos.system('{FETCH}')\n")
    found = examine_members(members(tmp_path), tmp_path.name, "", 0)
    assert [row.path for row in found.coverage if row.readers] == [f"{place}/evil.py"]


def test_objects_of_the_history_are_left_out(tmp_path: Path) -> None:
    for place in (".git/objects/ab", ".git/objects/pack", ".hg/store/data"):
        (tmp_path / place).mkdir(parents=True)
    (tmp_path / ".git/objects/ab" / ("c" * 38)).write_bytes(b"x\x9c")
    (tmp_path / ".git/objects/pack" / f"pack-{'a' * 40}.pack").write_bytes(b"PACK")
    (tmp_path / ".hg/store/data/a.py.i").write_bytes(b"\0\1")
    assert list(members(tmp_path)) == []
