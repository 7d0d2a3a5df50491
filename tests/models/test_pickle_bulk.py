"""What is done in bulk says what the machine says that goes opcode by opcode; windows change nothing."""

import collections
import pickle
import random
import tracemalloc

import pytest
from desks import read_one
from pickle_streams import mutant, named, seeds

from ostiary.formats.model.assurance import Assurance, assurance
from ostiary.formats.model.extent import Held
from ostiary.formats.model.pickle import lexer, run, walk
from ostiary.formats.model.pickle.lexer import lex
from ostiary.formats.model.pickle.machine import Machine
from ostiary.formats.model.pickle.ruling import Docket
from ostiary.formats.model.pickle.run import Run, follow
from ostiary.program.loading.known import KNOWN


def rich(dice: random.Random, count: int) -> object:
    """Records and instances with all that is matched in bulk, and some that is not."""
    names = ["name", "size", "__doc__", "é", "_x", "long" * 30, "tag"]
    kinds: list[object] = [
        1,
        300,
        -5,
        1 << 40,
        2.5,
        None,
        True,
        b"raw",
        "text",
        (1, 2),
        (1, 2, 3),
        (1,),
        (),
    ]
    kinds += [
        [],
        [1],
        ["a", "b"],
        {},
        {"k": 1},
        {"k": 1, "l": [2]},
        (4, (5, 6)),
        {1, 2},
        (1, 2, 3, 4),
    ]
    made: list[object] = []
    for _ in range(count):
        chosen = dice.sample(names, 3) if dice.random() < 0.1 else ["name", "size", "tag"]
        record = {key: dice.choice(kinds) for key in chosen}
        draw = dice.random()
        if draw < 0.4:
            made.append(collections.OrderedDict(record))
        elif draw < 0.5 and made:
            made.append([made[-1], {"again": made[0], "n": 1}])
        elif draw < 0.55:
            made.append({"keep": collections.OrderedDict, "n": 1})
        else:
            made.append(record)
    return made


def outcome(data: bytes, *, bulk: bool) -> tuple[Run, Docket, int]:
    """All that one way of reading says."""
    docket = Docket(KNOWN)
    machine = Machine(Held(data), docket, 64)
    machine.bulk = bulk
    return follow(machine, 0), docket, machine.filled


def told(found: tuple[Run, Docket, int]) -> object:
    ran, docket, filled = found
    uses = {key: (use.at, use.count) for key, use in docket.uses.items()}
    return ran, uses, docket.names, docket.called_ones, docket.oddities, filled


def same(data: bytes) -> bool:
    """Both ways say the same; where a pickle breaks, bulk may see more, as it looks less closely."""
    slow, quick = outcome(data, bulk=False), outcome(data, bulk=True)
    if slow[0].whole:
        return told(slow) == told(quick)
    return set(slow[1].uses) <= set(quick[1].uses) and set(slow[1].names) <= set(quick[1].names)


@pytest.mark.parametrize("protocol", range(6))
def test_bulk_says_the_same(protocol: int) -> None:
    dice = random.Random(protocol)
    for _ in range(12):
        data = pickle.dumps(rich(dice, 150), protocol)
        assert same(data)


def test_bulk_says_the_same_of_mutants() -> None:
    dice = random.Random(7)
    known = [pickle.dumps(rich(dice, 60), protocol) for protocol in (2, 3, 4, 5)]
    for _ in range(1500):
        data = mutant(dice, known)
        assert same(data), data


def test_what_bulk_put_into_the_memo_is_found_again() -> None:
    """The names of a global lie in a piece that was matched as a whole."""
    dice = random.Random(3)
    for protocol in (2, 4):
        body = pickle.dumps(
            [["x"] * 300 + [f"t{n}" for n in range(300)], ["posix", "getpid"]], protocol
        )
        for _ in range(300):
            first, second = dice.randrange(580), dice.randrange(580)
            ask = b"j" + first.to_bytes(4, "little") + b"j" + second.to_bytes(4, "little")
            data = body[:-1] + ask + b"\x93."
            data = data if protocol < 4 else _reframed(data)
            assert same(data)


def _reframed(data: bytes) -> bytes:
    return data[:3] + (len(data) - 11).to_bytes(8, "little") + data[11:]


def test_lexing_ends_where_the_machine_ends() -> None:
    dice = random.Random(11)
    plain = [{"a": [1, 2.5, "text", b"raw"], "b": (1, 2), "c": {"d": None}}] * 3
    known = [pickle.dumps([*plain, "long" * 50, 1 << 90], protocol) for protocol in range(6)]
    met = set()
    for data in [*known, *(mutant(dice, known) for _ in range(2000))]:
        end = lex(Held(data), 0)
        docket = Docket(KNOWN)
        ran = follow(Machine(Held(data), docket, 4), 0)
        met.add(end is not None)
        if end is None:
            continue
        assert not docket.uses
        assert not docket.names
        assert not ran.whole or (ran.end == end and not docket.oddities), data
    assert met == {True, False}


def test_windows_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(5)
    known = seeds()
    streams = [*known, *(mutant(dice, known) for _ in range(300)), named(dice) + b"."]
    whole = [told(outcome(data, bulk=False)) for data in streams]
    monkeypatch.setattr(run, "STEP", 40)
    assert [told(outcome(data, bulk=False)) for data in streams] == whole


def test_a_long_pickle_takes_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexer, "BULK_FROM", 1 << 16)
    monkeypatch.setattr(walk, "BULK_FROM", 1 << 16)
    data = pickle.dumps([{"n": n, "t": f"text {n}"} for n in range(200_000)], 4)
    read_one("warm.pkl", data[:99])
    tracemalloc.start()
    try:
        assert assurance(read_one("big.pkl", data)) is Assurance.SAFE_BY_LIST
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()
