"""What the real unpickler would look for is never clean: the walker beside the interpreter's own machine."""

import random
from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING

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


def asked_for(data: bytes) -> list[tuple[str, str]]:
    """The globals that the interpreter's own unpickler looks for, up to where it stops."""
    inert = Inert(data)
    loaded(inert)
    return inert.asked


def slips(data: bytes) -> bool:
    """Whether a file is clean, or taken for nothing, although loading it looks for what nobody judged."""
    desk = read_all("mutant.pkl", data)
    if not all(assurance(one) in SAFE for one in desk.files):
        return False
    judged = {call.name for one in desk.files for call in one.calls}
    for module, name in asked_for(data):
        if not f"{module}{name}".isprintable():
            return False  # no such name can be imported, and nobody gets beyond it
        folded = NAME_MAPPING.get((module, name)) or (IMPORT_MAPPING.get(module, module), name)
        if not judged & {f"{module}.{name}", ".".join(folded)}:
            return True
        if KNOWN.named(Realm.PICKLE, f"{module}.{name}").standing is Standing.SINK:
            return True
    return False


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("seed", range(3))
def test_no_mutant_slips_through(seed: int) -> None:
    dice = random.Random(seed)
    known = seeds()
    for _ in range(ROUNDS // 6):
        for data in (mutant(dice, known), by_grammar(dice)):
            assert not slips(data), data


def test_the_question_can_be_answered_both_ways() -> None:
    """Else the test above could not fail."""
    asked = [bool(asked_for(one)) for one in seeds()]
    clean = [
        all(assurance(file) in SAFE for file in read_all("x.pkl", one).files) for one in seeds()
    ]
    assert set(zip(asked, clean, strict=True)) == {(False, True), (True, True), (True, False)}
    assert not any(map(slips, seeds()))
