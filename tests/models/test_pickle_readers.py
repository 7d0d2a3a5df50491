"""What the real unpickler would look for is never clean: the walker beside the interpreter's own machine."""

import random

import pytest
from desks import read_all
from pickle_streams import by_grammar, mutant, seeds

from ostiary.formats.model.assurance import Assurance, assurance
from ostiary.formats.model.judge import Realm
from ostiary.formats.model.pickle.inert import Inert, loaded
from ostiary.formats.model.record import Standing
from ostiary.program.loading.known import KNOWN

SAFE = {Assurance.SAFE_BY_FORMAT, Assurance.SAFE_BY_LIST}
ROUNDS = 3_000


def asked_for(data: bytes) -> list[str]:
    """The globals that the interpreter's own unpickler looks for, up to where it stops."""
    inert = Inert(data)
    loaded(inert)
    return [f"{module}.{name}" for module, name in inert.asked]


def unlisted(data: bytes) -> list[str]:
    """Those of them that are not on the list, Python 2 names left aside."""
    return [
        one
        for one in asked_for(data)
        if KNOWN.named(Realm.PICKLE, one).standing is not Standing.INERT
    ]


def slips(data: bytes) -> bool:
    """Whether a file is clean, or taken for nothing, although loading it looks for something unlisted."""
    desk = read_all("mutant.pkl", data)
    clean = all(assurance(one) in SAFE for one in desk.files)
    return clean and bool(unlisted(data))


@pytest.mark.parametrize("seed", range(3))
def test_no_mutant_slips_through(seed: int) -> None:
    dice = random.Random(seed)
    known = seeds()
    for _ in range(ROUNDS // 6):
        for data in (mutant(dice, known), by_grammar(dice)):
            assert not slips(data), data


def test_seeds_are_told_apart() -> None:
    """Else the test above could not fail."""
    assert {bool(unlisted(one)) for one in seeds()} == {True, False}
    assert not any(slips(one) for one in seeds())
