"""Every input that a campaign once found interesting still ends in a result."""

import base64
from pathlib import Path

import pytest
from fuzz_targets import SEEDS, TARGETS

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.b64"))


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_seeds(target: str) -> None:
    for seed in SEEDS[target]():
        assert set(TARGETS[target](seed))


@pytest.mark.parametrize("path", CORPUS, ids=[path.stem for path in CORPUS])
def test_corpus(path: Path) -> None:
    target = path.stem.rpartition("-")[0]
    assert set(TARGETS[target](base64.b64decode(path.read_text())))
