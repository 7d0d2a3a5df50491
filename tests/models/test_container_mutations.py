"""Whatever is changed in a container, records come out, and none is safe that a loader would run."""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "fuzz"))
from fuzz_model_containers import container_seeds, containers
from fuzz_mutate import mutate

ROUNDS = 2_500


def test_mutants() -> None:
    dice = random.Random(5)
    pool = container_seeds()
    features: set[str] = set()
    for _ in range(ROUNDS):
        features |= set(containers(mutate(dice.choice(pool), pool, dice)))
    assert len(features) > 100


def test_every_truncation_of_small_files() -> None:
    for seed in container_seeds()[::4]:
        for length in range(0, len(seed), max(1, len(seed) // 40)):
            assert set(containers(seed[:length]))
