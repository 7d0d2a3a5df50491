"""What a hostile pickle may cost: little more than its bytes say, whatever they are chosen to do.

Work is bounded by the time that a test may take: what is mended here took hours.
"""

import re

import pytest
from desks import read_one

from ostiary.formats.model.assurance import Assurance, assurance
from ostiary.formats.model.pickle import trial
from ostiary.formats.model.pickle.opening import may_name

CALLED = b"\x80\x04cposix\nsystem\nq\x00"
PLAIN = re.compile(rb"[ci][\w\x80-\xff][\w.\x80-\xff]*\n[^\n]+\n|[\x82\x83\x93]")


def text(raw: bytes) -> bytes:
    return b"X" + len(raw).to_bytes(4, "little") + raw


def number(value: int) -> bytes:
    raw = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
    return b"\x8a" + bytes([len(raw)]) + raw


@pytest.mark.parametrize(
    "data",
    [
        *(
            b"Nxcos\nsystem\n",
            b"Ncos.path\nx",
            b"N-ios\n1x\n",
            b"Nc\nx\n",
            b"Nxxxx\x93",
            b"Ncc\n\nx\n",
        ),
        *(
            b"N\ncos\nx.y\n",
            b"Ncos \nx\n",
            b"Nicos\nx y\n",
            b"N0c_\n_\n",
            b"Nxxxxxxx",
            b"Nc.os\nx\n",
        ),
    ],
)
def test_what_may_name_a_global_is_what_the_plain_rule_says(data: bytes) -> None:
    assert may_name(data) is bool(PLAIN.search(data))


def test_bytes_of_one_letter_are_looked_through_once() -> None:
    assert not may_name(b"N" + b"c" * (8 << 20))


def test_a_long_argument_that_is_used_again_and_again_ends_as_unknown() -> None:
    encode = b"\x80\x04c_codecs\nencode\nq\x00" + text(b"N" + b"a" * 65_000) + b"q\x010"
    file = read_one(
        "m.pkl", encode + text(b"latin1") + b"q\x020" + b"h\x00h\x01h\x02\x86R0" * 200_000 + b"N."
    )
    assert "again and again" in file.opaque
    assert assurance(file) is Assurance.UNKNOWN


def test_numbers_that_are_chosen_to_collide_cost_no_more_than_others() -> None:
    prime = (1 << 61) - 1
    calls = b"".join(b"h\x00" + number(prime * count) + b"\x85R0" for count in range(1, 60_000))
    file = read_one("m.pkl", CALLED + b"0" + calls + b"N.")
    assert file.calls[0].count == 59_999


def shared(levels: int) -> bytes:
    """A tuple that holds one tuple twice, and so on down: two to the power of `levels` values."""
    pairs = b"".join(b"h" + bytes([one, ord("h"), one]) + b"\x86\x94" for one in range(levels))
    return b"\x80\x04K\x00\x94" + pairs


@pytest.mark.parametrize("behind", [b"", bytes(5 << 20)])
def test_a_key_that_takes_forever_to_hash_is_seen_in_short_and_long_files(behind: bytes) -> None:
    file = read_one("m.pkl", shared(60) + b"}(h\x3cNu." + behind)
    assert "hash-bomb" in {one.rule for one in file.oddities}
    assert assurance(file) not in {Assurance.SAFE_BY_FORMAT, Assurance.SAFE_BY_LIST}


@pytest.mark.parametrize("behind", [b"", bytes(5 << 20)])
def test_many_keys_that_each_take_long_to_hash_are_left_to_the_walker(behind: bytes) -> None:
    file = read_one("m.pkl", shared(18) + b"}(" + b"h\x12N" * 300_000 + b"u." + behind)
    assert dict(file.details)["second reader"].startswith("not asked")


def pairs(count: int) -> bytes:
    """A set of different tuples with the same hash, as -1 and -2 have the same one."""
    made, places = (
        b"\x80\x02J\xff\xff\xff\xffr\x00\x00\x00\x00J\xfe\xff\xff\xffr\x01\x00\x00\x00",
        [0, 1],
    )
    following = 2
    for _ in range(3):
        couples = [(one, other) for one in places for other in places]
        places = list(range(following, following + len(couples)))
        following += len(couples)
        for place, (one, other) in zip(places, couples, strict=True):
            made += b"j%bj%b\x86r%b" % tuple(x.to_bytes(4, "little") for x in (one, other, place))
    keys = [(one, other) for one in places for other in places][:count]
    taken = (b"j%bj%b\x86" % tuple(x.to_bytes(4, "little") for x in key) for key in keys)
    return made + b"\x8f(" + b"".join(taken) + b"\x90."


def test_keys_that_are_chosen_to_collide_are_left_to_the_walker() -> None:
    assert "second reader" not in dict(read_one("m.pkl", pairs(500)).details)
    file = read_one("m.pkl", pairs(60_000))
    assert dict(file.details)["second reader"].startswith("not asked")


@pytest.mark.parametrize("form", [b"I%d\n", b"L%dL\n", b"I0x%x\n"])
def test_numbers_on_lines_count_as_the_others(form: bytes) -> None:
    prime = (1 << 61) - 1
    keys = b"".join(form % (prime * count) + b"N" for count in range(1, 100_000))
    file = read_one("m.pkl", b"\x80\x02}(" + keys + b"u.")
    assert dict(file.details)["second reader"].startswith("not asked")


def test_the_same_bytes_are_looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often a call gets them."""
    looked: list[int] = []

    def look(data: bytes) -> bool:
        looked.append(len(data))
        return False

    monkeypatch.setattr(trial, "may_name", look)
    lines = b"N" + b"\n" * 65_000
    calls = b"\x80\x02ccollections\nCounter\nq\0B" + len(lines).to_bytes(4, "little") + lines
    read_one("m.pkl", calls + b"\x85q\x01" + b"0h\0h\x01R" * 250 + b".")
    assert looked == [len(lines)]
