"""Changed bytes of samples of the formats of layers, trees and engines: a record comes out all the same."""

import random

import pytest
from desks import read_all
from test_mutated_tensors import mutated, seeds

from ostiary.formats.model.assurance import assurance

PAGES = (
    "keras",
    "keras-json",
    "hdf5",
    "tflite",
    "executorch",
    "catboost",
    "lightgbm",
    "xgboost",
    "pmml",
    "openvino",
    "skops",
    "mar",
    "nemo",
    "flax",
    "machine-code",
    "unread",
)
ROUNDS = 300


@pytest.mark.parametrize("page", PAGES)
def test_mutated(page: str) -> None:
    dice = random.Random(page)
    known = seeds(page)
    assert known
    for _ in range(ROUNDS):
        name, data = dice.choice(known)
        for file in read_all(name, mutated(data, known, dice)).files:
            assert assurance(file)
            assert 0 <= file.accounted <= file.size
            repr(file).encode()


@pytest.mark.parametrize("page", PAGES)
def test_cut_off(page: str) -> None:
    """No beginning of a file raises anything."""
    for name, data in seeds(page):
        for end in range(0, len(data), max(1, len(data) // 40)):
            read_all(name, data[:end])
