"""What a hostile pickle may cost: little more than its bytes say, whatever they are chosen to do.

Work is bounded by the time that a test may take: what is mended here took hours.
"""

import re

import pytest
from desks import read_one

from ostiary.formats.model.assurance import Assurance, assurance
from ostiary.formats.model.pickle.opening import may_name

CALLED = b"\x80\x04cposix\nsystem\nq\x00"
PLAIN = re.compile(rb"[ci][A-Za-z_][\w.]*\n[A-Za-z_][\w.]*\n|[\x82\x83\x93]")


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
